//! Notes in answers.

use growffinity_customers::notes::Note;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Links, Ref};
use crate::{rest::dates, state::State};

/// A note on a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 31, "category": "follow_up", "note": "Call back on Monday.", "author": {"id": 1, "name": "Ann"},
    "date_created": "2026-01-05T10:00:00", "date_created_gmt": "2026-01-05T10:00:00",
    "date_modified": "2026-01-05T10:00:00", "date_modified_gmt": "2026-01-05T10:00:00",
    "_links": {"self": [{"href": "https://crm.example.com/wp-json/growffinity/v1/customers/1/notes/31"}],
        "collection": [{"href": "https://crm.example.com/wp-json/growffinity/v1/customers/1/notes"}],
        "customer": [{"embeddable": true, "href": "https://crm.example.com/wp-json/growffinity/v1/customers/1"}]}
}))]
pub struct NoteView {
    id: i64,
    /// `general`, `follow_up`, `complaint`, `feedback`, `meeting`, `phone_call` or `internal`.
    category: &'static str,
    note: String,
    /// Null when that user is gone, or a workflow wrote it.
    author: Option<Ref>,
    date_created: String,
    date_created_gmt: String,
    date_modified: String,
    date_modified_gmt: String,
    #[schema(value_type = Object)]
    _links: Links,
}

impl NoteView {
    /// The note as answers show it.
    pub fn new(note: Note, app: &State) -> Self {
        let (date_created, date_created_gmt) = dates::pair(note.created_at, app.site.timezone);
        let (date_modified, date_modified_gmt) = dates::pair(note.modified_at, app.site.timezone);
        let customer = app.v1(&format!("/customers/{}", note.customer));
        let collection = format!("{customer}/notes");
        Self {
            id: note.id.get(),
            category: note.category.as_str(),
            note: note.text,
            author: note.author.map(|author| Ref { id: author.id.get(), name: author.name }),
            date_created,
            date_created_gmt,
            date_modified,
            date_modified_gmt,
            _links: Links::new(format!("{collection}/{}", note.id), collection).related("customer", customer),
        }
    }
}
