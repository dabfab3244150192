//! Shops in answers.

use growffinity_customers::Store;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Links, date_pair};
use crate::{rest::dates, state::State};

/// A shop that customers and orders come from. Its keys and secrets can be written and are never shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 1, "name": "Main shop", "url": "https://shop.example.com", "platform": "woocommerce", "currency": "USD",
    "status": "active", "is_default": true, "date_synced": null, "date_synced_gmt": null,
    "date_created": "2026-01-05T10:00:00", "date_created_gmt": "2026-01-05T10:00:00",
    "date_modified": "2026-02-05T10:00:00", "date_modified_gmt": "2026-02-05T10:00:00",
    "_links": {"self": [{"href": "https://crm.example.com/wp-json/growffinity/v1/stores/1"}],
        "collection": [{"href": "https://crm.example.com/wp-json/growffinity/v1/stores"}]}
}))]
pub struct StoreView {
    id: i64,
    name: String,
    url: String,
    /// `woocommerce`, `csv` or `api`.
    platform: &'static str,
    currency: String,
    /// `active` or `paused`.
    status: &'static str,
    /// Whether orders that name no store belong to it.
    is_default: bool,
    /// When its data were last fetched.
    date_synced: Option<String>,
    date_synced_gmt: Option<String>,
    date_created: String,
    date_created_gmt: String,
    date_modified: String,
    date_modified_gmt: String,
    #[schema(value_type = Object)]
    _links: Links,
}

impl StoreView {
    /// The shop as answers show it.
    pub fn new(store: Store, app: &State) -> Self {
        let (date_created, date_created_gmt) = dates::pair(store.created_at, app.site.timezone);
        let (date_modified, date_modified_gmt) = dates::pair(store.modified_at, app.site.timezone);
        let (date_synced, date_synced_gmt) = date_pair(store.synced_at, app.site);
        let collection = app.v1("/stores");
        let item = format!("{collection}/{}", store.id);
        Self {
            id: store.id.get(),
            name: store.name,
            url: store.url,
            platform: store.platform.as_str(),
            currency: store.currency.to_string(),
            status: store.status.as_str(),
            is_default: store.is_default,
            date_synced,
            date_synced_gmt,
            date_created,
            date_created_gmt,
            date_modified,
            date_modified_gmt,
            _links: Links::new(item, collection),
        }
    }
}
