//! `GET /customers/{id}/orders`

use growffinity_kernel::CustomerId;

use crate::{
    rest::{ApiError, App, Caller, Collection, Path, Query, catalogue},
    rights::CustomersRead,
    v1::orders::query::OrderListQuery,
    views::OrderView,
};

/// The documentation of [`list_customer_orders`].
pub struct Docs;

/// List a customer's orders.
#[utoipa::path(get, path = "/customers/{id}/orders", impl_for = Docs, tag = "Customers",
    responses((status = 200, description = "The orders.", body = Vec<OrderView>)))]
pub async fn list_customer_orders(
    _caller: Caller<CustomersRead>,
    Path(id): Path<CustomerId>,
    Query(mut list): Query<OrderListQuery>,
    app: App,
) -> Result<Collection<OrderView>, ApiError> {
    app.customers.find(id).await?.ok_or(catalogue::CUSTOMER_INVALID_ID)?;
    list.query.filter.customer = Some(id);
    let page = app.orders.list(&list.query).await?;
    Ok(Collection::new(page, list.listing, |order| order.id.get(), |order| OrderView::new(order, &app)))
}
