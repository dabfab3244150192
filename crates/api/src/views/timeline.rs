//! Entries of timelines in answers.

use growffinity_customers::timeline::TimelineEntry;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{rest::dates, state::State};

/// Something that happened to a customer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 5501, "type": "order.completed", "date": "2026-01-05T10:00:00", "date_gmt": "2026-01-05T10:00:00",
    "summary": "Order 1001 was completed (50.00 USD)",
    "data": {"order_id": 9, "number": "1001", "total": "50.00", "currency": "USD"}
}))]
pub struct TimelineEntryView {
    id: i64,
    /// A type of event, `event.recorded` for what a shop told, or `note.added`.
    r#type: &'static str,
    date: String,
    date_gmt: String,
    /// In English, for people.
    summary: String,
    /// The same for programs.
    #[schema(value_type = Object)]
    data: Map<String, Value>,
}

impl TimelineEntryView {
    /// The entry as answers show it.
    pub fn new(entry: TimelineEntry, app: &State) -> Self {
        let (date, date_gmt) = dates::pair(entry.at, app.site.timezone);
        let TimelineEntry { id, kind, summary, data, .. } = entry;
        Self { id, r#type: kind.as_str(), date, date_gmt, summary, data }
    }
}
