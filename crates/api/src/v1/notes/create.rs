//! `POST /customers/{id}/notes`

use growffinity_customers::notes::NewNote;
use growffinity_kernel::CustomerId;

use crate::{
    rest::{ApiError, App, Body, Caller, Item, Path},
    rights::CustomersWrite,
    v1::{customers::known::known_customer, notes::input::NoteBody, shared::refuse_id},
    views::NoteView,
};

/// The documentation of [`create_note`].
pub struct Docs;

/// Write a note on a customer.
///
/// Its author is whoever calls.
#[utoipa::path(post, path = "/customers/{id}/notes", impl_for = Docs, tag = "Notes",
    responses((status = 201, description = "The note, written.", body = NoteView)))]
pub async fn create_note(
    caller: Caller<CustomersWrite>,
    Path(customer): Path<CustomerId>,
    Body(body): Body<NoteBody>,
    app: App,
) -> Result<Item<NoteView>, ApiError> {
    refuse_id(body.names_id)?;
    known_customer(customer, &app).await?;
    let author = Some(caller.principal().user.id);
    let note = app.notes.add(NewNote { customer, category: body.category, text: body.text, author }).await?;
    let (id, version) = (note.id, note.version);
    let place = format!("/growffinity/v1/customers/{customer}/notes/{id}");
    Ok(Item::new(NoteView::new(note, &app), version).created(place))
}
