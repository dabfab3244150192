//! `POST /orders/batch`, also by PUT and PATCH, in WooCommerce's form.

use actix_web::http::StatusCode;
use growffinity_customers::{OrderDraft, RecordOrderError, Recorded};
use growffinity_kernel::{OrderId, Origin};

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
        shared::{names_id, refuse_id},
    },
    views::OrderView,
};

/// The documentation of [`batch_orders`].
pub struct Docs;

/// Orders to make, to change, to delete.
pub struct OrderBatch {
    batch: Batch<OrderDraft, OrderDraft>,
    notify: bool,
}

impl FromParams for OrderBatch {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let batch = Batch::read(reader, |reader| Some((read_draft(reader), names_id(reader))), read_update);
        let batch = batch.creating(|(draft, named)| refuse_id(named).map(|()| draft));
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
    let id = |draft: &OrderDraft| draft.id.map_or(0, OrderId::get);
    let options = options(notify);
    let record = async |drafts| Ok(app.orders.record(drafts, &options).await?);
    let (mut view, to_delete) = batch.recorded(id, record, |id, outcome| recorded(id, outcome, &app)).await?;
    if let Some(ids) = to_delete {
        view.delete = Some(delete(&ids, options.origin, &app).await?);
    }
    Ok(Report(StatusCode::OK, view))
}

fn recorded(id: i64, outcome: Result<Recorded, RecordOrderError>, app: &State) -> Done {
    match outcome {
        Ok(recorded) => Done::done(OrderView::new(recorded.order, app)),
        Err(error) => Done::refused(id, &error.into()),
    }
}

/// Deletes what the ids name; a value that is no id is one of no order.
async fn delete(numbers: &[i64], origin: Origin, app: &State) -> Result<Vec<Done>, ApiError> {
    let wanted: Vec<_> = numbers.iter().filter_map(|number| Some((OrderId::new(*number)?, None))).collect();
    let mut outcomes = app.orders.delete(wanted, origin).await?.into_iter();
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
