//! `POST /products/batch`, also by PUT and PATCH, in WooCommerce's form.

use actix_web::http::StatusCode;
use growffinity_customers::{ProductDraft, RecordProductError, RecordedProduct};
use growffinity_kernel::ProductId;

use super::input::{ProductBody, read_update};
use crate::{
    rest::{
        ApiError, App, Body, Caller, Report, catalogue,
        params::{FromParams, Reader},
    },
    rights::CustomersWrite,
    state::State,
    v1::{
        batch::{Batch, BatchItem, BatchView, settled},
        shared::refuse_id,
    },
    views::ProductView,
};

/// The documentation of [`batch_products`].
pub struct Docs;

/// Products to record, to change, to delete.
pub struct ProductBatch(Batch<ProductDraft, ProductDraft>);

impl FromParams for ProductBatch {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let batch = Batch::read(reader, ProductBody::read, read_update);
        Some(Self(batch.creating(|body| refuse_id(body.names_id).map(|()| body.draft))))
    }
}

type Done = BatchItem<ProductView>;

/// Record many products.
///
/// All that are good are recorded in one transaction, then the deletions are done one by one; each that is not good
/// answers its own error. Orders recorded before keep their lines as they are.
#[utoipa::path(method(post, put, patch), path = "/products/batch", impl_for = Docs, tag = "Products",
    responses(
        (status = 200, description = "What came of each product.", body = BatchView<ProductView>),
        (status = 413, description = "`woocommerce_rest_request_entity_too_large`: more than 100 products."),
    ))]
pub async fn batch_products(
    _caller: Caller<CustomersWrite>,
    Body(ProductBatch(batch)): Body<ProductBatch>,
    app: App,
) -> Result<Report<BatchView<ProductView>>, ApiError> {
    batch.check_size()?;
    let id = |draft: &ProductDraft| draft.id.map_or(0, ProductId::get);
    let record = async |drafts| Ok(app.products.record(drafts).await?);
    let (mut view, to_delete) = batch.recorded(id, record, |id, outcome| recorded(id, outcome, &app)).await?;
    if let Some(numbers) = to_delete {
        let mut gone = Vec::new();
        for number in numbers {
            gone.push(settled(number, delete(number, &app).await)?);
        }
        view.delete = Some(gone);
    }
    Ok(Report(StatusCode::OK, view))
}

fn recorded(id: i64, outcome: Result<RecordedProduct, RecordProductError>, app: &State) -> Done {
    match outcome {
        Ok(recorded) => Done::done(ProductView::new(recorded.product, app)),
        Err(error) => Done::refused(id, &error.into()),
    }
}

async fn delete(number: i64, app: &State) -> Result<ProductView, ApiError> {
    let id = ProductId::new(number).ok_or(catalogue::PRODUCT_INVALID_ID)?;
    Ok(ProductView::new(app.products.delete(id, None).await?, app))
}
