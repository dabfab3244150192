//! Dates in conditions: how they are written, and which span of time they mean at a given moment.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use growffinity_kernel::{CalendarDuration, at_local};

/// A moment or a day, perhaps relative to now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateValue {
    /// `now`.
    Now,
    /// `today`, `yesterday` (-1), `tomorrow` (1).
    Today(i8),
    /// `"30 days ago"`.
    Ago(CalendarDuration),
    /// `"in 7 days"`.
    Ahead(CalendarDuration),
    /// `2026-11-23`: the whole day in the site's zone.
    Day(NaiveDate),
    /// `2026-11-23T10:00:00`, by the site's clocks.
    Local(NaiveDateTime),
    /// The same with `Z` or an offset.
    Instant(DateTime<Utc>),
}

/// A positive test of a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateTest {
    /// From so long ago to now, both ends in.
    WithinLast(CalendarDuration),
    /// From now to so long ahead, both ends in.
    WithinNext(CalendarDuration),
    /// Earlier than so long ago.
    MoreThanAgo(CalendarDuration),
    /// Earlier; than the beginning of a bare day.
    Before(DateValue),
    /// Later; than the end of a bare day.
    After(DateValue),
    /// On the same day of the site's calendar.
    On(DateValue),
    /// Between two, both ends in; bare days are whole.
    Between(DateValue, DateValue),
    /// The day of the year comes round from today to so long ahead, both in.
    AnniversaryWithin(CalendarDuration),
}

/// From `from` (in) until `until` (out); a bound that is not there does not bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span<T> {
    /// The first that is in.
    pub from: Option<T>,
    /// The first that is out again.
    pub until: Option<T>,
}

impl<T: PartialOrd> Span<T> {
    /// Whether `moment` is in.
    pub fn contains(&self, moment: &T) -> bool {
        self.from.as_ref().is_none_or(|from| moment >= from) && self.until.as_ref().is_none_or(|until| moment < until)
    }
}

/// What a test of a date means at a given moment. Every evaluator works from this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved<T> {
    /// The date lies in this span.
    Span(Span<T>),
    /// The day's month and day are one of these (`"02-28"`), ascending. 29 February stands beside 28 February in years
    /// without one.
    Anniversary(Vec<String>),
}

/// Days of a year and one more: more can't be told apart.
const LONGEST_ROUND: u64 = 366;

impl DateTest {
    /// The instants that pass the test at `now`, to the microsecond.
    pub fn instants(&self, now: DateTime<Utc>, zone: Tz) -> Resolved<DateTime<Utc>> {
        let start = |day: NaiveDate| at_local(day.and_time(NaiveTime::MIN), zone);
        let (from, until) = match self {
            Self::WithinLast(length) => (Some(length.before(now, zone)), Some(next_instant(now))),
            Self::WithinNext(length) => (Some(now), Some(next_instant(length.after(now, zone)))),
            Self::MoreThanAgo(length) => (None, Some(length.before(now, zone))),
            Self::Before(value) => (None, Some(value.begins(now, zone))),
            Self::After(value) => (Some(value.ends(now, zone)), None),
            Self::On(value) => {
                let day = value.day(now, zone);
                (Some(start(day)), Some(start(next_day(day))))
            }
            Self::Between(from, to) => (Some(from.begins(now, zone)), Some(to.ends(now, zone))),
            Self::AnniversaryWithin(length) => return Resolved::Anniversary(anniversaries(*length, now, zone)),
        };
        Resolved::Span(Span { from, until })
    }

    /// The days that pass the test at `now`, for dates without a time: a moment stands for its day.
    pub fn days(&self, now: DateTime<Utc>, zone: Tz) -> Resolved<NaiveDate> {
        let local = |instant: DateTime<Utc>| instant.with_timezone(&zone).date_naive();
        let (from, until) = match self {
            Self::WithinLast(length) => (Some(local(length.before(now, zone))), Some(next_day(local(now)))),
            Self::WithinNext(length) => (Some(local(now)), Some(next_day(local(length.after(now, zone))))),
            Self::MoreThanAgo(length) => (None, Some(local(length.before(now, zone)))),
            Self::Before(value) => (None, Some(value.day(now, zone))),
            Self::After(value) => (Some(next_day(value.day(now, zone))), None),
            Self::On(value) => {
                let day = value.day(now, zone);
                (Some(day), Some(next_day(day)))
            }
            Self::Between(from, to) => (Some(from.day(now, zone)), Some(next_day(to.day(now, zone)))),
            Self::AnniversaryWithin(length) => return Resolved::Anniversary(anniversaries(*length, now, zone)),
        };
        Resolved::Span(Span { from, until })
    }
}

impl DateTest {
    /// Whether what it means depends on the moment.
    pub const fn is_relative(&self) -> bool {
        match self {
            Self::WithinLast(_) | Self::WithinNext(_) | Self::MoreThanAgo(_) | Self::AnniversaryWithin(_) => true,
            Self::Before(value) | Self::After(value) | Self::On(value) => value.is_relative(),
            Self::Between(from, to) => from.is_relative() || to.is_relative(),
        }
    }
}

