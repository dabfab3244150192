//! `POST /products`

use growffinity_customers::RecordOutcome;

use crate::{
    rest::{ApiError, App, Body, Caller, Item},
    rights::CustomersWrite,
    v1::{products::input::ProductBody, shared::refuse_id},
    views::ProductView,
};

/// The documentation of [`create_product`].
pub struct Docs;

/// Record a product.
///
/// The product of the same store and external id is changed instead, unless what is known of it is newer. Orders
/// recorded before keep their lines as they are.
#[utoipa::path(post, path = "/products", impl_for = Docs, tag = "Products",
    responses(
        (status = 201, description = "The product, made.", body = ProductView),
        (status = 200, description = "The product, known before.", body = ProductView),
        (status = 404, description = "The store named is unknown."),
    ))]
pub async fn create_product(
    _caller: Caller<CustomersWrite>,
    Body(body): Body<ProductBody>,
    app: App,
) -> Result<Item<ProductView>, ApiError> {
    refuse_id(body.names_id)?;
    let recorded = app.products.record_one(body.draft).await??;
    let (id, version) = (recorded.product.id, recorded.product.version);
    let item = Item::new(ProductView::new(recorded.product, &app), version);
    Ok(match recorded.outcome {
        RecordOutcome::Created => item.created(format!("/growffinity/v1/products/{id}")),
        RecordOutcome::Updated | RecordOutcome::Unchanged => item,
    })
}
