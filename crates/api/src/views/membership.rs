//! Members of segments, set by hand, in answers.

use growffinity_kernel::{CustomerId, SegmentId};
use growffinity_segmentation::{HandAdded, HandRemoval, Membership};
use serde::Serialize;
use utoipa::ToSchema;

use super::SegmentView;
use crate::{rest::dates, state::State};

/// A segment as one a customer is in.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MembershipView {
    #[serde(flatten)]
    segment: SegmentView,
    joined_at: String,
    joined_at_gmt: String,
}

impl MembershipView {
    /// The membership as answers show it.
    pub fn new(membership: Membership, app: &State) -> Self {
        let (joined_at, joined_at_gmt) = dates::pair(membership.joined_at, app.site.timezone);
        Self { segment: SegmentView::new(membership.segment, app), joined_at, joined_at_gmt }
    }
}

/// The segments a customer was put into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"customer_id": 1, "added": [4], "already": [2], "segments": [
    {"id": 4, "name": "Wholesale", "type": "static", "joined_at": "2026-01-05T10:00:00", "joined_at_gmt": "2026-01-05T10:00:00"},
    {"id": 2, "name": "Press", "type": "static", "joined_at": "2025-03-01T09:00:00", "joined_at_gmt": "2025-03-01T09:00:00"}]}))]
pub struct JoinedView {
    customer_id: i64,
    /// The ids of the segments that the customer joined now.
    added: Vec<i64>,
    /// The ids of those that they were in.
    already: Vec<i64>,
    /// The segments asked for, in that order.
    segments: Vec<JoinedSegmentView>,
}

/// A segment that a customer was put into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct JoinedSegmentView {
    id: i64,
    name: String,
    /// `static`.
    r#type: &'static str,
    joined_at: String,
    joined_at_gmt: String,
}

impl JoinedView {
    /// The outcomes as answers show them.
    pub fn new(customer: CustomerId, outcomes: Vec<HandAdded>, app: &State) -> Self {
        let mut view = Self { customer_id: customer.get(), added: vec![], already: vec![], segments: vec![] };
        for outcome in outcomes {
            let Some(member) = outcome.members.into_iter().find(|member| member.customer == customer) else { continue };
            let id = outcome.segment.get();
            if member.is_new { &mut view.added } else { &mut view.already }.push(id);
            let (joined_at, joined_at_gmt) = dates::pair(member.joined_at, app.site.timezone);
            let r#type = growffinity_segmentation::SegmentKind::Static.as_str();
            view.segments.push(JoinedSegmentView { id, name: outcome.name, r#type, joined_at, joined_at_gmt });
        }
        view
    }
}

/// The segment a customer was taken out of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"customer_id": 1, "removed": [4]}))]
pub struct LeftView {
    customer_id: i64,
    /// The segment's id; nothing when the customer was not in it.
    removed: Vec<i64>,
}

impl LeftView {
    /// The outcome as answers show it.
    pub fn new(customer: CustomerId, segment: SegmentId, outcome: HandRemoval) -> Self {
        Self { customer_id: customer.get(), removed: outcome.removed.then_some(segment.get()).into_iter().collect() }
    }
}

/// The customers that were put into a segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"added": [1], "already": [7], "members_count": 12}))]
pub struct MembersAddedView {
    /// The ids of the customers that joined now.
    added: Vec<i64>,
    /// The ids of those that were in it.
    already: Vec<i64>,
    members_count: u64,
}

impl MembersAddedView {
    /// The outcome as answers show it.
    pub fn new(outcome: &HandAdded) -> Self {
        let ids = |is_new| {
            let members = outcome.members.iter().filter(move |member| member.is_new == is_new);
            members.map(|member| member.customer.get()).collect()
        };
        Self { added: ids(true), already: ids(false), members_count: outcome.members_count }
    }
}

/// The customer that was taken out of a segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"removed": [1], "members_count": 11}))]
pub struct MembersRemovedView {
    /// The customer's id; nothing when they were not in it.
    removed: Vec<i64>,
    members_count: u64,
}

impl MembersRemovedView {
    /// The outcome as answers show it.
    pub fn new(customer: CustomerId, outcome: HandRemoval) -> Self {
        let removed = outcome.removed.then_some(customer.get()).into_iter().collect();
        Self { removed, members_count: outcome.members_count }
    }
}
