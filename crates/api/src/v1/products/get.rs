//! `GET /products/{id}`

use growffinity_kernel::ProductId;

use crate::{
    rest::{ApiError, App, Caller, Item, Path, catalogue},
    rights::CustomersRead,
    views::ProductView,
};

/// The documentation of [`get_product`].
pub struct Docs;

/// Get a product.
#[utoipa::path(get, path = "/products/{id}", impl_for = Docs, tag = "Products",
    responses((status = 200, description = "The product.", body = ProductView)))]
pub async fn get_product(
    _caller: Caller<CustomersRead>,
    Path(id): Path<ProductId>,
    app: App,
) -> Result<Item<ProductView>, ApiError> {
    let product = app.products.find(id).await?.ok_or(catalogue::PRODUCT_INVALID_ID)?;
    let version = product.version;
    Ok(Item::new(ProductView::new(product, &app), version))
}
