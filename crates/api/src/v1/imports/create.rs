//! `POST /imports`

use growffinity_customers::imports::ImportRequest;

use super::{begun, form::KeptFile, input::ImportForm, received};
use crate::{
    rest::{
        ApiError, App, Caller, Item, Upload,
        extract::{Description, FromRequest},
        params::{Place, Reader},
        request::RestRequest,
    },
    rights::CustomersWrite,
    state::State,
    v1::shared::written_by,
    views::ImportView,
};

/// The documentation of [`create_import`].
pub struct Docs;

/// A form with a file and the parameters of an import.
pub struct ImportUpload(Upload);

impl FromRequest for ImportUpload {
    fn extract(request: &RestRequest, app: &std::sync::Arc<State>) -> Result<Self, ApiError> {
        Upload::extract(request, app).map(Self)
    }

    fn describe(description: &mut Description) {
        Upload::describe(description);
        description.args.extend(Reader::describe::<ImportForm>(Place::Body));
    }
}

/// Import a file of customers, orders or custom events.
///
/// The file is kept and taken in line by line in the background; `GET /imports/{id}` tells how far it is. A line that
/// is wrong is refused by itself, with its number, column and reason. An import tells nobody of what it brings unless
/// `notify` says so, and never overwrites the consent of a customer who has unsubscribed, bounced or complained.
#[utoipa::path(post, path = "/imports", impl_for = Docs, tag = "Imports",
    responses(
        (status = 202, description = "The import, `queued`.", body = ImportView),
        (status = 400, description = "`rest_invalid_param`: the file is none that can be imported, or the mapping is wrong; nothing is imported."),
        (status = 404, description = "`growffinity_rest_store_invalid_id`: the store or segment is unknown."),
        (status = 409, description = "`growffinity_rest_segment_dynamic`: the segment follows a rule."),
        (status = 413, description = "`growffinity_rest_body_too_large`: the file is longer than `imports.max_bytes`."),
    ))]
pub async fn create_import(
    caller: Caller<CustomersWrite>,
    ImportUpload(mut upload): ImportUpload,
    app: App,
) -> Result<Item<ImportView>, ApiError> {
    let (input, file) = received::<ImportForm>(&mut upload, &app).await?;
    let import = app.imports.start(request(input, &file, written_by(caller.principal()))).await?;
    begun(import, &app).await
}

fn request(input: ImportForm, file: &KeptFile, by: String) -> ImportRequest {
    ImportRequest {
        file: file.name.clone(),
        bytes: file.bytes,
        file_name: file.file_name.clone(),
        item_type: input.item_type,
        format: input.format,
        encoding: input.encoding,
        mapping: input.mapping,
        store: input.store,
        tags: input.tags,
        segment: input.segment,
        consent: input.consent,
        update: input.update,
        notify: input.notify,
        reason: String::new(),
        by,
    }
}
