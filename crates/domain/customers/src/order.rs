//! An order's record, and which orders count.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use growffinity_kernel::{CampaignId, Currency, CustomerId, Decimal, Money, OrderId, StoreId};
use serde::{Deserialize, Serialize};

use crate::{Address, Refund, StoreRef};

/// An order.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// The shop's name, for showing.
    pub store: StoreRef,
    /// Raised by each change.
    pub version: i32,
    /// The record.
    pub data: OrderData,
}

/// The record of an order, without its id.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderData {
    /// The shop it was made in.
    pub store: StoreId,
    /// The shop's id for it; no two orders of a shop share one.
    pub external_id: Option<String>,
    /// The number shown to the customer.
    pub number: String,
    /// Who ordered; `None` for an order without e-mail.
    pub customer: Option<CustomerId>,
    /// Where it stands.
    pub status: OrderStatus,
    /// What its amounts are in.
    pub currency: Currency,
    /// What one unit of its currency is worth in the site currency, when they differ.
    pub exchange_rate: Option<Decimal>,
    /// What was paid or is to be paid, tax and shipping included.
    pub total: Money,
    /// What was taken off.
    pub discount_total: Money,
    /// What shipping cost.
    pub shipping_total: Money,
    /// Tax within the total.
    pub total_tax: Money,
    /// What was given back, in the order it was recorded.
    pub refunds: Vec<Refund>,
    /// Billing address.
    pub billing: Address,
    /// Shipping address.
    pub shipping: Address,
    /// Coupons used.
    pub coupon_codes: Vec<String>,
    /// How it was paid, as the shop names it.
    pub payment_method: String,
    /// What was bought.
    pub line_items: Vec<LineItem>,
    /// What brought the customer.
    pub source: OrderSource,
    /// When it was made: its date.
    pub created_at: DateTime<Utc>,
    /// When it was last changed, in the shop when the shop says so.
    pub modified_at: DateTime<Utc>,
    /// When it was paid.
    pub paid_at: Option<DateTime<Utc>>,
    /// When it was completed.
    pub completed_at: Option<DateTime<Utc>>,
}

impl OrderData {
    /// What one unit of the order's currency is worth in `site`; `None` keeps the order outside revenue.
    pub fn base_rate(&self, site: Currency) -> Option<Decimal> {
        if self.currency == site { Some(Decimal::ONE) } else { self.exchange_rate }
    }

    /// What was given back in all.
    pub fn refunded_total(&self) -> Money {
        self.refunds.iter().map(|refund| refund.amount).sum()
    }
}

/// Where an order stands, as in WooCommerce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderStatus {
    /// Waits for payment.
    Pending,
    /// Paid, being fulfilled. Counts.
    Processing,
    /// Set aside.
    OnHold,
    /// Done. Counts.
    Completed,
    /// Called off.
    Cancelled,
    /// Given back whole.
    Refunded,
    /// Payment failed.
    Failed,
}

impl OrderStatus {
    /// Every status.
    pub const ALL: [Self; 7] =
        [Self::Pending, Self::Processing, Self::OnHold, Self::Completed, Self::Cancelled, Self::Refunded, Self::Failed];

    /// The name, as stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Processing => "processing",
            Self::OnHold => "on-hold",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Refunded => "refunded",
            Self::Failed => "failed",
        }
    }

    /// The status of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// Whether an order of this status becomes refunded when all of it is given back. One that was called off or never
    /// paid stays what it is.
    pub(crate) const fn can_be_refunded(self) -> bool {
        matches!(self, Self::Pending | Self::Processing | Self::OnHold | Self::Completed)
    }

    /// Whether orders of this status count in stats and revenue.
    pub const fn counts(self) -> bool {
        matches!(self, Self::Processing | Self::Completed)
    }
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LineItem {
    /// The product's id in the shop, if it has one.
    #[serde(default)]
    pub product_id: Option<i64>,
    /// Stock keeping unit.
    #[serde(default)]
    pub sku: String,
    /// What it was called.
    #[serde(default)]
    pub name: String,
    /// The product's categories.
    #[serde(default)]
    pub categories: Vec<String>,
    /// How many.
    pub quantity: i64,
    /// What the line cost, discounts taken off.
    #[serde(with = "money_text")]
    pub total: Money,
}

/// What brought the customer to this order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderSource {
    /// The campaign, when the shop says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign_id: Option<CampaignId>,
    /// `utm_*` parameters without their prefix.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub utm: BTreeMap<String, String>,
}

mod money_text {
    //! Amounts inside stored line items are decimal strings.

    use growffinity_kernel::Money;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(money: &Money, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(money)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Money, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
