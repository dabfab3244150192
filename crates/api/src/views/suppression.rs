//! Suppressions in answers.

use growffinity_campaigns::suppression::Suppression;
use serde::Serialize;
use utoipa::ToSchema;

use super::Links;
use crate::{rest::dates, state::State};

/// A suppressed address.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 1, "email": "ann@example.com", "reason": "manual", "source": "user:1",
    "date_created": "2026-01-05T10:00:00", "date_created_gmt": "2026-01-05T10:00:00",
    "date_modified": "2026-01-05T10:00:00", "date_modified_gmt": "2026-01-05T10:00:00",
    "_links": {"self": [{"href": "https://crm.example.com/wp-json/growffinity/v1/suppressions/1"}],
        "collection": [{"href": "https://crm.example.com/wp-json/growffinity/v1/suppressions"}]}
}))]
pub struct SuppressionView {
    id: i64,
    /// Null unless a customer who is there is known to have it: only a hash of the address is kept.
    email: Option<String>,
    /// `unsubscribed`, `bounced`, `complained`, `erased` or `manual`.
    reason: &'static str,
    /// Who suppressed it: `user:3`, `key:4`, `campaign:12`.
    source: String,
    date_created: String,
    date_created_gmt: String,
    date_modified: String,
    date_modified_gmt: String,
    #[schema(value_type = Object)]
    _links: Links,
}

impl SuppressionView {
    /// The suppression as answers show it.
    pub fn new(suppression: Suppression, app: &State) -> Self {
        let (date_created, date_created_gmt) = dates::pair(suppression.created_at, app.site.timezone);
        let collection = app.v1("/suppressions");
        let item = format!("{collection}/{}", suppression.id);
        Self {
            id: suppression.id.get(),
            email: suppression.email.map(Into::into),
            reason: suppression.reason.as_str(),
            source: suppression.source,
            date_modified: date_created.clone(),
            date_modified_gmt: date_created_gmt.clone(),
            date_created,
            date_created_gmt,
            _links: match suppression.customer {
                Some(id) => Links::new(item, collection).related("customer", app.v1(&format!("/customers/{id}"))),
                None => Links::new(item, collection),
            },
        }
    }
}
