//! The service of orders: record and list them.

use std::sync::Arc;

use growffinity_kernel::{Clock, CustomerId, OrderId, Origin, Page, Site, StoreError, StoreId};

use crate::{
    Consent, ConsentStatus, Order, OrderDraft, OrderQuery,
    ports::{OrderStore, RecordTerms},
};

/// Orders: take in, look up, list.
#[derive(Clone)]
pub struct Orders {
    store: Arc<dyn OrderStore>,
    clock: Arc<dyn Clock>,
    site: Site,
    default_consent: ConsentStatus,
}

/// How a batch of orders is recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordOptions {
    /// Where the orders come from.
    pub origin: Origin,
    /// Consent of customers made on the way; the shop's default when absent.
    pub consent: Option<Consent>,
    /// Refuse a new order that names nobody. Shops do have orders without e-mail; a caller of the API says whose it is.
    pub needs_customer: bool,
}

impl Default for RecordOptions {
    fn default() -> Self {
        Self { origin: Origin::Live, consent: None, needs_customer: false }
    }
}

/// An order that was recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// How it is now.
    pub order: Order,
    /// What was done.
    pub outcome: RecordOutcome,
}

/// What recording did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordOutcome {
    /// The order was made.
    Created,
    /// A known order was changed.
    Updated,
    /// The known order said the same already, or was newer.
    Unchanged,
}

/// Why one order was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordOrderError {
    /// No order has this id.
    #[error("there is no order {0}")]
    UnknownOrder(OrderId),
    /// No shop has this id.
    #[error("there is no store {0}")]
    UnknownStore(StoreId),
    /// No shop was named, and none is the default.
    #[error("there is no default store")]
    NoDefaultStore,
    /// No customer has this id.
    #[error("there is no customer {0}")]
    UnknownCustomer(CustomerId),
    /// A new order without a total.
    #[error("a new order needs a total")]
    TotalMissing,
    /// A new order that names nobody, where it has to.
    #[error("a new order needs a customer or an e-mail address")]
    CustomerMissing,
    /// The e-mail address in the billing address is none.
    #[error("the billing address's e-mail is not an e-mail address")]
    InvalidEmail,
    /// More would be given back than was paid.
    #[error("the refunds are more than the order's total")]
    RefundTooLarge,
    /// The total in the site currency is beyond what can be counted.
    #[error("the total in the site currency is too large")]
    ValueTooLarge,
    /// The order belongs to another shop, and stays there.
    #[error("an order stays in its store")]
    StoreFixed,
    /// The order has another id in its shop, and keeps it.
    #[error("an order keeps its external id")]
    ExternalIdFixed,
    /// The caller expected another version; this one is current.
    #[error("the order is at version {current}")]
    Stale {
        /// The version now.
        current: i32,
    },
}

/// Why an order was not deleted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeleteOrderError {
    /// No order has this id.
    #[error("there is no order {0}")]
    UnknownOrder(OrderId),
    /// The caller expected another version; this one is current.
    #[error("the order is at version {current}")]
    Stale {
        /// The version now.
        current: i32,
    },
}

impl Orders {
    /// The service over `store`.
    pub fn new(store: Arc<dyn OrderStore>, clock: Arc<dyn Clock>, site: Site, default_consent: ConsentStatus) -> Self {
        Self { store, clock, site, default_consent }
    }

    /// The order with this id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find(&self, id: OrderId) -> Result<Option<Order>, StoreError> {
        self.store.find(id).await
    }

    /// A part of the list of orders.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, query: &OrderQuery) -> Result<Page<Order>, StoreError> {
        self.store.list(query).await
    }

    /// Records one order: makes it, or changes the one of this shop and external id.
    ///
    /// # Errors
    /// `Ok(Err(_))` names what is wrong with the order; `Err(_)` when the store fails. Nothing is recorded then.
    pub async fn record_one(
        &self,
        draft: OrderDraft,
        options: &RecordOptions,
    ) -> Result<Result<Recorded, RecordOrderError>, StoreError> {
        let outcomes = self.record(vec![draft], options).await?;
        outcomes.into_iter().next().ok_or_else(|| StoreError::unexpected("one order gave no outcome"))
    }

    /// Records a batch of orders in one transaction; one outcome an order, in order. A refused order refuses no other.
    ///
    /// # Errors
    /// When the store fails; nothing is recorded then.
    pub async fn record(
        &self,
        drafts: Vec<OrderDraft>,
        options: &RecordOptions,
    ) -> Result<Vec<Result<Recorded, RecordOrderError>>, StoreError> {
        if drafts.is_empty() {
            return Ok(Vec::new());
        }
        let consent = options.consent.clone().unwrap_or_else(|| Consent::new(self.default_consent, "", None));
        let terms = RecordTerms {
            origin: options.origin,
            consent,
            needs_customer: options.needs_customer,
            currency: self.site.currency,
            now: self.clock.now(),
        };
        self.store.record(drafts, &terms).await
    }

    /// Deletes one order and answers how it was. Its customer's stats follow.
    ///
    /// # Errors
    /// `Ok(Err(_))` says why it was not deleted; `Err(_)` when the store fails.
    pub async fn delete_one(
        &self,
        id: OrderId,
        expected: Option<i32>,
        origin: Origin,
    ) -> Result<Result<Order, DeleteOrderError>, StoreError> {
        let outcomes = self.delete(vec![(id, expected)], origin).await?;
        outcomes.into_iter().next().ok_or_else(|| StoreError::unexpected("one order gave no outcome"))
    }

    /// Deletes orders in one transaction, each at the version expected of it, if one is; one outcome an order, in
    /// order. One that is not deleted keeps no other.
    ///
    /// # Errors
    /// When the store fails; nothing is deleted then.
    pub async fn delete(
        &self,
        orders: Vec<(OrderId, Option<i32>)>,
        origin: Origin,
    ) -> Result<Vec<Result<Order, DeleteOrderError>>, StoreError> {
        if orders.is_empty() {
            return Ok(Vec::new());
        }
        self.store.delete(orders, origin, self.clock.now()).await
    }
}
