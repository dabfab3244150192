//! `POST /customers/bulk`

use growffinity_customers::bulk::StartBulkError;
use serde_json::Value;

use super::bulk_input::{BY, BulkBody};
use crate::{
    rest::{ApiError, App, Body, Caller, Item, catalogue},
    rights::CustomersWrite,
    v1::shared::written_by,
    views::ImportView,
};

/// The documentation of [`begin_bulk_job`].
pub struct Docs;

/// Do one thing to many customers.
///
/// To everyone whom the filter, made of the parameters of `GET /customers`, finds when their turn comes, by id. It is
/// done in the background: `GET /imports/{id}` tells how far it is, `POST /imports/{id}/cancel` ends it. The action needs
/// the member that belongs to it: `tags`, `groups`, `segment` or `fields`.
#[utoipa::path(post, path = "/customers/bulk", impl_for = Docs, tag = "Customers",
    responses(
        (status = 202, description = "The job, `queued`.", body = ImportView),
        (status = 404, description = "`growffinity_rest_segment_invalid_id`: the segment is unknown."),
        (status = 409, description = "`growffinity_rest_segment_dynamic`: the segment follows its conditions."),
    ))]
pub async fn begin_bulk_job(
    caller: Caller<CustomersWrite>,
    Body(BulkBody { mut asked, .. }): Body<BulkBody>,
    app: App,
) -> Result<Item<ImportView>, ApiError> {
    asked.insert(BY.to_owned(), Value::from(written_by(caller.principal())));
    let job = app.bulk.start(&asked).await?;
    let (id, version) = (job.id, job.version);
    let view = ImportView::new(job, Vec::new(), &app);
    Ok(Item::new(view, version).created(format!("/growffinity/v1/imports/{id}")).accepted())
}

impl From<StartBulkError> for ApiError {
    fn from(error: StartBulkError) -> Self {
        match error {
            StartBulkError::Unreadable(words) => Self::new(catalogue::INVALID_PARAM).saying(words),
            StartBulkError::UnknownSegment(_) => catalogue::SEGMENT_INVALID_ID.into(),
            StartBulkError::DynamicSegment(_) => catalogue::SEGMENT_DYNAMIC.into(),
            StartBulkError::Store(error) => error.into(),
        }
    }
}
