//! `site.…` and `labels.…`: the shop, and what its customers are called.

use growffinity_customers::ConsentStatus;
use growffinity_kernel::{CalendarDuration, Money, Site};

use super::reader::Reader;

/// The shop.
#[derive(Debug, Clone)]
pub struct SiteConfig {
    /// `site.name`
    pub name: String,
    /// `site.postal_address`
    pub postal_address: Option<String>,
    /// `site.timezone` and `site.currency`
    pub site: Site,
    /// `site.default_consent`
    pub default_consent: ConsentStatus,
}

impl SiteConfig {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let name = reader.required("site.name");
        let postal_address = reader.optional("site.postal_address");
        let timezone = reader.named("site.timezone", "a zone of the IANA database", |text| text.parse().ok());
        let currency = reader.required("site.currency");
        let default_consent = reader.named("site.default_consent", "pending, subscribed or unsubscribed", |text| {
            ConsentStatus::from_name(text).filter(|status| may_be_default(*status))
        });
        let site = Site { timezone: timezone?, currency: currency? };
        Some(Self { name: name?, postal_address, site, default_consent: default_consent? })
    }
}

fn may_be_default(status: ConsentStatus) -> bool {
    matches!(status, ConsentStatus::Pending | ConsentStatus::Subscribed | ConsentStatus::Unsubscribed)
}

/// Where one label of customers ends and the next begins.
#[derive(Debug, Clone, Copy)]
pub struct LabelsConfig {
    /// `labels.vip_spent`
    pub vip_spent: Money,
    /// `labels.at_risk_after`
    pub at_risk_after: CalendarDuration,
    /// `labels.new_for`
    pub new_for: CalendarDuration,
}

impl LabelsConfig {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let vip_spent = reader.named("labels.vip_spent", "an amount of money, 0 or more", |text| {
            text.parse().ok().filter(|amount: &Money| !amount.is_negative())
        });
        let (at_risk_after, new_for) = (reader.required("labels.at_risk_after"), reader.required("labels.new_for"));
        Some(Self { vip_spent: vip_spent?, at_risk_after: at_risk_after?, new_for: new_for? })
    }
}
