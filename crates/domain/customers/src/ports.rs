//! What customers and orders need from a store, in their own words. One call is one transaction.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_kernel::{
    CompanyId, Currency, CustomerId, DomainEvent, EmailAddress, OrderId, Origin, Page, ProductId, SegmentId,
    StoreError, StoreId,
};

pub use crate::stores::ports::StoreCatalog;
use crate::{
    Customer, CustomerQuery, DeleteOrderError, LabelRules, Member, NewCustomer, Order, OrderDraft, OrderQuery, Product,
    ProductDraft, ProductQuery, RecordOrderError, RecordProductError, Recorded, RecordedProduct, Ties,
    consent::Consent, stats::Stats,
};

/// Keeps customers.
#[async_trait]
pub trait CustomerStore: Send + Sync {
    /// The customer with this id.
    ///
    /// # Errors
    /// When the store fails.
    async fn find(&self, id: CustomerId) -> Result<Option<Customer>, StoreError>;

    /// The customer with this address.
    ///
    /// # Errors
    /// When the store fails.
    async fn find_by_email(&self, email: &EmailAddress) -> Result<Option<Customer>, StoreError>;

    /// A part of a list. The total MUST be exact, under the same filter.
    ///
    /// # Errors
    /// When the store fails.
    async fn list(&self, query: &CustomerQuery) -> Result<Page<Customer>, StoreError>;

    /// A part of the list of a segment's members; `query.filter.segment` is set to `segment`.
    ///
    /// # Errors
    /// When the store fails.
    async fn list_members(&self, segment: SegmentId, query: &CustomerQuery) -> Result<Page<Member>, StoreError>;

    /// Adds a customer, tied to the company and the marks it names. An implementer MUST append
    /// [`crate::events::customer_created`], told of marks by [`crate::events::customer_tied`], in the same transaction, and
    /// MUST leave everything as it was when the address or an external id is taken.
    ///
    /// # Errors
    /// When the store fails.
    async fn insert(
        &self,
        customer: &NewCustomer,
        consent: &Consent,
        now: DateTime<Utc>,
    ) -> Result<Written, StoreError>;

    /// Writes `customer` over the version `expected`, ties it as `ties` says, and appends `events`, told of marks by
    /// [`crate::events::customer_tied`], in one transaction. Stats, and what `ties` does not name, are not written; the
    /// version is raised unless `ties` holds marks alone and `events` is empty.
    ///
    /// # Errors
    /// When the store fails.
    async fn save(
        &self,
        customer: &Customer,
        expected: i32,
        ties: &Ties,
        events: &[DomainEvent],
    ) -> Result<Written, StoreError>;

    /// Customers whose kept stats differ from what their orders add up to, with both: (id, kept, recounted). At most
    /// `limit` of them.
    ///
    /// # Errors
    /// When the store fails.
    async fn recount(&self, limit: u32) -> Result<Vec<(CustomerId, Stats, Stats)>, StoreError>;
}

/// What came of writing a customer.
#[derive(Debug, Clone, PartialEq)]
pub enum Written {
    /// It is written; this is how it is now.
    Done(Box<Customer>),
    /// Another customer has the address or the external id.
    Taken(CustomerId),
    /// Someone else has changed it since; this is the version now. `None`: it is gone.
    Stale(Option<i32>),
    /// The store it names does not exist.
    UnknownStore(StoreId),
    /// The company it names does not exist.
    UnknownCompany(CompanyId),
}

/// Keeps orders.
#[async_trait]
pub trait OrderStore: Send + Sync {
    /// The order with this id.
    ///
    /// # Errors
    /// When the store fails.
    async fn find(&self, id: OrderId) -> Result<Option<Order>, StoreError>;

    /// A part of a list. The total MUST be exact, under the same filter.
    ///
    /// # Errors
    /// When the store fails.
    async fn list(&self, query: &OrderQuery) -> Result<Page<Order>, StoreError>;

