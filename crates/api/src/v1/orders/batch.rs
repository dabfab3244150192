//! `POST /orders/batch`, also by PUT and PATCH, in WooCommerce's form.

use actix_web::http::StatusCode;
use growffinity_customers::{OrderDraft, RecordOrderError, Recorded};
use growffinity_kernel::OrderId;

use super::{
    create::options,
    input::{notify, read_draft, read_update},
};
use crate::{
    rest::{
        ApiError, App, Body, Caller, Report, catalogue,
        params::{FromParams, Reader},
    },
    rights::CustomersWrite,
    state::State,
    v1::{
        batch::{Batch, BatchItem, BatchView},
        shared::names_id,
    },
    views::OrderView,
};

/// The documentation of [`batch_orders`].
pub struct Docs;

/// Orders to make, to change, to delete.
pub struct OrderBatch {
    batch: Batch<(OrderDraft, bool), OrderDraft>,
    notify: bool,
}

impl FromParams for OrderBatch {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let batch = Batch::read(reader, |reader| Some((read_draft(reader), names_id(reader))), read_update);
        let notify = notify(reader);
        Some(Self { batch, notify })
    }
}

type Done = BatchItem<OrderView>;

/// Record many orders.
///
/// All that are good are recorded in one transaction, then the deletions are done in another; each that is not good
/// answers its own error.
#[utoipa::path(method(post, put, patch), path = "/orders/batch", impl_for = Docs, tag = "Orders",
    responses(
        (status = 200, description = "What came of each order.", body = BatchView<OrderView>),
        (status = 413, description = "`woocommerce_rest_request_entity_too_large`: more than 100 orders."),
    ))]
pub async fn batch_orders(
    _caller: Caller<CustomersWrite>,
    Body(OrderBatch { batch, notify }): Body<OrderBatch>,
    app: App,
) -> Result<Report<BatchView<OrderView>>, ApiError> {
    batch.check_size()?;
    let create_size = batch.create.as_ref().map_or(0, Vec::len);
    let (has_create, has_update) = (batch.create.is_some(), batch.update.is_some());
    let create = batch.create.into_iter().flatten().map(|one| one.and_then(without_id));
    let drafts: Vec<Result<OrderDraft, ApiError>> = create.chain(batch.update.into_iter().flatten()).collect();
    let mut done = record(drafts, notify, &app).await?;
    let update = done.split_off(create_size.min(done.len()));
    let delete = match batch.delete {
        Some(ids) => Some(delete(&ids, notify, &app).await?),
        None => None,
    };
    let view = BatchView { create: has_create.then_some(done), update: has_update.then_some(update), delete };
    Ok(Report(StatusCode::OK, view))
}

fn without_id((draft, names_id): (OrderDraft, bool)) -> Result<OrderDraft, ApiError> {
    if names_id { Err(catalogue::EXISTING_ID.into()) } else { Ok(draft) }
}

/// Records the drafts that could be read and puts what came of them back among the refusals of the others.
async fn record(drafts: Vec<Result<OrderDraft, ApiError>>, notify: bool, app: &State) -> Result<Vec<Done>, ApiError> {
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
            Err(error) => Ok(Done::refused(0, &error)),
            Ok(id) => Ok(recorded(id, outcomes.next().ok_or_else(lost)?, app)),
        })
        .collect()
}

fn recorded(id: i64, outcome: Result<Recorded, RecordOrderError>, app: &State) -> Done {
    match outcome {
        Ok(recorded) => Done::done(OrderView::new(recorded.order, app)),
        Err(error) => Done::refused(id, &error.into()),
    }
}

/// Deletes what the ids name; a value that is no id is one of no order.
async fn delete(numbers: &[i64], notify: bool, app: &State) -> Result<Vec<Done>, ApiError> {
    let wanted: Vec<_> = numbers.iter().filter_map(|number| Some((OrderId::new(*number)?, None))).collect();
    let mut outcomes = app.orders.delete(wanted, options(notify).origin).await?.into_iter();
    let one = |number: i64| {
        let outcome = OrderId::new(number).and_then(|_| outcomes.next());
        match outcome {
            Some(Ok(order)) => Done::done(OrderView::new(order, app)),
            Some(Err(error)) => Done::refused(number, &error.into()),
            None => Done::refused(number, &catalogue::ORDER_INVALID_ID.into()),
        }
    };
    Ok(numbers.iter().copied().map(one).collect())
}
