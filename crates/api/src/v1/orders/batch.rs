//! `POST /orders/batch`, in WooCommerce's form.

use actix_web::http::StatusCode;
use growffinity_customers::{OrderDraft, RecordOrderError, Recorded};
use growffinity_kernel::OrderId;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    create::options,
    input::{notify, read_draft, read_update},
};
use crate::{
    rest::{
        ApiError, App, Body, Caller, Report, catalogue,
        params::{FromParams, Json, List, Reader, whole_number},
    },
    rights::CustomersWrite,
    state::State,
    v1::shared::names_id,
    views::OrderView,
};

/// The documentation of [`batch_orders`].
pub struct Docs;

/// Orders to make, to change, to delete.
pub struct OrderBatch {
    create: Option<Vec<Result<(OrderDraft, bool), ApiError>>>,
    update: Option<Vec<Result<OrderDraft, ApiError>>>,
    delete: Option<Vec<Value>>,
    notify: bool,
}

impl FromParams for OrderBatch {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let create = reader.each_object("create", |reader| Some((read_draft(reader), names_id(reader))));
        let update = reader.each_object("update", read_update);
        let delete = reader.field("delete", List::of(Json("integer"), usize::MAX)).about("Ids to delete.").optional();
        let notify = notify(reader);
        Some(Self { create, update, delete, notify })
    }
}

/// What came of each, in order.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"create": [{"id": 0, "error": {"code": "rest_missing_callback_param",
    "message": "Missing parameter(s): total", "data": {"status": 400, "params": ["total"]}}}]}))]
pub struct OrderBatchView {
    #[serde(skip_serializing_if = "Option::is_none")]
    create: Option<Vec<BatchItem>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    update: Option<Vec<BatchItem>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delete: Option<Vec<BatchItem>>,
}

/// An order, or why there is none.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum BatchItem {
    /// The order as it is now.
    Order(Box<OrderView>),
    /// Why it was refused.
    Refused {
        /// The id it was asked for by; 0 for a new one.
        id: i64,
        /// The error, as an answer of its own would have it.
        #[schema(value_type = Object)]
        error: Value,
    },
}

/// The most orders in one batch.
const MOST: usize = 100;

/// Record many orders.
///
/// All that are good are recorded in one transaction, then the deletions are done in another; each that is not good
/// answers its own error.
#[utoipa::path(post, path = "/orders/batch", impl_for = Docs, tag = "Orders",
    responses(
        (status = 200, description = "What came of each order.", body = OrderBatchView),
        (status = 413, description = "`woocommerce_rest_request_entity_too_large`: more than 100 orders."),
    ))]
pub async fn batch_orders(
    _caller: Caller<CustomersWrite>,
    Body(batch): Body<OrderBatch>,
    app: App,
) -> Result<Report<OrderBatchView>, ApiError> {
    let size = |count: Option<usize>| count.unwrap_or(0);
    let create_size = size(batch.create.as_ref().map(Vec::len));
    let total = create_size + size(batch.update.as_ref().map(Vec::len)) + size(batch.delete.as_ref().map(Vec::len));
    if total > MOST {
        return Err(ApiError::new(catalogue::ENTITY_TOO_LARGE).with("limit", MOST));
    }
    let (has_create, has_update) = (batch.create.is_some(), batch.update.is_some());
    let create = batch.create.into_iter().flatten().map(|one| one.and_then(without_id));
    let drafts: Vec<Result<OrderDraft, ApiError>> = create.chain(batch.update.into_iter().flatten()).collect();
    let mut done = record(drafts, batch.notify, &app).await?;
    let update = done.split_off(create_size.min(done.len()));
    let delete = match batch.delete {
        Some(ids) => Some(delete(&ids, batch.notify, &app).await?),
        None => None,
    };
    let view = OrderBatchView { create: has_create.then_some(done), update: has_update.then_some(update), delete };
    Ok(Report(StatusCode::OK, view))
}

fn without_id((draft, names_id): (OrderDraft, bool)) -> Result<OrderDraft, ApiError> {
    if names_id { Err(catalogue::EXISTING_ID.into()) } else { Ok(draft) }
}

/// Records the drafts that could be read and puts what came of them back among the refusals of the others.
async fn record(
    drafts: Vec<Result<OrderDraft, ApiError>>,
    notify: bool,
    app: &State,
) -> Result<Vec<BatchItem>, ApiError> {
    let mut good = Vec::new();
    let mut places = Vec::new();
    for draft in drafts {
        places.push(draft.map(|draft| {
            let id = draft.id.map_or(0, OrderId::get);
            good.push(draft);
            id
        }));
    }
    let mut outcomes = app.orders.record(good, &options(notify)).await?.into_iter();
    let lost = || ApiError::internal("a draft has no outcome");
    places
        .into_iter()
        .map(|place| match place {
            Err(error) => Ok(refused(0, &error)),
            Ok(id) => Ok(recorded(id, outcomes.next().ok_or_else(lost)?, app)),
        })
        .collect()
}

fn recorded(id: i64, outcome: Result<Recorded, RecordOrderError>, app: &State) -> BatchItem {
    match outcome {
        Ok(recorded) => BatchItem::Order(Box::new(OrderView::new(recorded.order, app))),
        Err(error) => refused(id, &error.into()),
    }
}

fn refused(id: i64, error: &ApiError) -> BatchItem {
    BatchItem::Refused { id, error: error.body("") }
}

/// Deletes what the ids name; a value that is no id is one of no order.
async fn delete(ids: &[Value], notify: bool, app: &State) -> Result<Vec<BatchItem>, ApiError> {
    let numbers: Vec<i64> = ids.iter().map(|id| whole_number(id.get("id").unwrap_or(id)).unwrap_or(0)).collect();
    let wanted: Vec<_> = numbers.iter().filter_map(|number| Some((OrderId::new(*number)?, None))).collect();
    let mut outcomes = app.orders.delete(wanted, options(notify).origin).await?.into_iter();
    let one = |number: i64| {
        let outcome = OrderId::new(number).and_then(|_| outcomes.next());
        match outcome {
            Some(Ok(order)) => BatchItem::Order(Box::new(OrderView::new(order, app))),
            Some(Err(error)) => refused(number, &error.into()),
            None => refused(number, &catalogue::ORDER_INVALID_ID.into()),
        }
    };
    Ok(numbers.into_iter().map(one).collect())
}
