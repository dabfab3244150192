//! `GET /imports/{id}/errors`

use std::{io, sync::Arc};

use actix_web::{http::StatusCode, web::Bytes};
use futures::{Stream, stream};
use growffinity_customers::imports::{Imports, Refusal, RefusalPlace};
use growffinity_kernel::ImportId;

use crate::{
    rest::{
        ApiError, App, Caller, Path, catalogue,
        response::{RestResponse, StreamedBody},
    },
    rights::CustomersRead,
    views::RefusalView,
};

/// The documentation of [`list_import_errors`].
pub struct Docs;

/// Refusals read at once.
const AT_ONCE: u32 = 1_000;

/// Every line that an import refused, one JSON object a line.
#[utoipa::path(get, path = "/imports/{id}/errors", impl_for = Docs, tag = "Imports",
    responses((status = 200, description = "The refusals, by line.", body = RefusalView, content_type = "application/x-ndjson")))]
pub async fn list_import_errors(
    _caller: Caller<CustomersRead>,
    Path(id): Path<ImportId>,
    app: App,
) -> Result<RestResponse, ApiError> {
    app.imports.find(id).await?.ok_or(catalogue::IMPORT_INVALID_ID)?;
    let mut response = RestResponse::bytes(StatusCode::OK, Bytes::new());
    response.push_header("content-type", "application/x-ndjson; charset=UTF-8");
    response.stream = Some(StreamedBody::new(lines(Arc::clone(&app.imports), id)));
    Ok(response)
}

fn lines(imports: Arc<Imports>, id: ImportId) -> impl Stream<Item = io::Result<Bytes>> + Send {
    stream::try_unfold(Some((imports, RefusalPlace::default())), move |state| async move {
        let Some((imports, after)) = state else { return Ok(None) };
        let refusals = imports.refusals(id, after, AT_ONCE).await.map_err(io::Error::other)?;
        let Some(last) = refusals.last() else { return Ok(None) };
        let after = RefusalPlace { line: last.line, number: last.number };
        let is_last = u32::try_from(refusals.len()).unwrap_or(u32::MAX) < AT_ONCE;
        let text = written(refusals)?;
        Ok(Some((text, (!is_last).then_some((imports, after)))))
    })
}

fn written(refusals: Vec<Refusal>) -> io::Result<Bytes> {
    let mut text = Vec::new();
    for refusal in refusals {
        serde_json::to_writer(&mut text, &RefusalView::new(refusal))?;
        text.push(b'\n');
    }
    Ok(text.into())
}
