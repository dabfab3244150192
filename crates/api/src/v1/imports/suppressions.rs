//! `POST /suppressions/import`

use growffinity_customers::imports::{ImportRequest, ImportType, Notify};

use super::{begun, input::SuppressionsForm, received};
use crate::{
    rest::{
        ApiError, App, Caller, Item, Upload,
        extract::{Description, FromRequest},
        params::{Place, Reader},
        request::RestRequest,
    },
    rights::CampaignsWrite,
    state::State,
    v1::shared::written_by,
    views::ImportView,
};

/// The documentation of [`import_suppressions`].
pub struct Docs;

/// A form with a file of addresses.
pub struct SuppressionsUpload(Upload);

impl FromRequest for SuppressionsUpload {
    fn extract(request: &RestRequest, app: &std::sync::Arc<State>) -> Result<Self, ApiError> {
        Upload::extract(request, app).map(Self)
    }

    fn describe(description: &mut Description) {
        Upload::describe(description);
        description.args.extend(Reader::describe::<SuppressionsForm>(Place::Body));
    }
}

/// Suppress the addresses of a file.
///
/// It is an import of the type `suppressions`, done in the background; `GET /imports/{id}` tells how far it is. An address
/// that is suppressed already stays so for the reason it had, and counts as `unchanged`.
#[utoipa::path(post, path = "/suppressions/import", impl_for = Docs, tag = "Suppressions",
    responses(
        (status = 202, description = "The import, `queued`.", body = ImportView),
        (status = 400, description = "`rest_invalid_param`: the file is none that can be imported, or the mapping is wrong; nothing is imported."),
        (status = 413, description = "`growffinity_rest_body_too_large`: the file is longer than `imports.max_bytes`."),
    ))]
pub async fn import_suppressions(
    caller: Caller<CampaignsWrite>,
    SuppressionsUpload(mut upload): SuppressionsUpload,
    app: App,
) -> Result<Item<ImportView>, ApiError> {
    let (input, file) = received::<SuppressionsForm>(&mut upload, &app).await?;
    let request = ImportRequest {
        file: file.name,
        bytes: file.bytes,
        file_name: file.file_name,
        item_type: ImportType::Suppressions,
        format: input.format,
        encoding: input.encoding,
        mapping: input.mapping,
        store: None,
        tags: Vec::new(),
        segment: None,
        consent: None,
        update: true,
        notify: Notify::None,
        reason: input.reason.as_str().to_owned(),
        by: written_by(caller.principal()),
    };
    begun(app.imports.start(request).await?, &app).await
}