impl DateValue {
    /// Whether what it means depends on the moment.
    pub const fn is_relative(self) -> bool {
        matches!(self, Self::Now | Self::Today(_) | Self::Ago(_) | Self::Ahead(_))
    }

    /// Reads a date as it is written in conditions; `None` when it is none.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "now" => return Some(Self::Now),
            "today" => return Some(Self::Today(0)),
            "yesterday" => return Some(Self::Today(-1)),
            "tomorrow" => return Some(Self::Today(1)),
            _ => {}
        }
        if let Some(length) = text.strip_suffix(" ago") {
            return length.parse().ok().map(Self::Ago);
        }
        if let Some(length) = text.strip_prefix("in ") {
            return length.parse().ok().map(Self::Ahead);
        }
        parse_absolute(text)
    }

    /// The first instant it means.
    pub(super) fn begins(self, now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        match self {
            Self::Now => now,
            Self::Ago(length) => length.before(now, zone),
            Self::Ahead(length) => length.after(now, zone),
            Self::Local(local) => at_local(local, zone),
            Self::Instant(instant) => instant,
            Self::Today(_) | Self::Day(_) => at_local(self.day(now, zone).and_time(NaiveTime::MIN), zone),
        }
    }

    /// The first instant after it.
    fn ends(self, now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        match self {
            Self::Today(_) | Self::Day(_) => at_local(next_day(self.day(now, zone)).and_time(NaiveTime::MIN), zone),
            Self::Now | Self::Ago(_) | Self::Ahead(_) | Self::Local(_) | Self::Instant(_) => {
                next_instant(self.begins(now, zone))
            }
        }
    }

    /// The day it lies on.
    fn day(self, now: DateTime<Utc>, zone: Tz) -> NaiveDate {
        match self {
            Self::Today(days) => {
                let today = now.with_timezone(&zone).date_naive();
                today.checked_add_signed(TimeDelta::days(i64::from(days))).unwrap_or(today)
            }
            Self::Day(day) => day,
            Self::Local(local) => local.date(),
            Self::Now | Self::Ago(_) | Self::Ahead(_) | Self::Instant(_) => {
                self.begins(now, zone).with_timezone(&zone).date_naive()
            }
        }
    }
}

fn next_instant(instant: DateTime<Utc>) -> DateTime<Utc> {
    instant.checked_add_signed(TimeDelta::microseconds(1)).unwrap_or(instant)
}

fn next_day(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

fn anniversaries(length: CalendarDuration, now: DateTime<Utc>, zone: Tz) -> Vec<String> {
    let today = now.with_timezone(&zone).date_naive();
    let last = length.after(now, zone).with_timezone(&zone).date_naive();
    let longest = today.checked_add_days(Days::new(LONGEST_ROUND)).unwrap_or(today);
    let mut days = std::collections::BTreeSet::new();
    for day in today.iter_days().take_while(|day| *day <= last.min(longest)) {
        days.insert(format!("{:02}-{:02}", day.month(), day.day()));
        if (day.month(), day.day()) == (2, 28) && !day.leap_year() {
            days.insert("02-29".to_owned());
        }
    }
    days.into_iter().collect()
}

/// `YYYY-MM-DD`, alone or with `T`, `t` or a blank, `HH:MM:SS`, a fraction, and a zone; years from 1.
fn parse_absolute(text: &str) -> Option<DateValue> {
    let (day, time) = match text.split_at_checked(10)? {
        (day, "") => (day, None),
        (day, rest) => (day, Some(rest.strip_prefix(['T', 't', ' '])?)),
    };
    let day = parse_day(day)?;
    let Some(time) = time else { return Some(DateValue::Day(day)) };
    let zone_at = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, offset) = time.split_at_checked(zone_at)?;
    let local = day.and_time(parse_clock(clock)?);
    if offset.is_empty() {
        return Some(DateValue::Local(local));
    }
    Some(DateValue::Instant(local.and_utc().checked_sub_signed(parse_offset(offset)?)?))
}

/// A day of the form `YYYY-MM-DD`.
pub(crate) fn parse_day(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let (year, month, day) = (digits(parts.next()?, 4)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    if parts.next().is_some() || year == 0 {
        return None;
    }
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn parse_clock(text: &str) -> Option<NaiveTime> {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut parts = clock.split(':');
    let (hour, minute, second) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    if parts.next().is_some() || fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let micros: String = fraction.chars().chain("000000".chars()).take(6).collect();
    NaiveTime::from_hms_micro_opt(hour, minute, second, micros.parse().ok()?)
}

/// `Z`, `+02`, `+02:00`.
fn parse_offset(text: &str) -> Option<TimeDelta> {
    if text == "Z" {
        return Some(TimeDelta::zero());
    }
    let (sign, size) = text.split_at_checked(1)?;
    let (hours, minutes) = size.split_once(':').unwrap_or((size, "00"));
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let delta = TimeDelta::minutes(i64::from(hours * 60 + minutes));
    Some(if sign == "-" { -delta } else { delta })
}

/// Exactly `count` ASCII digits.
fn digits(text: &str, count: usize) -> Option<u32> {
    let plain = text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}
