//! `GET /customers/{id}/notes`

use growffinity_customers::notes::{NoteOrder, NoteQuery};
use growffinity_kernel::{CustomerId, Direction};

use crate::{
    listed,
    rest::{
        ApiError, App, Caller, Collection, ListArgs, Listed, Path, Query,
        list::Orders,
        params::{FromParams, List, Reader},
    },
    rights::CustomersRead,
    v1::{customers::known::known_customer, notes::input::CATEGORIES},
    views::NoteView,
};

/// The documentation of [`list_notes`].
pub struct Docs;

const ORDERS: Orders<NoteOrder> =
    &[("date", NoteOrder::Created), ("id", NoteOrder::Id), ("include", NoteOrder::Include)];

impl FromParams for Listed<NoteQuery> {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let args = ListArgs::read(reader, ORDERS, Direction::Descending);
        let category = reader.field("category", List::of(CATEGORIES, 10)).about("Of one of these.").or(Vec::new());
        Some(listed!(args? => NoteQuery { category }))
    }
}

/// List a customer's notes.
#[utoipa::path(get, path = "/customers/{id}/notes", impl_for = Docs, tag = "Notes",
    responses((status = 200, description = "The notes.", body = Vec<NoteView>)))]
pub async fn list_notes(
    _caller: Caller<CustomersRead>,
    Path(customer): Path<CustomerId>,
    Query(list): Query<Listed<NoteQuery>>,
    app: App,
) -> Result<Collection<NoteView>, ApiError> {
    known_customer(customer, &app).await?;
    let page = app.notes.list(customer, &list.query).await?;
    Ok(Collection::new(page, list.listing, |note| note.id.get(), |note| NoteView::new(note, &app)))
}
