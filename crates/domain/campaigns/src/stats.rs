//! What came of a campaign's messages.

use std::collections::BTreeMap;

/// The recipients of a campaign by what came of their message. The six exclude each other and add up to the recipients.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CampaignStats {
    /// Waiting, or being sent right now.
    pub queued: u64,
    /// Taken by a mail server.
    pub sent: u64,
    /// Given up: the template failed, or no server would take it in time.
    pub failed: u64,
    /// Refused for good.
    pub bounced: u64,
    /// Not sent, because the customer may no longer be mailed.
    pub skipped: u64,
    /// Nobody can tell whether a server took it.
    pub uncertain: u64,
    /// How many were skipped for which reason.
    pub skipped_reasons: BTreeMap<String, u64>,
}

impl CampaignStats {
    /// Everyone the audience was frozen to.
    pub const fn recipients(&self) -> u64 {
        self.queued + self.sent + self.failed + self.bounced + self.skipped + self.uncertain
    }

    /// Share of attempts that a server took: sent / (sent + bounced + failed); `None` before the first.
    pub fn delivery_rate(&self) -> Option<f64> {
        rate(self.sent, self.sent + self.bounced + self.failed)
    }

    /// Share of attempts that were refused for good; `None` before the first.
    pub fn bounce_rate(&self) -> Option<f64> {
        rate(self.bounced, self.sent + self.bounced + self.failed)
    }
}

/// `part / whole` to four decimals; `None` when the whole is 0.
fn rate(part: u64, whole: u64) -> Option<f64> {
    let ten_thousandths = (part.checked_mul(10_000)?.checked_add(whole / 2)?).checked_div(whole)?;
    u32::try_from(ten_thousandths).ok().map(|parts| f64::from(parts) / 10_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_have_four_decimals_and_no_division_by_nothing() {
        let stats = CampaignStats { sent: 2, bounced: 1, ..CampaignStats::default() };
        assert_eq!(stats.delivery_rate(), Some(0.6667));
        assert_eq!(stats.bounce_rate(), Some(0.3333));
        assert_eq!(CampaignStats::default().delivery_rate(), None);
    }
}
