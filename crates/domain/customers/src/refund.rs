//! Refunds of an order, each with a date of its own.

use chrono::{DateTime, Utc};
use growffinity_kernel::{Money, RefundId};

/// What was given back once.
#[derive(Debug, Clone, PartialEq)]
pub struct Refund {
    /// Its id; `None` before it is stored.
    pub id: Option<RefundId>,
    /// The shop's id for it; no two refunds of an order share one.
    pub external_id: Option<String>,
    /// How much, in the order's currency; more than nothing.
    pub amount: Money,
    /// Why; empty when nobody said.
    pub reason: String,
    /// When it was given back: the day it counts on.
    pub created_at: DateTime<Utc>,
}

/// A refund as someone tells us of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RefundDraft {
    /// Our id of a refund of the order.
    pub id: Option<RefundId>,
    /// The shop's id for it.
    pub external_id: Option<String>,
    /// How much. Shops have refunds of nothing (goods taken back for free): those are passed over.
    pub amount: Money,
    /// Why.
    pub reason: Option<String>,
    /// When; the time the order was changed for a refund that is new.
    pub created_at: Option<DateTime<Utc>>,
}

/// What someone says of an order's refunds.
#[derive(Debug, Clone, PartialEq)]
pub enum RefundsChange {
    /// These are all there are: known ones that are not among them never were.
    All(Vec<RefundDraft>),
    /// One more, or news of the one with this external id. It is taken whenever it comes: a shop tells of refunds
    /// apart from their order.
    One(RefundDraft),
}

impl RefundsChange {
    /// What it makes of the `known` refunds; `when` is the date of new ones that have none.
    ///
    /// A refund is told apart by id, then by external id, then by what it says.
    pub fn apply(&self, known: &[Refund], when: DateTime<Utc>) -> Vec<Refund> {
        match self {
            Self::All(drafts) => {
                let mut left = known.to_vec();
                let mut all: Vec<Refund> = Vec::with_capacity(drafts.len());
                for draft in drafts.iter().filter(|draft| draft.amount > Money::ZERO) {
                    let refund = draft.settle(&mut left, when);
                    all.retain(|other| refund.external_id.is_none() || other.external_id != refund.external_id);
                    all.push(refund);
                }
                // As they will be read again: new ones get the next ids.
                all.sort_by_key(|refund| refund.id.map_or(i64::MAX, RefundId::get));
                all
            }
            Self::One(draft) => {
                let mut all = known.to_vec();
                let of_the_shop = draft.external_id.is_some();
                let same = |refund: &Refund| of_the_shop && refund.external_id == draft.external_id;
                let place = all.iter().position(same);
                let mut found: Vec<_> = place.map(|place| all.remove(place)).into_iter().collect();
                if draft.amount > Money::ZERO {
                    let refund = draft.settle(&mut found, when);
                    all.insert(place.unwrap_or(all.len()), refund);
                }
                all
            }
        }
    }
}

impl RefundDraft {
    /// The refund this says there is, from the one among `left` it speaks of, which is taken out.
    fn settle(&self, left: &mut Vec<Refund>, when: DateTime<Utc>) -> Refund {
        let by_id = || self.id.and_then(|id| left.iter().position(|refund| refund.id == Some(id)));
        let by_external = || {
            let external = self.external_id.as_ref()?;
            left.iter().position(|refund| refund.external_id.as_ref() == Some(external))
        };
        let by_word = || left.iter().position(|refund| self.says(refund));
        let known = by_id().or_else(by_external).or_else(by_word).map(|place| left.remove(place));
        let (id, external_id, reason, created_at) = match known {
            Some(known) => (known.id, known.external_id, known.reason, known.created_at),
            None => (None, None, String::new(), when),
        };
        Refund {
            id,
            external_id: self.external_id.clone().or(external_id),
            amount: self.amount,
            reason: self.reason.clone().unwrap_or(reason),
            created_at: self.created_at.unwrap_or(created_at),
        }
    }

    /// Whether it says the same as `refund`, neither being named otherwise.
    fn says(&self, refund: &Refund) -> bool {
        self.id.is_none()
            && (self.external_id.is_none() || refund.external_id.is_none())
            && self.amount == refund.amount
            && self.reason.as_ref().is_none_or(|reason| *reason == refund.reason)
            && self.created_at.is_none_or(|at| at == refund.created_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: u32) -> DateTime<Utc> {
        format!("2026-01-{day:02}T00:00:00Z").parse().unwrap()
    }

    fn draft(external: Option<&str>, amount: &str) -> RefundDraft {
        RefundDraft {
            external_id: external.map(str::to_owned),
            amount: amount.parse().unwrap(),
            ..RefundDraft::default()
        }
    }

    #[test]
    fn a_list_told_again_is_the_same_list() {
        let told =
            RefundsChange::All(vec![draft(Some("5"), "1"), draft(None, "2"), draft(None, "2"), draft(None, "0")]);
        let first = told.apply(&[], at(1));
        assert_eq!(first.len(), 3, "a refund of nothing is none");
        assert_eq!(told.apply(&first, at(9)), first);
        let fewer = RefundsChange::All(vec![draft(None, "2"), draft(Some("5"), "3")]);
        let amounts: Vec<_> = fewer.apply(&first, at(9)).iter().map(|refund| refund.amount.to_string()).collect();
        assert_eq!(amounts, ["2", "3"]);
    }

    #[test]
    fn one_more_is_added_once() {
        let one = RefundsChange::One(draft(Some("5"), "1"));
        let known = one.apply(&RefundsChange::All(vec![draft(Some("4"), "1")]).apply(&[], at(1)), at(2));
        assert_eq!(known.len(), 2);
        assert_eq!(one.apply(&known, at(3)), known);
        let by_hand = RefundsChange::One(draft(None, "1"));
        assert_eq!(by_hand.apply(&known, at(3)).len(), 3, "without an id of the shop it is another one");
    }
}
