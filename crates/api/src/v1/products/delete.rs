//! `DELETE /products/{id}`

use growffinity_kernel::ProductId;

use crate::{
    rest::{ApiError, App, Caller, Deleted, IfMatch, Path},
    rights::CustomersWrite,
    views::ProductView,
};

/// The documentation of [`delete_product`].
pub struct Docs;

/// Delete a product.
///
/// Orders keep their lines as they are.
#[utoipa::path(delete, path = "/products/{id}", impl_for = Docs, tag = "Products",
    responses((status = 200, description = "The product as it was.", body = inline(crate::openapi::DeletedView<ProductView>))))]
pub async fn delete_product(
    _caller: Caller<CustomersWrite>,
    Path(id): Path<ProductId>,
    IfMatch(expected): IfMatch,
    app: App,
) -> Result<Deleted<ProductView>, ApiError> {
    let product = app.products.delete(id, expected).await?;
    Ok(Deleted(ProductView::new(product, &app)))
}
