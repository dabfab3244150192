//! What a customer did: orders with their lines, events, and what came of campaigns.

use chrono::{DateTime, Utc};
use growffinity_kernel::{CampaignId, Decimal, Money, StoreId, named_enum, rounded};
use serde_json::{Map, Value};

use crate::condition::CampaignAction;

named_enum!(
    /// Where an order stands.
    OrderStatus {
        /// Not paid yet.
        Pending = "pending",
        /// Paid; counts.
        Processing = "processing",
        /// Waits for something.
        OnHold = "on-hold",
        /// Done; counts.
        Completed = "completed",
        /// Called off.
        Cancelled = "cancelled",
        /// Wholly given back.
        Refunded = "refunded",
        /// Payment failed.
        Failed = "failed",
    }
);

/// An order.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Where it stands.
    pub status: OrderStatus,
    /// The store it came from.
    pub store: Option<StoreId>,
    /// The campaign it came from.
    pub campaign: Option<CampaignId>,
    /// Its currency.
    pub currency: String,
    /// What one unit of its currency is worth in the site currency; `None` keeps it outside all sums, and it does not
    /// count.
    pub rate: Option<Decimal>,
    /// How it was paid.
    pub payment_method: String,
    /// The country of its billing address.
    pub country: String,
    /// Its coupon codes.
    pub coupons: Vec<String>,
    /// The total, in its currency.
    pub total: Money,
    /// Refunds of it.
    pub refunded: Money,
    /// The discount.
    pub discount: Money,
    /// Shipping.
    pub shipping: Money,
    /// Tax.
    pub tax: Money,
    /// Its lines.
    pub lines: Vec<OrderLine>,
}

/// A line of an order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OrderLine {
    /// The shop's id of the product.
    pub product_id: Option<i64>,
    /// SKU.
    pub sku: String,
    /// The product's name.
    pub name: String,
    /// The product's categories.
    pub categories: Vec<String>,
    /// How many pieces.
    pub quantity: i64,
    /// The line's total, in the order's currency.
    pub total: Money,
}

impl Order {
    /// A completed order of `total` in the site currency, of which nothing else is known.
    pub fn new(created_at: DateTime<Utc>, total: Money) -> Self {
        Self {
            created_at,
            status: OrderStatus::Completed,
            store: None,
            campaign: None,
            currency: String::new(),
            rate: Some(Decimal::ONE),
            payment_method: String::new(),
            country: String::new(),
            coupons: Vec::new(),
            total,
            refunded: Money::ZERO,
            discount: Money::ZERO,
            shipping: Money::ZERO,
            tax: Money::ZERO,
            lines: Vec::new(),
        }
    }

    /// The same order with one more line.
    #[must_use]
    pub fn with_line(mut self, line: OrderLine) -> Self {
        self.lines.push(line);
        self
    }

    /// Whether it counts: processing or completed, with a value in the site currency.
    pub const fn counts(&self) -> bool {
        matches!(self.status, OrderStatus::Processing | OrderStatus::Completed) && self.rate.is_some()
    }

    /// An amount of the order's currency in the site currency, rounded to four decimals; `None` without a rate.
    pub fn in_site_currency(&self, amount: Decimal) -> Option<Decimal> {
        self.rate.and_then(|rate| amount.checked_mul(rate)).map(rounded)
    }
}

/// Something a customer did that is no order, as a shop told it.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// What was done: `checkout_started`.
    pub name: String,
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// What else is told of it.
    pub properties: Map<String, Value>,
}

/// Something that happened between a campaign and a customer; hits of machines are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Engagement {
    /// The campaign.
    pub campaign: CampaignId,
    /// What happened.
    pub action: CampaignAction,
    /// The link that was followed; of clicks only.
    pub link: Option<String>,
    /// When.
    pub occurred_at: DateTime<Utc>,
}
