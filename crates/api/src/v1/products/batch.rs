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
pub struct ProductBatch(Batch<ProductBody, ProductDraft>);

impl FromParams for ProductBatch {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self(Batch::read(reader, ProductBody::read, read_update)))
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
    let create_size = batch.create.as_ref().map_or(0, Vec::len);
    let (has_create, has_update) = (batch.create.is_some(), batch.update.is_some());
    let without_id = |body: ProductBody| refuse_id(body.names_id).map(|()| body.draft);
    let create = batch.create.into_iter().flatten().map(|one| one.and_then(without_id));
    let drafts: Vec<Result<ProductDraft, ApiError>> = create.chain(batch.update.into_iter().flatten()).collect();
    let mut done = record(drafts, &app).await?;
    let update = done.split_off(create_size.min(done.len()));
    let mut view = BatchView {
        create: has_create.then_some(done),
        update: has_update.then_some(update),
        delete: batch.delete.as_ref().map(|_| Vec::new()),
    };
    for number in batch.delete.into_iter().flatten() {
        view.delete.get_or_insert_default().push(settled(number, delete(number, &app).await)?);
    }
    Ok(Report(StatusCode::OK, view))
}

/// Records the drafts that could be read and puts what came of them back among the refusals of the others.
async fn record(drafts: Vec<Result<ProductDraft, ApiError>>, app: &State) -> Result<Vec<Done>, ApiError> {
    let mut good = Vec::new();
    let mut places = Vec::new();
    for draft in drafts {
        places.push(draft.map(|draft| {
            let id = draft.id.map_or(0, ProductId::get);
            good.push(draft);
            id
        }));
    }
    let mut outcomes = app.products.record(good).await?.into_iter();
    let lost = || ApiError::internal("a draft has no outcome");
    places
        .into_iter()
        .map(|place| match place {
            Err(error) => Ok(Done::refused(0, &error)),
            Ok(id) => Ok(recorded(id, outcomes.next().ok_or_else(lost)?, app)),
        })
        .collect()
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
