//! Dates in answers: pairs in the site's zone and in GMT, `2026-11-23T10:00:00`.

use std::fmt::Write as _;

use chrono::{DateTime, Datelike, NaiveDateTime, Timelike, Utc};
use chrono_tz::Tz;

/// An instant as the two texts of a pair.
pub fn pair(instant: DateTime<Utc>, zone: Tz) -> (String, String) {
    let gmt = instant.naive_utc();
    let local = if zone == Tz::UTC { gmt } else { instant.with_timezone(&zone).naive_local() };
    (text(local), text(gmt))
}

/// The same of an instant that may be unset.
pub fn pair_of(instant: Option<DateTime<Utc>>, zone: Tz) -> (Option<String>, Option<String>) {
    instant.map(|instant| pair(instant, zone)).unzip()
}

fn text(at: NaiveDateTime) -> String {
    let mut text = String::with_capacity(19);
    // Writing to a String can't fail.
    let _ = write!(
        text,
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    );
    text
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Paris;

    #[test]
    fn a_pair_has_no_zone_and_no_fraction() {
        let (local, gmt) = super::pair("2026-07-01T10:00:00.5Z".parse().unwrap(), Paris);
        assert_eq!((local.as_str(), gmt.as_str()), ("2026-07-01T12:00:00", "2026-07-01T10:00:00"));
    }
}
