//! `POST /orders`

use growffinity_customers::{RecordOptions, RecordOutcome};
use growffinity_kernel::Origin;

use crate::{
    rest::{ApiError, App, Body, Caller, Item},
    rights::CustomersWrite,
    v1::{orders::input::OrderBody, shared::refuse_id},
    views::OrderView,
};

/// The documentation of [`create_order`].
pub struct Docs;

/// Record an order.
///
/// The order of the same store and external id is changed instead, unless what is known of it is newer. The customer is
/// found or made by `billing.email`.
#[utoipa::path(post, path = "/orders", impl_for = Docs, tag = "Orders",
    responses(
        (status = 201, description = "The order, made.", body = OrderView),
        (status = 200, description = "The order, known before.", body = OrderView),
        (status = 404, description = "The store or customer named is unknown."),
    ))]
pub async fn create_order(
    _caller: Caller<CustomersWrite>,
    Body(body): Body<OrderBody>,
    app: App,
) -> Result<Item<OrderView>, ApiError> {
    refuse_id(body.names_id)?;
    let recorded = app.orders.record_one(body.draft, &options(body.notify)).await??;
    let (id, version) = (recorded.order.id, recorded.order.version);
    let item = Item::new(OrderView::new(recorded.order, &app), version);
    Ok(match recorded.outcome {
        RecordOutcome::Created => item.created(format!("/growffinity/v1/orders/{id}")),
        RecordOutcome::Updated | RecordOutcome::Unchanged => item,
    })
}

/// How orders are recorded, told loudly or not.
pub(super) const fn options(notify: bool) -> RecordOptions {
    RecordOptions { origin: if notify { Origin::Live } else { Origin::Import }, consent: None, needs_customer: true }
}
