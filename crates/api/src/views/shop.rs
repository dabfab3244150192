//! What came in from a shop, as answers show it.

use growffinity_customers::sync::{Received, Refused, Synchronisation};
use serde::Serialize;
use utoipa::ToSchema;

use super::date_pair;
use crate::state::State;

/// What became of a shop's webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"status": "taken_in", "message": null}))]
pub struct ReceivedView {
    /// `pong`, `taken_in`, `ignored` (of no interest here, or the store is paused) or `refused`.
    status: &'static str,
    /// Why it was refused.
    message: Option<String>,
}

impl ReceivedView {
    /// What became of it.
    pub fn new(received: Received) -> Self {
        let (status, message) = match received {
            Received::Ping => ("pong", None),
            Received::TakenIn => ("taken_in", None),
            Received::Ignored => ("ignored", None),
            Received::Refused(message) => ("refused", Some(message)),
        };
        Self { status, message }
    }

    /// Why it was refused, if it was.
    pub fn refused(&self) -> Option<&str> {
        self.message.as_deref()
    }
}

/// How fetching a shop's data stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"store_id": 1, "status": "running", "stage": "orders", "page": 12, "created": 2900,
    "updated": 14, "unchanged": 3, "refused": 1,
    "errors": [{"list": "customers", "external_id": "58", "message": "email: is not an e-mail address"}],
    "error": null, "date_requested": "2026-01-05T10:00:00", "date_requested_gmt": "2026-01-05T10:00:00",
    "date_completed": null, "date_completed_gmt": null}))]
pub struct SyncView {
    store_id: i64,
    /// `queued`, `running`, `completed` or `failed`.
    status: &'static str,
    /// What is being fetched: `products`, `customers` or `orders`.
    stage: &'static str,
    /// The page of that list that is fetched next.
    page: u32,
    created: u64,
    updated: u64,
    unchanged: u64,
    refused: u64,
    /// The first hundred items that could not be taken in.
    errors: Vec<SyncErrorView>,
    /// Why it failed, or what was last in its way.
    error: Option<String>,
    date_requested: Option<String>,
    date_requested_gmt: Option<String>,
    date_completed: Option<String>,
    date_completed_gmt: Option<String>,
}

/// An item that could not be taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SyncErrorView {
    /// `products`, `customers` or `orders`.
    list: &'static str,
    /// The shop's id for it.
    external_id: String,
    message: String,
}

impl SyncView {
    /// The synchronisation as answers show it.
    pub fn new(sync: Synchronisation, app: &State) -> Self {
        let (date_requested, date_requested_gmt) = date_pair(Some(sync.requested_at), app.site);
        let (date_completed, date_completed_gmt) = date_pair(sync.completed_at, app.site);
        let error =
            |it: Refused| SyncErrorView { list: it.stage.as_str(), external_id: it.external_id, message: it.message };
        Self {
            store_id: sync.store.get(),
            status: sync.status.as_str(),
            stage: sync.place.stage.as_str(),
            page: sync.place.page,
            created: sync.tally.created,
            updated: sync.tally.updated,
            unchanged: sync.tally.unchanged,
            refused: sync.tally.refused,
            errors: sync.refusals.into_iter().map(error).collect(),
            error: sync.error,
            date_requested,
            date_requested_gmt,
            date_completed,
            date_completed_gmt,
        }
    }
}
