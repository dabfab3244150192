//! Labels: what orders and time make of a customer.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use growffinity_kernel::{CalendarDuration, Clock, Money, StoreError};

use crate::{Stats, ports::LabelStore};

/// What a customer is to the shop; [`LabelRules::judge`] says which of several that fit holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Label {
    /// Spent much.
    Vip,
    /// None of the others.
    Regular,
    /// Has not been a customer for long.
    New,
    /// Has not ordered for long.
    AtRisk,
}

impl Label {
    /// Every label.
    pub const ALL: [Self; 4] = [Self::Vip, Self::Regular, Self::New, Self::AtRisk];

    /// The name, as stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Vip => "vip",
            Self::Regular => "regular",
            Self::New => "new",
            Self::AtRisk => "at_risk",
        }
    }

    /// The label of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|label| label.as_str() == name)
    }
}

/// Where one label ends and the next begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabelRules {
    /// Who spent this much or more is a vip, site currency.
    pub vip_spent: Money,
    /// Whose last counting order is this long ago or longer is at risk.
    pub at_risk_after: CalendarDuration,
    /// For how long after the first counting order a customer is new; one without orders, after coming to be.
    pub new_for: CalendarDuration,
    /// The zone of the calendar days.
    pub timezone: Tz,
}

impl LabelRules {
    /// The label of a customer with these figures at `now`. At risk beats vip beats new beats regular. A customer without
    /// counting orders is new, then regular, and never at risk: there is nothing to lose yet.
    pub fn judge(&self, stats: &Stats, created_at: DateTime<Utc>, now: DateTime<Utc>) -> Label {
        let since = stats.first_order_at.unwrap_or(created_at);
        if stats.last_order_at.is_some_and(|last| self.at_risk_after.after(last, self.timezone) <= now) {
            Label::AtRisk
        } else if stats.orders_count > 0 && stats.total_spent >= self.vip_spent {
            Label::Vip
        } else if self.new_for.after(since, self.timezone) > now {
            Label::New
        } else {
            Label::Regular
        }
    }
}

/// Labels, kept as time moves.
#[derive(Clone)]
pub struct Labels {
    store: Arc<dyn LabelStore>,
    clock: Arc<dyn Clock>,
    rules: LabelRules,
}

impl Labels {
    /// The service over `store`, by `rules`.
    pub fn new(store: Arc<dyn LabelStore>, clock: Arc<dyn Clock>, rules: LabelRules) -> Self {
        Self { store, clock, rules }
    }

    /// Judges up to `limit` customers whose label time or changed rules may have moved, and answers how many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep(&self, limit: u32) -> Result<u64, StoreError> {
        self.store.keep(&self.rules, self.clock.now(), limit).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str) -> DateTime<Utc> {
        format!("{day}T12:00:00Z").parse().unwrap()
    }

    fn rules() -> LabelRules {
        LabelRules {
            vip_spent: "500".parse().unwrap(),
            at_risk_after: "90 days".parse().unwrap(),
            new_for: "30 days".parse().unwrap(),
            timezone: Tz::UTC,
        }
    }

    #[test]
    fn at_risk_beats_vip_beats_new_beats_regular() {
        let rules = rules();
        let judge = |spent: &str, first: &str, last: &str| {
            let stats = Stats {
                orders_count: 2,
                total_spent: spent.parse().unwrap(),
                first_order_at: Some(at(first)),
                last_order_at: Some(at(last)),
                ..Stats::default()
            };
            rules.judge(&stats, at("2020-01-01"), at("2026-06-01"))
        };
        assert_eq!(judge("900", "2025-01-01", "2026-03-03"), Label::AtRisk);
        assert_eq!(judge("900", "2025-01-01", "2026-03-04"), Label::Vip);
        assert_eq!(judge("500", "2026-05-31", "2026-06-01"), Label::Vip);
        assert_eq!(judge("499.99", "2026-05-03", "2026-06-01"), Label::New);
        assert_eq!(judge("499.99", "2026-05-02", "2026-06-01"), Label::Regular);
    }

    #[test]
    fn without_orders_one_is_new_then_regular() {
        let rules = rules();
        let judge = |created| rules.judge(&Stats::default(), at(created), at("2026-06-01"));
        assert_eq!(judge("2026-05-20"), Label::New);
        assert_eq!(judge("2020-05-20"), Label::Regular);
    }
}
