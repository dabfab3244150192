//! Being in another segment.

use growffinity_kernel::SegmentId;
use serde_json::{Value, json};

use crate::condition::with_not;

/// Holds for the members of a segment, as they are known when the rule is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SegmentCondition {
    pub(super) segment: SegmentId,
    pub(super) not: bool,
}

impl SegmentCondition {
    /// The segment.
    pub const fn segment(&self) -> SegmentId {
        self.segment
    }

    /// Whether it holds for those who are not in it.
    pub const fn is_negated(&self) -> bool {
        self.not
    }

    pub(super) fn to_json(self) -> Value {
        with_not(json!({"segment": self.segment.get()}), self.not)
    }
}
