//! Durations as people say them: "30 days", "1 hour".

use std::{fmt, str::FromStr};

use chrono::{DateTime, Days, LocalResult, Months, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A unit of a [`CalendarDuration`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CalendarUnit {
    /// 1 s.
    Second,
    /// 60 s.
    Minute,
    /// 3,600 s.
    Hour,
    /// From one wall-clock time to the same one on the next day, 23 to 25 hours.
    Day,
    /// 7 days.
    Week,
    /// A calendar month; the 31st falls on the last day of a shorter one.
    Month,
    /// 12 months.
    Year,
}

/// `"<n> <unit>"` with n >= 1: `"1 second"`, `"30 days"`, `"2 months"`.
///
/// Days and longer are calendar days in the site's zone: "1 day" before noon is noon of the day before, whatever
/// daylight saving did in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CalendarDuration {
    count: u32,
    unit: CalendarUnit,
}

/// The text is not a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a duration is a count from 1 and a unit from second to year, like \"30 days\"")]
pub struct InvalidDuration;

/// The longest count accepted; larger ones leave the calendar.
const MAX_COUNT: u32 = 1_000_000;

impl CalendarDuration {
    /// `count` times `unit`.
    ///
    /// # Errors
    /// [`InvalidDuration`] when `count` is 0, over a million, or over 1,000 years in all.
    pub fn new(count: u32, unit: CalendarUnit) -> Result<Self, InvalidDuration> {
        let most = match unit {
            CalendarUnit::Year => 1_000,
            CalendarUnit::Month => 12_000,
            CalendarUnit::Week => 52_000,
            CalendarUnit::Day => 365_000,
            CalendarUnit::Second | CalendarUnit::Minute | CalendarUnit::Hour => MAX_COUNT,
        };
        if count == 0 || count > most { Err(InvalidDuration) } else { Ok(Self { count, unit }) }
    }

    /// The count.
    pub const fn count(self) -> u32 {
        self.count
    }

    /// The unit.
    pub const fn unit(self) -> CalendarUnit {
        self.unit
    }

    /// The instant this long before `instant`, by the calendar of `zone`.
    pub fn before(self, instant: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        self.shift(instant, zone, false)
    }

    /// The instant this long after `instant`, by the calendar of `zone`.
    pub fn after(self, instant: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        self.shift(instant, zone, true)
    }

    fn shift(self, instant: DateTime<Utc>, zone: Tz, forward: bool) -> DateTime<Utc> {
        let edge = if forward { DateTime::<Utc>::MAX_UTC } else { DateTime::<Utc>::MIN_UTC };
        let clock = |seconds: i64| {
            let delta = TimeDelta::seconds(i64::from(self.count) * seconds);
            if forward { instant.checked_add_signed(delta) } else { instant.checked_sub_signed(delta) }
        };
        let local = instant.with_timezone(&zone).naive_local();
        let days = |count: u32| {
            let days = Days::new(u64::from(count));
            if forward { local.checked_add_days(days) } else { local.checked_sub_days(days) }
        };
        let months = |count: u32| {
            let months = Months::new(count);
            if forward { local.checked_add_months(months) } else { local.checked_sub_months(months) }
        };
        let moved = match self.unit {
            CalendarUnit::Second => clock(1),
            CalendarUnit::Minute => clock(60),
            CalendarUnit::Hour => clock(3_600),
            CalendarUnit::Day => days(self.count).map(|local| at_local(local, zone)),
            CalendarUnit::Week => days(self.count * 7).map(|local| at_local(local, zone)),
            CalendarUnit::Month => months(self.count).map(|local| at_local(local, zone)),
            CalendarUnit::Year => months(self.count * 12).map(|local| at_local(local, zone)),
        };
        moved.unwrap_or(edge)
    }
}

/// The instant at which clocks in `zone` show `local`.
///
/// A time that daylight saving skips means the moment after the gap, measured with the offset before it; a time that
/// comes twice means the first of the two.
pub fn at_local(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => instant.to_utc(),
        LocalResult::None => {
            let before = local - TimeDelta::hours(3);
            let offset_free = zone.from_local_datetime(&before).earliest();
            offset_free.map_or_else(|| local.and_utc(), |instant| instant.to_utc() + TimeDelta::hours(3))
        }
    }
}

impl FromStr for CalendarDuration {
    type Err = InvalidDuration;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (count, unit) = text.trim().split_once(' ').ok_or(InvalidDuration)?;
        if !count.bytes().all(|b| b.is_ascii_digit()) {
            return Err(InvalidDuration);
        }
        let unit = match unit.trim_start().strip_suffix('s').unwrap_or(unit.trim_start()) {
            "second" => CalendarUnit::Second,
            "minute" => CalendarUnit::Minute,
            "hour" => CalendarUnit::Hour,
            "day" => CalendarUnit::Day,
            "week" => CalendarUnit::Week,
            "month" => CalendarUnit::Month,
            "year" => CalendarUnit::Year,
            _ => return Err(InvalidDuration),
        };
        Self::new(count.parse().map_err(|_| InvalidDuration)?, unit)
    }
}

impl fmt::Display for CalendarDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            CalendarUnit::Second => "second",
            CalendarUnit::Minute => "minute",
            CalendarUnit::Hour => "hour",
            CalendarUnit::Day => "day",
            CalendarUnit::Week => "week",
            CalendarUnit::Month => "month",
            CalendarUnit::Year => "year",
        };
        write!(f, "{} {unit}{}", self.count, if self.count == 1 { "" } else { "s" })
    }
}

impl TryFrom<String> for CalendarDuration {
    type Error = InvalidDuration;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<CalendarDuration> for String {
    fn from(duration: CalendarDuration) -> Self {
        duration.to_string()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use chrono_tz::{Europe::Paris, Tz};

    use super::CalendarDuration;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn days_keep_the_wall_clock_over_daylight_saving() {
        let day: CalendarDuration = "1 day".parse().unwrap();
        // Paris left standard time on 2026-03-29 at 02:00.
        assert_eq!(day.before(utc("2026-03-29T10:00:00Z"), Paris), utc("2026-03-28T11:00:00Z"));
        assert_eq!(day.before(utc("2026-03-29T10:00:00Z"), Tz::UTC), utc("2026-03-28T10:00:00Z"));
        // 02:30 does not exist on that day: half past three summer time.
        assert_eq!(day.after(utc("2026-03-28T01:30:00Z"), Paris), utc("2026-03-29T01:30:00Z"));
    }

    #[test]
    fn months_end_on_their_last_day() {
        let month: CalendarDuration = "1 month".parse().unwrap();
        assert_eq!(month.after(utc("2026-01-31T12:00:00Z"), Tz::UTC), utc("2026-02-28T12:00:00Z"));
    }

    #[test]
    fn text_forms() {
        for text in ["1 second", "365 days", "2 months", "1 year"] {
            assert_eq!(text.parse::<CalendarDuration>().unwrap().to_string(), text);
        }
        for wrong in
            ["", "day", "0 days", "-1 days", "1.5 days", "30d", "99999999999 days", "2000 years", "1 fortnight"]
        {
            assert!(wrong.parse::<CalendarDuration>().is_err(), "{wrong}");
        }
    }
}
