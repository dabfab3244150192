//! The live path: customers who were marked are judged again by live segments, and nobody else.

pub(super) mod claim;
pub(super) mod judge;
pub(super) mod look;
pub(super) mod tell;

use chrono::{DateTime, TimeDelta, Utc};
use growffinity_segmentation::Rule;

/// How long a rule that time moves is not looked at: what time moves shows within twice as long.
const LOOK_EVERY: TimeDelta = TimeDelta::seconds(30);

/// The moment up to which `rule` was looked at, and when the next look is due; none for a rule that time does not move.
pub(super) fn next_look(rule: &Rule, looked_at: DateTime<Utc>) -> (DateTime<Utc>, Option<DateTime<Utc>>) {
    let moves = !rule.time_leaves().is_empty();
    (looked_at, if moves { looked_at.checked_add_signed(LOOK_EVERY) } else { None })
}
