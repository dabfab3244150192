//! Scores, and the group that three of them make.

use growffinity_kernel::named_enum;

named_enum!(
    /// What a customer is to the shop by lateness, number and worth of orders.
    RfmSegment {
        /// Bought lately, often and much.
        Champions = "champions",
        /// Buys often or much, and not long ago.
        Loyal = "loyal",
        /// Bought lately, and more than once or for more than most.
        PotentialLoyalist = "potential_loyalist",
        /// Bought most lately, little so far.
        New = "new",
        /// Bought lately, little so far.
        Promising = "promising",
        /// In the middle of everything.
        NeedAttention = "need_attention",
        /// Bought little, and not so lately.
        AboutToSleep = "about_to_sleep",
        /// Bought often or much, long ago.
        AtRisk = "at_risk",
        /// Was among the best, long ago.
        CannotLoseThem = "cannot_lose_them",
        /// Bought little, long ago.
        Hibernating = "hibernating",
        /// Bought little, longest ago.
        Lost = "lost",
    }
);

/// In which fifth of all customers with orders one is, 1 to 5; 5 is best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RfmScore(u8);

impl RfmScore {
    /// The lowest.
    pub const MIN: Self = Self(1);
    /// The highest.
    pub const MAX: Self = Self(5);
    /// All, ascending.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// This score; `None` unless it is one of 1 to 5.
    pub const fn new(score: u8) -> Option<Self> {
        if score >= 1 && score <= 5 { Some(Self(score)) } else { None }
    }

    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }

    /// One more for each of these that holds.
    pub(super) fn raised(self, passed: impl IntoIterator<Item = bool>) -> Self {
        passed.into_iter().filter(|passed| *passed).fold(self, |score, _| Self((score.0 + 1).min(5)))
    }

    /// One less for each of these that holds.
    pub(super) fn lowered(self, passed: impl IntoIterator<Item = bool>) -> Self {
        passed.into_iter().filter(|passed| *passed).fold(self, |score, _| Self((score.0 - 1).max(1)))
    }
}

/// The three scores of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RfmScores {
    /// By the time of the last order that counts.
    pub recency: RfmScore,
    /// By the number of orders that count.
    pub frequency: RfmScore,
    /// By what they add up to.
    pub monetary: RfmScore,
}

impl RfmScores {
    /// The group of these scores. There is exactly one for each of the 125 triples: a line of the grid is a recency, a
    /// column the sum of frequency and monetary score.
    ///
    /// | recency | 2–3 | 4–5 | 6 | 7–8 | 9–10 |
    /// |---|---|---|---|---|---|
    /// | 5 | new | potential_loyalist | potential_loyalist | champions | champions |
    /// | 4 | promising | potential_loyalist | potential_loyalist | loyal | champions |
    /// | 3 | about_to_sleep | about_to_sleep | need_attention | loyal | loyal |
    /// | 2 | hibernating | hibernating | at_risk | at_risk | cannot_lose_them |
    /// | 1 | lost | lost | at_risk | at_risk | cannot_lose_them |
    pub const fn segment(self) -> RfmSegment {
        use RfmSegment::{
            AboutToSleep, AtRisk, CannotLoseThem, Champions, Hibernating, Lost, Loyal, NeedAttention, New,
            PotentialLoyalist, Promising,
        };
        let value = self.frequency.0 + self.monetary.0;
        match (self.recency.0, value) {
            (5, 7..) | (4, 9..) => Champions,
            (4 | 3, 7..) => Loyal,
            (4.., 4..) => PotentialLoyalist,
            (5.., _) => New,
            (4, _) => Promising,
            (3, 6..) => NeedAttention,
            (3, _) => AboutToSleep,
            (_, 9..) => CannotLoseThem,
            (_, 6..) => AtRisk,
            (2, _) => Hibernating,
            (_, _) => Lost,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of the documentation, cell by cell.
    const GRID: [(u8, [&str; 5]); 5] = [
        (5, ["new", "potential_loyalist", "potential_loyalist", "champions", "champions"]),
        (4, ["promising", "potential_loyalist", "potential_loyalist", "loyal", "champions"]),
        (3, ["about_to_sleep", "about_to_sleep", "need_attention", "loyal", "loyal"]),
        (2, ["hibernating", "hibernating", "at_risk", "at_risk", "cannot_lose_them"]),
        (1, ["lost", "lost", "at_risk", "at_risk", "cannot_lose_them"]),
    ];

    fn every_triple() -> impl Iterator<Item = RfmScores> {
        let all = RfmScore::ALL;
        all.into_iter().flat_map(move |recency| {
            all.into_iter().flat_map(move |frequency| {
                all.into_iter().map(move |monetary| RfmScores { recency, frequency, monetary })
            })
        })
    }

    #[test]
    fn each_triple_is_in_the_cell_that_the_documentation_names() {
        assert_eq!(every_triple().count(), 125);
        for scores in every_triple() {
            let column = match scores.frequency.get() + scores.monetary.get() {
                2 | 3 => 0,
                4 | 5 => 1,
                6 => 2,
                7 | 8 => 3,
                9 | 10 => 4,
                other => panic!("no column for {other}"),
            };
            let line = GRID.iter().find(|(recency, _)| *recency == scores.recency.get()).unwrap().1;
            assert_eq!(scores.segment().as_str(), line[column], "{scores:?}");
        }
    }

    #[test]
    fn every_group_has_somebody() {
        for segment in RfmSegment::ALL {
            assert!(every_triple().any(|scores| scores.segment() == *segment), "{segment:?}");
        }
    }

    #[test]
    fn a_score_is_one_to_five() {
        assert_eq!((0..=7).filter_map(RfmScore::new).map(RfmScore::get).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    }
}
