//! What consent one customer has who was two.

use super::Consent;

impl Consent {
    /// The consent of the customer that this one's and `other`'s become: the graver of the two whole, with its source,
    /// date and proof. Of two alike this one stays.
    ///
    /// | | subscribed | pending | bounced | unsubscribed | complained |
    /// |---|---|---|---|---|---|
    /// | **subscribed** | subscribed | pending | bounced | unsubscribed | complained |
    /// | **pending** | pending | pending | bounced | unsubscribed | complained |
    /// | **bounced** | bounced | bounced | bounced | unsubscribed | complained |
    /// | **unsubscribed** | unsubscribed | unsubscribed | unsubscribed | unsubscribed | complained |
    /// | **complained** | complained | complained | complained | complained | complained |
    #[must_use]
    pub fn merged_with(&self, other: &Self) -> Self {
        if other.status.gravity() > self.status.gravity() { other.clone() } else { self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ConsentStatus::{Bounced, Complained, Pending, Subscribed, Unsubscribed};

    #[test]
    fn the_more_restrictive_wins_whole() {
        let order = [Subscribed, Pending, Bounced, Unsubscribed, Complained];
        let table = [
            [Subscribed, Pending, Bounced, Unsubscribed, Complained],
            [Pending, Pending, Bounced, Unsubscribed, Complained],
            [Bounced, Bounced, Bounced, Unsubscribed, Complained],
            [Unsubscribed, Unsubscribed, Unsubscribed, Unsubscribed, Complained],
            [Complained, Complained, Complained, Complained, Complained],
        ];
        for (one, row) in order.into_iter().zip(table) {
            for (other, expected) in order.into_iter().zip(row) {
                let merged = Consent::new(one, "one", None).merged_with(&Consent::new(other, "other", None));
                assert_eq!(merged.status, expected, "{one:?} and {other:?}");
                assert_eq!(merged.source, if merged.status == one { "one" } else { "other" });
            }
        }
    }
}
