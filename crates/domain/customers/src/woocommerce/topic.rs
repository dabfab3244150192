//! What a webhook of a shop is about.

/// The topics that are taken in, as `X-WC-Webhook-Topic` names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// A customer was made or changed.
    CustomerWritten,
    /// A customer is gone from the shop.
    CustomerDeleted,
    /// An order was made, changed or taken back from the bin.
    OrderWritten,
    /// An order is gone from the shop.
    OrderDeleted,
    /// A product was made, changed or taken back from the bin.
    ProductWritten,
    /// A product is gone from the shop.
    ProductDeleted,
}

impl Topic {
    /// The topic of this name; `None` for what is of no interest here (`coupon.created`, `action.…`).
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "customer.created" | "customer.updated" => Some(Self::CustomerWritten),
            "customer.deleted" => Some(Self::CustomerDeleted),
            "order.created" | "order.updated" | "order.restored" => Some(Self::OrderWritten),
            "order.deleted" => Some(Self::OrderDeleted),
            "product.created" | "product.updated" | "product.restored" => Some(Self::ProductWritten),
            "product.deleted" => Some(Self::ProductDeleted),
            _ => None,
        }
    }
}
