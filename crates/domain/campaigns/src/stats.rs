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
    /// Who opened it.
    pub opens: Engagement,
    /// Who followed a link.
    pub clicks: Engagement,
    /// Recipients who wanted no more mail by its way out.
    pub unsubscribed: u64,
}

/// How often something of a message was fetched, by people and, apart from them, by machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Engagement {
    /// Recipients who did.
    pub unique: u64,
    /// Times they did.
    pub total: u64,
    /// Times machines did.
    pub machine: u64,
}

/// A link that somebody followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkStats {
    /// Its id.
    pub id: i64,
    /// Where it leads; empty when it was made for someone who was erased.
    pub url: String,
    /// Who followed it.
    pub clicks: Engagement,
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

    /// Share of the messages sent that somebody opened; `None` before the first.
    pub fn open_rate(&self) -> Option<f64> {
        rate(self.opens.unique, self.sent)
    }

    /// Share of the messages sent with a link that somebody followed; `None` before the first.
    pub fn click_rate(&self) -> Option<f64> {
        rate(self.clicks.unique, self.sent)
    }

    /// Recipients who followed a link, for each who opened the message; `None` before the first.
    pub fn click_to_open_rate(&self) -> Option<f64> {
        rate(self.clicks.unique, self.opens.unique)
    }

    /// Share of the messages sent whose recipient wanted no more; `None` before the first.
    pub fn unsubscribe_rate(&self) -> Option<f64> {
        rate(self.unsubscribed, self.sent)
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
