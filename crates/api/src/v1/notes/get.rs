//! `GET /customers/{id}/notes/{note}`

use growffinity_kernel::{CustomerId, NoteId};

use crate::{
    rest::{ApiError, App, Caller, Item, Paths, catalogue},
    rights::CustomersRead,
    v1::customers::known::known_customer,
    views::NoteView,
};

/// The documentation of [`get_note`].
pub struct Docs;

/// Get a note on a customer.
#[utoipa::path(get, path = "/customers/{id}/notes/{note}", impl_for = Docs, tag = "Notes",
    responses((status = 200, description = "The note.", body = NoteView)))]
pub async fn get_note(
    _caller: Caller<CustomersRead>,
    Paths(customer, id): Paths<CustomerId, NoteId>,
    app: App,
) -> Result<Item<NoteView>, ApiError> {
    known_customer(customer, &app).await?;
    let note = app.notes.find(customer, id).await?.ok_or(catalogue::NOTE_INVALID_ID)?;
    let version = note.version;
    Ok(Item::new(NoteView::new(note, &app), version))
}
