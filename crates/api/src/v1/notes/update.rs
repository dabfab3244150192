//! `PUT /customers/{id}/notes/{note}`

use growffinity_kernel::{CustomerId, NoteId};

use crate::{
    rest::{ApiError, App, Body, Caller, IfMatch, Item, Paths},
    rights::CustomersWrite,
    v1::{customers::known::known_customer, notes::input::NotePatch},
    views::NoteView,
};

/// The documentation of [`update_note`].
pub struct Docs;

/// Change a note in part.
///
/// Its author stays. PUT, PATCH and POST do the same.
#[utoipa::path(put, path = "/customers/{id}/notes/{note}", impl_for = Docs, tag = "Notes",
    responses((status = 200, description = "The note, changed.", body = NoteView)))]
pub async fn update_note(
    _caller: Caller<CustomersWrite>,
    Paths(customer, id): Paths<CustomerId, NoteId>,
    IfMatch(expected): IfMatch,
    Body(NotePatch(change)): Body<NotePatch>,
    app: App,
) -> Result<Item<NoteView>, ApiError> {
    known_customer(customer, &app).await?;
    let note = app.notes.update(customer, id, change, expected).await?;
    let version = note.version;
    Ok(Item::new(NoteView::new(note, &app), version))
}
