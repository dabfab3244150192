//! What a segment is.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use growffinity_kernel::{CalendarDuration, CalendarUnit, CampaignId, SegmentId, WorkflowId, named_enum};

use crate::condition::{Match, Rule};

named_enum!(
    /// How customers come into a segment.
    SegmentKind {
        /// By a rule.
        Dynamic = "dynamic",
        /// By hand.
        Static = "static",
    }
);

named_enum!(
    /// When a segment with a rule is brought up to date, besides on request.
    Refresh {
        /// As customers change, and as time passes.
        Live = "live",
        /// Every hour.
        Hourly = "hourly",
        /// Every day.
        Daily = "daily",
        /// Never.
        Manual = "manual",
    }
);

impl Refresh {
    /// When the next refresh is due after one at `now`; `None` when none is. A live segment follows each customer.
    pub fn next_due(self, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        let unit = match self {
            Self::Hourly => CalendarUnit::Hour,
            Self::Daily => CalendarUnit::Day,
            Self::Live | Self::Manual => return None,
        };
        CalendarDuration::new(1, unit).ok().map(|interval| interval.after(now, zone))
    }
}

named_enum!(
    /// Whether the members are those the rule says.
    SegmentStatus {
        /// They were at the last refresh.
        Ready = "ready",
        /// The rule has changed; a refresh is on its way.
        Refreshing = "refreshing",
        /// The last refresh failed; they are those of the one before.
        Failed = "failed",
    }
);

/// A segment's name: 1 to 255 characters, no blanks at its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentName(String);

impl SegmentName {
    /// The longest, in characters.
    pub const MAX: usize = 255;

    /// The name in `text`, blanks at its ends dropped; `None` when nothing is left, or too much.
    pub fn parse(text: &str) -> Option<Self> {
        let name = text.trim();
        let usable = !name.is_empty() && name.chars().count() <= Self::MAX && !name.contains('\0');
        usable.then(|| Self(name.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What decides who is in a segment.
#[derive(Debug, Clone, PartialEq)]
pub enum SegmentRule {
    /// A rule.
    Dynamic(Rule),
    /// Somebody's hand.
    Static,
}

/// A set of customers with a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Id.
    pub id: SegmentId,
    /// What the shop calls it.
    pub name: SegmentName,
    /// The name as part of an address; no two segments have the same.
    pub slug: String,
    /// What it is for.
    pub description: String,
    /// Who is in it.
    pub rule: SegmentRule,
    /// When it is refreshed; manual for a static one.
    pub refresh: Refresh,
    /// How many are in it.
    pub members_count: u64,
    /// When it was last refreshed.
    pub refreshed_at: Option<DateTime<Utc>>,
    /// Whether the members are right.
    pub status: SegmentStatus,
    /// Why the last refresh failed, fit to be shown.
    pub error: Option<String>,
    /// Who needs it now, so that it can't be deleted.
    pub used_by: UsedBy,
    /// Raised by each change; refreshes do not raise it.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub modified_at: DateTime<Utc>,
}

impl Segment {
    /// Dynamic or static.
    pub const fn kind(&self) -> SegmentKind {
        match self.rule {
            SegmentRule::Dynamic(_) => SegmentKind::Dynamic,
            SegmentRule::Static => SegmentKind::Static,
        }
    }

    /// How the conditions are joined; all for a static segment.
    pub const fn matching(&self) -> Match {
        match &self.rule {
            SegmentRule::Dynamic(rule) => rule.matching,
            SegmentRule::Static => Match::All,
        }
    }

    /// The conditions as JSON; an empty list for a static segment.
    pub fn conditions_json(&self) -> serde_json::Value {
        match &self.rule {
            SegmentRule::Dynamic(rule) => rule.conditions.to_json(),
            SegmentRule::Static => serde_json::Value::Array(Vec::new()),
        }
    }
}

/// Who needs a segment: it can't be deleted until nobody does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UsedBy {
    /// Campaigns that are scheduled, being sent or paused.
    pub campaigns: Vec<User<CampaignId>>,
    /// Workflows that are not archived.
    pub workflows: Vec<User<WorkflowId>>,
    /// Segments whose rules name it.
    pub segments: Vec<User<SegmentId>>,
}

impl UsedBy {
    /// Whether nobody does.
    pub const fn is_empty(&self) -> bool {
        self.campaigns.is_empty() && self.workflows.is_empty() && self.segments.is_empty()
    }
}

/// One that needs a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User<T> {
    /// Its id.
    pub id: T,
    /// Its name.
    pub name: String,
}
