//! `PUT /products/{id}`

use growffinity_customers::ProductDraft;
use growffinity_kernel::ProductId;

use crate::{
    rest::{ApiError, App, Body, Caller, IfMatch, Item, Path},
    rights::CustomersWrite,
    v1::products::input::ProductBody,
    views::ProductView,
};

/// The documentation of [`update_product`].
pub struct Docs;

/// Change a product in part.
///
/// What the body does not name stays as it is. PUT, PATCH and POST do the same. The product keeps its store and its
/// external id.
#[utoipa::path(put, path = "/products/{id}", impl_for = Docs, tag = "Products",
    responses((status = 200, description = "The product as it is now.", body = ProductView)))]
pub async fn update_product(
    _caller: Caller<CustomersWrite>,
    Path(id): Path<ProductId>,
    IfMatch(expected): IfMatch,
    Body(body): Body<ProductBody>,
    app: App,
) -> Result<Item<ProductView>, ApiError> {
    let draft = ProductDraft { id: Some(id), expected, ..body.draft };
    let product = app.products.record_one(draft).await??.product;
    let version = product.version;
    Ok(Item::new(ProductView::new(product, &app), version))
}
