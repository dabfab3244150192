//! Dates as WordPress reads them: `2026-11-23T10:00:00`, with or without a zone; days without a time for birthdays.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use growffinity_kernel::at_local;
use serde_json::{Value, json};

use super::{At, Fault, Field, Kind, Patch, Reader};

/// An instant. Without a zone in the text it is meant in the site's zone, or in GMT.
#[derive(Debug, Clone, Copy)]
pub struct Instant {
    /// Whether a text without a zone means GMT.
    pub gmt: bool,
}

impl Kind for Instant {
    type Out = DateTime<Utc>;

    fn parse(&self, value: &Value, at: &At<'_>, zone: Tz) -> Result<DateTime<Utc>, Fault> {
        let Value::String(text) = value else {
            return Err(Fault::wrong_type(at, "string"));
        };
        let zone = if self.gmt { Tz::UTC } else { zone };
        parse_instant(text, zone).ok_or_else(|| Fault::new(at, "rest_invalid_date", "Invalid date."))
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "format": "date-time"})
    }
}

/// A calendar day.
#[derive(Debug, Clone, Copy)]
pub struct Day;

impl Kind for Day {
    type Out = NaiveDate;

    fn parse(&self, value: &Value, at: &At<'_>, _zone: Tz) -> Result<NaiveDate, Fault> {
        let Value::String(text) = value else {
            return Err(Fault::wrong_type(at, "string"));
        };
        let day = text.get(..10).filter(|_| text.len() == 10 || text.get(10..11) == Some("T")).and_then(parse_day);
        day.ok_or_else(|| Fault::new(at, "rest_invalid_date", "Invalid date."))
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "format": "date"})
    }
}

/// Reads `Y-m-d`, `T`, `t` or a blank, `H:i:s`, perhaps a fraction, perhaps `Z` or an offset.
pub fn parse_instant(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let day = parse_day(text.get(..10)?)?;
    if !matches!(text.get(10..11)?, "T" | "t" | " ") {
        return None;
    }
    let time = text.get(11..19)?;
    let shaped = time.bytes().enumerate().all(|(i, b)| if i == 2 || i == 5 { b == b':' } else { b.is_ascii_digit() });
    let mut time = NaiveTime::parse_from_str(time, "%H:%M:%S").ok().filter(|_| shaped)?;
    let mut rest = text.get(19..)?;
    if let Some(fraction) = rest.strip_prefix('.') {
        let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        let micros: u32 = format!("{:0<6}", fraction.get(..digits.min(6)).filter(|f| !f.is_empty())?).parse().ok()?;
        time = chrono::Timelike::with_nanosecond(&time, micros * 1_000)?;
        rest = fraction.get(digits..)?;
    }
    let local = NaiveDateTime::new(day, time);
    let instant = match rest {
        "" => at_local(local, zone),
        "Z" => local.and_utc(),
        offset => parse_offset(offset)?.from_local_datetime(&local).single()?.to_utc(),
    };
    // What PostgreSQL and four-digit years can hold.
    (1..=9999).contains(&chrono::Datelike::year(&instant)).then_some(instant)
}

fn parse_day(text: &str) -> Option<NaiveDate> {
    let shaped = text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| shaped && text.len() == 10)?;
    (chrono::Datelike::year(&day) >= 1).then_some(day)
}

fn parse_offset(text: &str) -> Option<FixedOffset> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits.len() {
        2 => (digits, "00"),
        5 => digits.split_once(':')?,
        _ => return None,
    };
    let two = |text: &str| {
        let shaped = text.len() == 2 && text.bytes().all(|digit| digit.is_ascii_digit());
        text.parse::<i32>().ok().filter(|_| shaped)
    };
    let (hours, minutes) = (two(hours)?, two(minutes).filter(|minutes| *minutes < 60)?);
    FixedOffset::east_opt(sign * (hours * 3_600 + minutes * 60))
}

impl<'a> Reader<'a> {
    /// The pair `local`, `gmt` of one date, of which the second wins.
    pub fn date_pair(&mut self, local: &'static str, gmt: &'static str) -> Patch<DateTime<Utc>> {
        let here: Field<'_, 'a, Instant> = self.field(local, Instant { gmt: false });
        let here = here.about("In the site's zone unless it names one.").patch();
        let there = self.field(gmt, Instant { gmt: true }).about("The same in GMT; wins when both are given.").patch();
        if matches!(there, Patch::Absent) { here } else { there }
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::{Europe::Paris, Tz};
    use proptest::prelude::*;

    use super::{parse_day, parse_instant};

    fn read(text: &str) -> Option<String> {
        parse_instant(text, Paris).map(|instant| instant.format("%Y-%m-%dT%H:%M:%S%.f").to_string())
    }

    #[test]
    fn reads_wordpress_dates() {
        assert_eq!(read("2026-11-23T10:00:00").as_deref(), Some("2026-11-23T09:00:00"));
        assert_eq!(read("2026-07-23 10:00:00").as_deref(), Some("2026-07-23T08:00:00"));
        assert_eq!(read("2026-11-23T10:00:00Z").as_deref(), Some("2026-11-23T10:00:00"));
        assert_eq!(read("2026-11-23t10:00:00.25+02:30").as_deref(), Some("2026-11-23T07:30:00.250"));
        assert_eq!(read("2026-11-23T10:00:00-05").as_deref(), Some("2026-11-23T15:00:00"));
        for wrong in [
            "",
            "2026-11-23",
            "2026-11-23T10:00",
            "2026-13-23T10:00:00",
            "2026-02-30T10:00:00",
            "2026-11-23T25:00:00",
            "2026-11-23T10:00:00z",
            "2026-11-23T10:00:00+5",
            "2026-11-23T10:00:00.Z",
            "20261123T100000",
            "tomorrow",
            "2026-11-23X10:00:00",
            "+026-11-23T10:00:00",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert!(parse_day("1990-05-17").is_some());
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,30}", near in "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9:]{8}[.Z+0-9:é-]{0,9}") {
            let _ = parse_instant(&text, Tz::UTC);
            let _ = parse_instant(&near, Paris);
        }
    }
}
