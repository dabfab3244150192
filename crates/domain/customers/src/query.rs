//! What a list of customers or orders can be asked for.

use chrono::{DateTime, Utc};
use growffinity_kernel::{
    CampaignId, CompanyId, Currency, CustomerId, Direction, EmailAddress, Money, OrderId, SegmentId, Span, StoreId,
    Window,
};

use crate::{ConsentStatus, Customer, CustomerStatus, Label, OrderStatus, RfmSegment, UniqueName};

/// A list of customers: which, in what order, which part.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerQuery {
    /// Which customers.
    pub filter: CustomerFilter,
    /// What to sort by.
    pub order: CustomerOrder,
    /// Which end first.
    pub direction: Direction,
    /// Which part.
    pub window: Window,
}

/// Which customers. All that is given must hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CustomerFilter {
    /// Part of the name or the e-mail address, whatever the case.
    pub search: Option<String>,
    /// Only these; empty for all.
    pub include: Vec<CustomerId>,
    /// Not these.
    pub exclude: Vec<CustomerId>,
    /// Created within.
    pub created: Span,
    /// Changed within.
    pub modified: Span,
    /// With this address.
    pub email: Option<EmailAddress>,
    /// With one of these; empty for all.
    pub status: Vec<CustomerStatus>,
    /// With one of these; empty for all.
    pub label: Vec<Label>,
    /// In one of these groups of RFM; empty for all.
    pub rfm: Vec<RfmSegment>,
    /// With one of these; empty for all.
    pub consent: Vec<ConsentStatus>,
    /// Of this shop.
    pub store: Option<StoreId>,
    /// Of this company.
    pub company: Option<CompanyId>,
    /// With one of these tags, by name; unknown names are of no customer. Empty for all.
    pub tags: Vec<UniqueName>,
    /// In one of these groups, by name; unknown names are of no customer. Empty for all.
    pub groups: Vec<UniqueName>,
    /// Called so by some shop.
    pub external_id: Option<String>,
    /// With this country in the billing address.
    pub country: Option<String>,
    /// In this segment now.
    pub segment: Option<SegmentId>,
    /// Joined that segment within.
    pub joined: Span,
    /// Spent at least.
    pub min_spent: Option<Money>,
    /// Spent at most.
    pub max_spent: Option<Money>,
    /// At least this many counting orders.
    pub min_orders: Option<i64>,
    /// At most this many counting orders.
    pub max_orders: Option<i64>,
    /// Attributes with these values, compared as text.
    pub attributes: Vec<(String, String)>,
}

/// What customers are sorted by. Unset values come last, the id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustomerOrder {
    /// Family name, then given name, whatever the case.
    Name,
    /// Id.
    Id,
    /// The order of `include`.
    Include,
    /// E-mail address.
    Email,
    /// When they came to be.
    Created,
    /// When they were changed.
    Modified,
    /// Total spent.
    TotalSpent,
    /// Counting orders.
    OrdersCount,
    /// Average order value.
    AverageOrderValue,
    /// Last counting order.
    LastOrder,
    /// Date of birth.
    Birthday,
    /// When they joined the segment filtered by; id without one.
    Joined,
}

/// A customer as a member of a segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The customer.
    pub customer: Customer,
    /// When they joined.
    pub joined_at: DateTime<Utc>,
}

/// A list of orders: which, in what order, which part.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderQuery {
    /// Which orders.
    pub filter: OrderFilter,
    /// What to sort by.
    pub order: OrderOrder,
    /// Which end first.
    pub direction: Direction,
    /// Which part.
    pub window: Window,
}

/// Which orders. All that is given must hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OrderFilter {
    /// Of this customer.
    pub customer: Option<CustomerId>,
    /// With one of these; empty for all.
    pub status: Vec<OrderStatus>,
    /// Of this shop.
    pub store: Option<StoreId>,
    /// Only these; empty for all.
    pub include: Vec<OrderId>,
    /// Not these.
    pub exclude: Vec<OrderId>,
    /// Made within.
    pub created: Span,
    /// Changed within.
    pub modified: Span,
    /// Part of the number, the id in the shop, or the e-mail address, name or company in the billing address.
    pub search: Option<String>,
    /// In this currency.
    pub currency: Option<Currency>,
    /// Called so by its shop.
    pub external_id: Option<String>,
    /// With this address in the billing address, whatever the case.
    pub email: Option<String>,
    /// With a line of the product that its shop calls so.
    pub product: Option<i64>,
    /// With a line of this SKU, whatever the case.
    pub sku: Option<String>,
    /// With a line in this category.
    pub category: Option<String>,
    /// With this coupon.
    pub coupon: Option<String>,
    /// Brought by this campaign, as the shop says.
    pub campaign: Option<CampaignId>,
    /// Total of at least.
    pub min_total: Option<Money>,
    /// Total of at most.
    pub max_total: Option<Money>,
}

/// What orders are sorted by. The id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderOrder {
    /// When they were made.
    Created,
    /// Id.
    Id,
    /// The order of `include`.
    Include,
    /// When they were changed.
    Modified,
    /// Total.
    Total,
    /// Number.
    Number,
}
