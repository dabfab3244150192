//! `GET /orders`

use crate::{
    rest::{ApiError, App, Caller, Collection, Query},
    rights::CustomersRead,
    v1::orders::query::OrderListQuery,
    views::OrderView,
};

/// The documentation of [`list_orders`].
pub struct Docs;

/// List orders.
#[utoipa::path(get, path = "/orders", impl_for = Docs, tag = "Orders",
    responses((status = 200, description = "The orders.", body = Vec<OrderView>)))]
pub async fn list_orders(
    _caller: Caller<CustomersRead>,
    Query(list): Query<OrderListQuery>,
    app: App,
) -> Result<Collection<OrderView>, ApiError> {
    let page = app.orders.list(&list.query).await?;
    Ok(Collection::new(page, list.listing, |order| order.id.get(), |order| OrderView::new(order, &app)))
}
