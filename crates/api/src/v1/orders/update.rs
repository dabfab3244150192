//! `PUT /orders/{id}`

use growffinity_customers::OrderDraft;
use growffinity_kernel::OrderId;

use crate::{
    rest::{ApiError, App, Body, Caller, IfMatch, Item, Path},
    rights::CustomersWrite,
    v1::orders::{create::options, input::OrderBody},
    views::OrderView,
};

/// The documentation of [`update_order`].
pub struct Docs;

/// Change an order in part.
///
/// What the body does not name stays as it is. PUT, PATCH and POST do the same. The order keeps its store and its
/// external id. A `date_modified` older than the known one changes nothing.
#[utoipa::path(put, path = "/orders/{id}", impl_for = Docs, tag = "Orders",
    responses(
        (status = 200, description = "The order as it is now.", body = OrderView),
        (status = 404, description = "The order, or the customer named, is unknown."),
    ))]
pub async fn update_order(
    _caller: Caller<CustomersWrite>,
    Path(id): Path<OrderId>,
    IfMatch(expected): IfMatch,
    Body(body): Body<OrderBody>,
    app: App,
) -> Result<Item<OrderView>, ApiError> {
    let draft = OrderDraft { id: Some(id), expected, ..body.draft };
    let order = app.orders.record_one(draft, &options(body.notify)).await??.order;
    let version = order.version;
    Ok(Item::new(OrderView::new(order, &app), version))
}
