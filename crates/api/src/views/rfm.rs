//! RFM in answers.

use std::collections::BTreeMap;

use growffinity_segmentation::rfm::{RfmBounds, RfmSegment, RfmState};
use serde::Serialize;
use utoipa::ToSchema;

use super::date_pair;
use crate::{rest::dates, state::State};

/// How RFM stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"status": "ready", "customers": 2357, "changed": 12,
    "date_refreshed": "2026-01-05T03:00:00", "date_refreshed_gmt": "2026-01-05T03:00:00",
    "date_next": "2026-01-06T03:00:00", "date_next_gmt": "2026-01-06T03:00:00",
    "segments": {"champions": 401, "loyal": 233, "potential_loyalist": 222, "new": 41, "promising": 97,
        "need_attention": 61, "about_to_sleep": 274, "at_risk": 190, "cannot_lose_them": 24, "hibernating": 401, "lost": 413},
    "bounds": {"frequency": [1, 1, 2, 4], "monetary": ["14.37", "28.97", "58.30", "131.05"],
        "recency": ["2025-12-01T10:00:00", "2025-08-14T10:00:00", "2025-04-02T10:00:00", "2025-03-01T10:00:00"],
        "recency_gmt": ["2025-12-01T10:00:00", "2025-08-14T10:00:00", "2025-04-02T10:00:00", "2025-03-01T10:00:00"]}}))]
pub struct RfmStateView {
    /// `ready`, or `refreshing` while customers are scored by new bounds.
    status: &'static str,
    /// Customers with orders that count.
    customers: u64,
    /// Customers whose scores are others since the bounds were made.
    changed: u64,
    date_refreshed: Option<String>,
    date_refreshed_gmt: Option<String>,
    date_next: Option<String>,
    date_next_gmt: Option<String>,
    /// How many are in each group.
    segments: BTreeMap<&'static str, u64>,
    bounds: BoundsView,
}

/// Four bounds between five scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BoundsView {
    /// A last order before the first of these scores 4 or less, before the second 3 or less, and so on.
    recency: Vec<String>,
    recency_gmt: Vec<String>,
    /// More orders than the first of these score 2 or more, more than the second 3 or more, and so on.
    frequency: Vec<i64>,
    /// The same for what was spent.
    monetary: Vec<String>,
}

impl RfmStateView {
    /// The state as answers show it.
    pub fn new(state: &RfmState, app: &State) -> Self {
        let (date_refreshed, date_refreshed_gmt) = date_pair(state.parted_at, app.site);
        let (date_next, date_next_gmt) = date_pair(state.due_at, app.site);
        let many = |segment: &RfmSegment| state.segments.get(segment).copied().unwrap_or_default();
        Self {
            status: if state.is_ready { "ready" } else { "refreshing" },
            customers: state.customers,
            changed: state.changed,
            date_refreshed,
            date_refreshed_gmt,
            date_next,
            date_next_gmt,
            segments: RfmSegment::ALL.iter().map(|segment| (segment.as_str(), many(segment))).collect(),
            bounds: BoundsView::new(&state.bounds, app),
        }
    }
}

impl BoundsView {
    fn new(bounds: &RfmBounds, app: &State) -> Self {
        let (recency, recency_gmt) =
            bounds.recency().iter().map(|bound| dates::pair(*bound, app.site.timezone)).unzip();
        Self {
            recency,
            recency_gmt,
            frequency: bounds.frequency().to_vec(),
            monetary: bounds.monetary().iter().map(|bound| bound.format(app.site.currency)).collect(),
        }
    }
}
