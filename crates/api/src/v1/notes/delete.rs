//! `DELETE /customers/{id}/notes/{note}`

use growffinity_kernel::{CustomerId, NoteId};

use crate::{
    rest::{ApiError, App, Caller, Deleted, IfMatch, Paths},
    rights::CustomersWrite,
    v1::customers::known::known_customer,
    views::NoteView,
};

/// The documentation of [`delete_note`].
pub struct Docs;

/// Delete a note.
#[utoipa::path(delete, path = "/customers/{id}/notes/{note}", impl_for = Docs, tag = "Notes",
    responses((status = 200, description = "The note as it was.", body = inline(crate::openapi::DeletedView<NoteView>))))]
pub async fn delete_note(
    _caller: Caller<CustomersWrite>,
    Paths(customer, id): Paths<CustomerId, NoteId>,
    IfMatch(expected): IfMatch,
    app: App,
) -> Result<Deleted<NoteView>, ApiError> {
    known_customer(customer, &app).await?;
    let note = app.notes.remove(customer, id, expected).await?;
    Ok(Deleted(NoteView::new(note, &app)))
}
