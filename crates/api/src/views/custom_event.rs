//! Custom events in answers.

use growffinity_customers::custom_events::CustomEvent;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::Links;
use crate::{rest::dates, state::State};

/// Something a customer did, as a shop told it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 5512, "customer_id": 1, "name": "checkout_started", "properties": {"value": "45.00"}, "unique_id": "c-77",
    "occurred_at": "2026-01-05T10:00:00", "occurred_at_gmt": "2026-01-05T10:00:00",
    "date_created": "2026-01-05T10:00:02", "date_created_gmt": "2026-01-05T10:00:02",
    "date_modified": "2026-01-05T10:00:02", "date_modified_gmt": "2026-01-05T10:00:02",
    "_links": {"self": [{"href": "https://crm.example.com/wp-json/growffinity/v1/events/5512"}],
        "collection": [{"href": "https://crm.example.com/wp-json/growffinity/v1/customers/1/events"}],
        "customer": [{"embeddable": true, "href": "https://crm.example.com/wp-json/growffinity/v1/customers/1"}]}
}))]
pub struct CustomEventView {
    id: i64,
    customer_id: i64,
    name: String,
    #[schema(value_type = Object)]
    properties: Map<String, Value>,
    unique_id: Option<String>,
    occurred_at: String,
    occurred_at_gmt: String,
    /// When it was told.
    date_created: String,
    date_created_gmt: String,
    /// The same: events do not change.
    date_modified: String,
    date_modified_gmt: String,
    #[schema(value_type = Object)]
    _links: Links,
}

impl CustomEventView {
    /// The event as answers show it.
    pub fn new(event: CustomEvent, app: &State) -> Self {
        let (occurred_at, occurred_at_gmt) = dates::pair(event.occurred_at, app.site.timezone);
        let (date_created, date_created_gmt) = dates::pair(event.created_at, app.site.timezone);
        let customer = app.v1(&format!("/customers/{}", event.customer));
        let links = Links::new(app.v1(&format!("/events/{}", event.id)), format!("{customer}/events"));
        Self {
            id: event.id.get(),
            customer_id: event.customer.get(),
            name: event.name,
            properties: event.properties,
            unique_id: event.unique_id,
            occurred_at,
            occurred_at_gmt,
            date_modified: date_created.clone(),
            date_modified_gmt: date_created_gmt.clone(),
            date_created,
            date_created_gmt,
            _links: links.related("customer", customer),
        }
    }
}
