//! `DELETE /orders/{id}`

use growffinity_kernel::{OrderId, Origin};

use crate::{
    rest::{ApiError, App, Caller, Deleted, IfMatch, Path},
    rights::CustomersWrite,
    views::OrderView,
};

/// The documentation of [`delete_order`].
pub struct Docs;

/// Delete an order.
///
/// Its refunds go with it, and its customer's stats follow.
#[utoipa::path(delete, path = "/orders/{id}", impl_for = Docs, tag = "Orders",
    responses((status = 200, description = "The order as it was.", body = inline(crate::openapi::DeletedView<OrderView>))))]
pub async fn delete_order(
    _caller: Caller<CustomersWrite>,
    Path(id): Path<OrderId>,
    IfMatch(expected): IfMatch,
    app: App,
) -> Result<Deleted<OrderView>, ApiError> {
    let order = app.orders.delete_one(id, expected, Origin::Live).await??;
    Ok(Deleted(OrderView::new(order, &app)))
}
