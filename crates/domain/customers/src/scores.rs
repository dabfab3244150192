//! What is worked out of a customer's orders every night: scores of RFM, and what to expect of the next year.

use growffinity_kernel::{Decimal, Money};

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

/// A group of customers by their [`Rfm`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RfmSegment {
    /// Bought lately, often and much.
    Champions,
    /// Buys often or much, and not long ago.
    Loyal,
    /// Bought lately, and more than once or for more than most.
    PotentialLoyalist,
    /// Bought most lately, little so far.
    New,
    /// Bought lately, little so far.
    Promising,
    /// In the middle of everything.
    NeedAttention,
    /// Bought little, and not so lately.
    AboutToSleep,
    /// Bought often or much, long ago.
    AtRisk,
    /// Was among the best, long ago.
    CannotLoseThem,
    /// Bought little, long ago.
    Hibernating,
    /// Bought little, longest ago.
    Lost,
}

impl RfmSegment {
    /// Every group.
    pub const ALL: [Self; 11] = [
        Self::Champions,
        Self::Loyal,
        Self::PotentialLoyalist,
        Self::New,
        Self::Promising,
        Self::NeedAttention,
        Self::AboutToSleep,
        Self::AtRisk,
        Self::CannotLoseThem,
        Self::Hibernating,
        Self::Lost,
    ];

    /// The name, as stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Champions => "champions",
            Self::Loyal => "loyal",
            Self::PotentialLoyalist => "potential_loyalist",
            Self::New => "new",
            Self::Promising => "promising",
            Self::NeedAttention => "need_attention",
            Self::AboutToSleep => "about_to_sleep",
            Self::AtRisk => "at_risk",
            Self::CannotLoseThem => "cannot_lose_them",
            Self::Hibernating => "hibernating",
            Self::Lost => "lost",
        }
    }

    /// The group of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|segment| segment.as_str() == name)
    }
}

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
