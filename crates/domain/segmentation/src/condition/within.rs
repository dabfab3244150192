//! The time within which orders, events and hits are looked at.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use growffinity_kernel::CalendarDuration;
use serde_json::Value;

use crate::condition::date::{DateTest, DateValue, Resolved, Span};

/// A span of time, perhaps relative to now.
#[derive(Debug, Clone, PartialEq)]
pub struct Within {
    pub(super) written: Value,
    pub(super) span: WithinSpan,
}

/// The forms of [`Within`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithinSpan {
    /// From so long ago until now, both in.
    Last(CalendarDuration),
    /// Earlier than so long ago.
    MoreThanAgo(CalendarDuration),
    /// From the first moment (in) until the second (out); a bare day means its beginning.
    Between(Option<DateValue>, Option<DateValue>),
}

impl Within {
    /// What it says.
    pub const fn span(&self) -> WithinSpan {
        self.span
    }

    /// The instants it means at `now`.
    pub fn instants(&self, now: DateTime<Utc>, zone: Tz) -> Span<DateTime<Utc>> {
        let resolved = match self.span {
            WithinSpan::Last(length) => DateTest::WithinLast(length).instants(now, zone),
            WithinSpan::MoreThanAgo(length) => DateTest::MoreThanAgo(length).instants(now, zone),
            WithinSpan::Between(after, before) => Resolved::Span(Span {
                from: after.map(|value| value.begins(now, zone)),
                until: before.map(|value| value.begins(now, zone)),
            }),
        };
        match resolved {
            Resolved::Span(span) => span,
            // Only anniversaries resolve to days of the year, and there are none here.
            Resolved::Anniversary(_) => Span { from: None, until: None },
        }
    }

    /// Whether what it means depends on the moment.
    pub fn is_relative(&self) -> bool {
        match self.span {
            WithinSpan::Last(_) | WithinSpan::MoreThanAgo(_) => true,
            WithinSpan::Between(after, before) => [after, before].into_iter().flatten().any(DateValue::is_relative),
        }
    }
}
