//! What a customer's orders add up to.

use chrono::{DateTime, Utc};
use growffinity_kernel::Money;

/// Figures over a customer's counting orders (processing or completed, with a value in the site currency).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stats {
    /// How many orders count, those of 0.00 included.
    pub orders_count: i64,
    /// Sum of total less refunds, site currency.
    pub total_spent: Money,
    /// Sum of refunds on counting orders, site currency.
    pub refunded_total: Money,
    /// When the first counting order was made.
    pub first_order_at: Option<DateTime<Utc>>,
    /// When the last counting order was made.
    pub last_order_at: Option<DateTime<Utc>>,
}

impl Stats {
    /// `total_spent` over `orders_count`, to four decimals; `None` without orders.
    pub fn average_order_value(&self) -> Option<Money> {
        self.total_spent.per(self.orders_count)
    }
}
