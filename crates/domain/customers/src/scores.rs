//! What is worked out of a customer's orders every night: scores of RFM, and what to expect of the next year.

use growffinity_kernel::{Decimal, Money, named_enum};

/// How lately, how often and for how much a customer bought, in fifths of all who did: 1 to 5, 5 is best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rfm {
    /// By the last counting order.
    pub recency: u8,
    /// By the number of counting orders.
    pub frequency: u8,
    /// By what they add up to.
    pub monetary: u8,
    /// The group that the three make.
    pub segment: RfmSegment,
}

named_enum!(
    /// A group of customers by their [`Rfm`].
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

/// What a model expects of a customer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Predicted {
    /// Orders in the next twelve months.
    pub orders_12_months: Decimal,
    /// What they will add up to, site currency.
    pub revenue_12_months: Money,
    /// How likely it is that the customer orders no more, 0 to 1.
    pub churn_probability: f64,
}
