//! `GET /customers/{id}/timeline`

use chrono_tz::Tz;
use growffinity_customers::timeline::{TimelineKind, TimelineOrder, TimelineQuery};
use growffinity_kernel::{CustomerId, Direction, EventType};
use serde_json::{Value, json};

use super::known::known_customer;
use crate::{
    listed,
    rest::{
        ApiError, App, Caller, Collection, ListArgs, Listed, Path, Query,
        list::Orders,
        params::{At, Fault, FromParams, Kind, List, Reader},
    },
    rights::CustomersRead,
    views::TimelineEntryView,
};

/// The documentation of [`list_customer_timeline`].
pub struct Docs;

const ORDERS: Orders<TimelineOrder> =
    &[("date", TimelineOrder::Date), ("id", TimelineOrder::Id), ("include", TimelineOrder::Include)];

/// The types of a timeline's entries.
struct EntryType;

impl EntryType {
    fn names() -> Vec<&'static str> {
        let events = EventType::ALL.iter().map(|kind| kind.as_str());
        events.chain([TimelineKind::NoteAdded.as_str()]).collect()
    }
}

impl Kind for EntryType {
    type Out = TimelineKind;

    fn parse(&self, value: &Value, at: &At<'_>, _zone: Tz) -> Result<TimelineKind, Fault> {
        let name = value.as_str().ok_or_else(|| Fault::wrong_type(at, "string"))?;
        TimelineKind::from_name(name).ok_or_else(|| Fault::not_in_enum(at, &Self::names()))
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "enum": Self::names()})
    }
}

impl FromParams for Listed<TimelineQuery> {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let args = ListArgs::read(reader, ORDERS, Direction::Descending);
        let kinds = reader.field("type", List::of(EntryType, 50)).about("Of one of these types.").or(Vec::new());
        Some(listed!(args? => TimelineQuery { kinds }))
    }
}

/// List what happened to a customer.
///
/// Events, what shops told, and notes; the newest first. What an import brought stands where it happened.
#[utoipa::path(get, path = "/customers/{id}/timeline", impl_for = Docs, tag = "Customers",
    responses((status = 200, description = "The entries.", body = Vec<TimelineEntryView>)))]
pub async fn list_customer_timeline(
    _caller: Caller<CustomersRead>,
    Path(customer): Path<CustomerId>,
    Query(list): Query<Listed<TimelineQuery>>,
    app: App,
) -> Result<Collection<TimelineEntryView>, ApiError> {
    known_customer(customer, &app).await?;
    let page = app.timeline.list(customer, &list.query).await?;
    Ok(Collection::new(page, list.listing, |entry| entry.id, |entry| TimelineEntryView::new(entry, &app)))
}
