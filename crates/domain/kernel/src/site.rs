//! What the whole installation agrees on.

use chrono_tz::Tz;

use crate::Currency;

/// The shop's zone and currency: what a day is, and what revenue is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    /// A calendar day is a day of this zone.
    pub timezone: Tz,
    /// Stats and revenue are kept in this currency.
    pub currency: Currency,
}

impl Default for Site {
    fn default() -> Self {
        Self { timezone: Tz::UTC, currency: Currency::USD }
    }
}