    /// Records `drafts`, in their order, in one transaction.
    ///
    /// Lines without a name or categories MUST take those that the order had for the same product, or else those of the
    /// shop's product of this id or SKU. An implementer MUST find or make each draft's customer by `customer` or else the billing address's e-mail;
    /// MUST decide by [`crate::order_draft::decide`], a later draft seeing what an earlier one did; MUST leave the stats
    /// of every customer touched as a recount gives them; MUST append [`crate::events::customer_created`] for each
    /// customer made and [`crate::events::order_recorded`] for each order written; MUST answer one outcome a draft, in
    /// order, a refused draft changing nothing. Two calls at once MUST come to the same as one after the other.
    ///
    /// # Errors
    /// When the store fails; nothing is recorded then.
    async fn record(
        &self,
        drafts: Vec<OrderDraft>,
        terms: &RecordTerms,
    ) -> Result<Vec<Result<Recorded, RecordOrderError>>, StoreError>;

    /// Deletes `orders`, each at the version given, if one is, in one transaction, and answers how they were.
    ///
    /// An implementer MUST leave the stats of their customers as a recount gives them, MUST append
    /// [`crate::events::order_deleted`] for each, and MUST answer one outcome an order, in order; an id that is there
    /// twice is unknown the second time.
    ///
    /// # Errors
    /// When the store fails; nothing is deleted then.
    async fn delete(
        &self,
        orders: Vec<(OrderId, Option<i32>)>,
        origin: Origin,
        now: DateTime<Utc>,
    ) -> Result<Vec<Result<Order, DeleteOrderError>>, StoreError>;
}

/// Under which terms orders are recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordTerms {
    /// Where they come from.
    pub origin: Origin,
    /// Consent of customers made on the way.
    pub consent: Consent,
    /// Whether a new order that names nobody is refused ([`RecordOrderError::CustomerMissing`]).
    pub needs_customer: bool,
    /// The site currency.
    pub currency: Currency,
    /// What time it is.
    pub now: DateTime<Utc>,
}

/// Keeps products.
#[async_trait]
pub trait ProductStore: Send + Sync {
    /// The product with this id.
    ///
    /// # Errors
    /// When the store fails.
    async fn find(&self, id: ProductId) -> Result<Option<Product>, StoreError>;

    /// A part of a list. The total MUST be exact, under the same filter.
    ///
    /// # Errors
    /// When the store fails.
    async fn list(&self, query: &ProductQuery) -> Result<Page<Product>, StoreError>;

    /// Records `drafts`, in their order, in one transaction. An implementer MUST decide by [`Product::amend`], a later
    /// draft seeing what an earlier one did, and MUST answer one outcome a draft, in order, a refused draft changing
    /// nothing.
    ///
    /// # Errors
    /// When the store fails; nothing is recorded then.
    async fn record(
        &self,
        drafts: Vec<ProductDraft>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Result<RecordedProduct, RecordProductError>>, StoreError>;

    /// Deletes the product, with `expected` only at that version, and answers how it was; `None` when there is none, or
    /// none at that version.
    ///
    /// # Errors
    /// When the store fails; nothing is deleted then.
    async fn delete(&self, id: ProductId, expected: Option<i32>) -> Result<Option<Product>, StoreError>;
}

/// Keeps labels as time moves.
#[async_trait]
pub trait LabelStore: Send + Sync {
    /// Judges up to `limit` customers as [`LabelRules::judge`] does: all of them, in turns, when `rules` are not those
    /// they were last judged by; else those whose label time may have moved by `now`. Answers how many.
    ///
    /// An implementer MUST append [`crate::events::customer_updated`] for each whose label moves, but not for a first
    /// judgement, and MUST find those that are due without looking at the others. Two calls at once MUST NOT judge
    /// a customer by other rules than the latest. Recording and deleting orders ([`OrderStore`]) MUST judge the
    /// customers touched by the same rules in its own transaction, and tell of it alike.
    ///
    /// # Errors
    /// When the store fails.
    async fn keep(&self, rules: &LabelRules, now: DateTime<Utc>, limit: u32) -> Result<u64, StoreError>;
}
