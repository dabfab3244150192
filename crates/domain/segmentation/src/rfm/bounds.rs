//! Where one fifth of the customers ends and the next begins.

use chrono::{DateTime, Utc};
use growffinity_kernel::Money;

use super::{RfmScore, RfmScores};

/// What is scored of a customer: one who has orders that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RfmFigures {
    /// When the last of them was made.
    pub last_order_at: DateTime<Utc>,
    /// How many there are, from 1.
    pub orders_count: i64,
    /// What they add up to, less refunds, site currency.
    pub total_spent: Money,
}

/// The four bounds between the five scores, of each figure.
///
/// Customers with equal figures always have equal scores. Where a bound falls among equal figures, all of them are on the
/// side that says most of them: for recency the upper one (nobody who ordered as lately as the latest is called late), for
/// frequency and monetary the lower one (one order among many single ones is no sign of loyalty). A lone customer is 5, 1, 1.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RfmBounds {
    recency: Vec<DateTime<Utc>>,
    frequency: Vec<i64>,
    monetary: Vec<Money>,
}

impl RfmBounds {
    /// The bounds of these customers, whatever order they come in. Without any there are none, and whoever is scored is
    /// 5, 1, 1.
    pub fn of(customers: &[RfmFigures]) -> Self {
        let mut recency: Vec<_> = customers.iter().map(|customer| customer.last_order_at).collect();
        let mut frequency: Vec<_> = customers.iter().map(|customer| customer.orders_count).collect();
        let mut monetary: Vec<_> = customers.iter().map(|customer| customer.total_spent).collect();
        recency.sort_unstable_by(|a, b| b.cmp(a));
        frequency.sort_unstable();
        monetary.sort_unstable();
        Self { recency: fifths(&recency), frequency: fifths(&frequency), monetary: fifths(&monetary) }
    }

    /// Bounds that were kept.
    pub const fn new(recency: Vec<DateTime<Utc>>, frequency: Vec<i64>, monetary: Vec<Money>) -> Self {
        Self { recency, frequency, monetary }
    }

    /// A last order before the first of these scores 4 or less, before the second 3 or less, and so on.
    pub fn recency(&self) -> &[DateTime<Utc>] {
        &self.recency
    }

    /// More orders than the first of these score 2 or more, more than the second 3 or more, and so on.
    pub fn frequency(&self) -> &[i64] {
        &self.frequency
    }

    /// More spent than the first of these scores 2 or more, more than the second 3 or more, and so on.
    pub fn monetary(&self) -> &[Money] {
        &self.monetary
    }

    /// The scores of a customer, who need not be one of those the bounds were made of.
    pub fn score(&self, customer: &RfmFigures) -> RfmScores {
        RfmScores {
            recency: RfmScore::MAX.lowered(self.recency.iter().map(|bound| customer.last_order_at < *bound)),
            frequency: RfmScore::MIN.raised(self.frequency.iter().map(|bound| customer.orders_count > *bound)),
            monetary: RfmScore::MIN.raised(self.monetary.iter().map(|bound| customer.total_spent > *bound)),
        }
    }
}

/// The last of the first fifth, of the first two fifths, and so on; a fifth that does not come out even is rounded up.
fn fifths<T: Copy>(sorted: &[T]) -> Vec<T> {
    (1..5_usize).filter_map(|fifths| sorted.get((sorted.len() * fifths).div_ceil(5).checked_sub(1)?).copied()).collect()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn customer(day: i64, orders_count: i64, spent: i64) -> RfmFigures {
        let epoch: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
        RfmFigures {
            last_order_at: epoch + TimeDelta::days(day),
            orders_count,
            total_spent: spent.to_string().parse().unwrap(),
        }
    }

    fn triple(bounds: &RfmBounds, customer: &RfmFigures) -> (u8, u8, u8) {
        let scores = bounds.score(customer);
        (scores.recency.get(), scores.frequency.get(), scores.monetary.get())
    }

    #[test]
    fn ten_customers_are_two_a_score() {
        let customers: Vec<_> = (0..10).map(|n| customer(n, n + 1, n * 10)).collect();
        let bounds = RfmBounds::of(&customers);
        let scores: Vec<_> = customers.iter().map(|customer| triple(&bounds, customer)).collect();
        let expected: Vec<_> = [1, 1, 2, 2, 3, 3, 4, 4, 5, 5].map(|score| (score, score, score)).to_vec();
        assert_eq!(scores, expected);
    }

    #[test]
    fn equal_orders_are_not_loyalty_and_the_latest_are_not_late() {
        let mut customers = vec![customer(5, 1, 20); 7];
        customers.extend([customer(1, 2, 30), customer(1, 3, 30), customer(1, 4, 30)]);
        let bounds = RfmBounds::of(&customers);
        assert_eq!(triple(&bounds, &customers[0]), (5, 1, 1));
        assert_eq!(triple(&bounds, &customers[7]), (2, 4, 4));
        assert_eq!(triple(&bounds, &customers[9]), (2, 5, 4));
    }

    #[test]
    fn one_is_new_whatever_they_spent_and_none_make_no_bounds() {
        let one = customer(3, 9, 900);
        assert_eq!(triple(&RfmBounds::of(&[one]), &one), (5, 1, 1));
        assert_eq!(triple(&RfmBounds::of(&[]), &one), (5, 1, 1));
    }

    /// Said once more without bounds: a score tells how many fifths of all are worse, or, for recency, better.
    fn by_counting(customers: &[RfmFigures], one: &RfmFigures) -> (u8, u8, u8) {
        let fifths = |many: usize| u8::try_from(many * 5 / customers.len()).unwrap();
        let count = |is: &dyn Fn(&RfmFigures) -> bool| customers.iter().filter(|other| is(other)).count();
        (
            5 - fifths(count(&|other| other.last_order_at > one.last_order_at)),
            1 + fifths(count(&|other| other.orders_count < one.orders_count)),
            1 + fifths(count(&|other| other.total_spent < one.total_spent)),
        )
    }

    fn customers() -> impl Strategy<Value = Vec<RfmFigures>> {
        proptest::collection::vec((0..30_i64, 1..6_i64, -3..40_i64), 1..60)
            .prop_map(|all| all.into_iter().map(|(day, orders, spent)| customer(day, orders, spent)).collect())
    }

    proptest! {
        #[test]
        fn a_score_counts_the_fifths_that_are_worse(customers in customers()) {
            let bounds = RfmBounds::of(&customers);
            for one in &customers {
                prop_assert_eq!(triple(&bounds, one), by_counting(&customers, one));
            }
        }

        #[test]
        fn the_order_of_the_customers_changes_nothing(customers in customers()) {
            let mut turned = customers.clone();
            turned.reverse();
            prop_assert_eq!(RfmBounds::of(&customers), RfmBounds::of(&turned));
        }

        #[test]
        fn who_is_better_scores_no_worse(customers in customers(), a in 0..60_usize, b in 0..60_usize) {
            let bounds = RfmBounds::of(&customers);
            let (a, b) = (&customers[a % customers.len()], &customers[b % customers.len()]);
            let (x, y) = (bounds.score(a), bounds.score(b));
            prop_assert!(a.last_order_at > b.last_order_at || x.recency <= y.recency);
            prop_assert!(a.orders_count > b.orders_count || x.frequency <= y.frequency);
            prop_assert!(a.total_spent > b.total_spent || x.monetary <= y.monetary);
        }
    }
}
