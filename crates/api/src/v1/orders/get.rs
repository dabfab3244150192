//! `GET /orders/{id}`

use growffinity_kernel::OrderId;

use crate::{
    rest::{ApiError, App, Caller, Item, Path, catalogue},
    rights::CustomersRead,
    views::OrderView,
};

/// The documentation of [`get_order`].
pub struct Docs;

/// Get an order.
#[utoipa::path(get, path = "/orders/{id}", impl_for = Docs, tag = "Orders",
    responses((status = 200, description = "The order.", body = OrderView)))]
pub async fn get_order(
    _caller: Caller<CustomersRead>,
    Path(id): Path<OrderId>,
    app: App,
) -> Result<Item<OrderView>, ApiError> {
    let order = app.orders.find(id).await?.ok_or(catalogue::ORDER_INVALID_ID)?;
    let version = order.version;
    Ok(Item::new(OrderView::new(order, &app), version))
}
