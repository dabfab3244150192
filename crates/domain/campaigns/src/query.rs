//! What a list of campaigns can be asked for.

use growffinity_kernel::{CampaignId, Direction, SegmentId, Span, Window};

use crate::CampaignStatus;

/// A list of campaigns: which, in what order, which part.
#[derive(Debug, Clone, PartialEq)]
pub struct CampaignQuery {
    /// Part of the name or the subject, whatever the case.
    pub search: Option<String>,
    /// Only these; empty for all.
    pub include: Vec<CampaignId>,
    /// Not these.
    pub exclude: Vec<CampaignId>,
    /// With one of these; empty for all.
    pub status: Vec<CampaignStatus>,
    /// That include this segment.
    pub segment: Option<SegmentId>,
    /// Made within.
    pub created: Span,
    /// Changed within.
    pub modified: Span,
    /// What to sort by.
    pub order: CampaignOrder,
    /// Which end first.
    pub direction: Direction,
    /// Which part.
    pub window: Window,
}

/// What campaigns are sorted by. Unset values come last, the id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CampaignOrder {
    /// When they were made.
    Created,
    /// Id.
    Id,
    /// The order of `include`.
    Include,
    /// Name.
    Name,
    /// When they were changed.
    Modified,
    /// When they are to be sent.
    Scheduled,
    /// When they came to an end.
    Finished,
}
