//! Lengths of time as the configuration writes them: `500 ms`, `30 s`, `5 min`, `2 h`.

use std::{str::FromStr, time::Duration};

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pause(pub Duration);

/// The text is no length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a length of time is a whole number and a unit: ms, s, min or h, like \"30 s\"")]
pub struct InvalidPause;

impl FromStr for Pause {
    type Err = InvalidPause;

    fn from_str(text: &str) -> Result<Self, InvalidPause> {
        let text = text.trim();
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (count, unit) = text.split_at(digits);
        let count: u32 = count.parse().map_err(|_| InvalidPause)?;
        let milliseconds = match unit.trim_start() {
            "ms" => 1,
            "s" => 1_000,
            "min" => 60_000,
            "h" => 3_600_000,
            _ => return Err(InvalidPause),
        };
        Ok(Self(Duration::from_millis(u64::from(count) * milliseconds)))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Pause;

    #[test]
    fn a_number_and_a_unit() {
        assert_eq!("500 ms".parse(), Ok(Pause(Duration::from_millis(500))));
        assert_eq!("2h".parse(), Ok(Pause(Duration::from_hours(2))));
        for wrong in ["", "5", "s", "-5 s", "1.5 s", "5 days"] {
            assert!(wrong.parse::<Pause>().is_err(), "{wrong}");
        }
    }
}
