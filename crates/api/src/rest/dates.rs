//! Dates in answers: pairs in the site's zone and in GMT, `2026-11-23T10:00:00`.

use chrono::{DateTime, Datelike, NaiveDateTime, Timelike, Utc};
use chrono_tz::Tz;

/// An instant as the two texts of a pair.
pub fn pair(instant: DateTime<Utc>, zone: Tz) -> (String, String) {
    let gmt = text(instant.naive_utc());
    let local = if zone == Tz::UTC { gmt.clone() } else { text(instant.with_timezone(&zone).naive_local()) };
    (local, gmt)
}

/// The same of an instant that may be unset.
pub fn pair_of(instant: Option<DateTime<Utc>>, zone: Tz) -> (Option<String>, Option<String>) {
    instant.map(|instant| pair(instant, zone)).unzip()
}

/// A list has hundreds of dates: digit by digit is many times quicker than `write!`.
fn text(at: NaiveDateTime) -> String {
    let Some(year) = u32::try_from(at.year()).ok().filter(|year| *year <= 9_999) else {
        return at.format("%Y-%m-%dT%H:%M:%S").to_string();
    };
    let mut text = String::with_capacity(19);
    digits(&mut text, year / 100);
    digits(&mut text, year % 100);
    for (separator, number) in
        [('-', at.month()), ('-', at.day()), ('T', at.hour()), (':', at.minute()), (':', at.second())]
    {
        text.push(separator);
        digits(&mut text, number);
    }
    text
}

/// Two digits of a number below 100.
fn digits(text: &mut String, number: u32) {
    for digit in [number / 10, number % 10] {
        text.push(char::from_digit(digit, 10).unwrap_or('?'));
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Paris;

    #[test]
    fn a_pair_has_no_zone_and_no_fraction() {
        let (local, gmt) = super::pair("2026-07-01T10:00:00.5Z".parse().unwrap(), Paris);
        assert_eq!((local.as_str(), gmt.as_str()), ("2026-07-01T12:00:00", "2026-07-01T10:00:00"));
        let (early, _) = super::pair("0987-01-09T23:59:08Z".parse().unwrap(), chrono_tz::Tz::UTC);
        assert_eq!(early, "0987-01-09T23:59:08");
    }
}
