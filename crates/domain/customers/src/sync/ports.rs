//! What the synchronisation of a shop needs from the shop and from where its data are kept.

use std::{collections::HashMap, fmt};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_kernel::{CustomerId, OrderId, Origin, StoreError, StoreId};
use serde_json::Value;
use uuid::Uuid;

use super::Synchronisation;
use crate::{Consent, RecordOutcome, woocommerce::ShopCustomer};

/// How a shop is reached.
#[derive(Clone, PartialEq, Eq)]
pub struct ShopAccess {
    /// Its address, as its customers type it.
    pub url: String,
    /// The key of its REST API.
    pub consumer_key: String,
    /// The key's secret.
    pub consumer_secret: String,
}

impl fmt::Debug for ShopAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShopAccess").field("url", &self.url).finish_non_exhaustive()
    }
}

/// What a shop has lists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShopList {
    /// Its products.
    Products,
    /// Its customers.
    Customers,
    /// Its orders.
    Orders,
    /// The refunds of the order with this id.
    Refunds(i64),
}

/// A page to be asked for. Lists are read in ascending order of the shop's ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRequest {
    /// Of which list.
    pub list: ShopList,
    /// Which page, from 1.
    pub page: u32,
    /// Only what was changed after this; customers can't be asked for so, and come whole.
    pub modified_after: Option<DateTime<Utc>>,
}

/// A page of a shop's list.
#[derive(Debug, Clone, PartialEq)]
pub struct ShopPage {
    /// The items, as the shop sent them.
    pub items: Vec<Value>,
    /// How many items the list has, as the shop says.
    pub total: Option<u64>,
    /// Whether there is a page behind this one.
    pub has_more: bool,
}

/// Why a shop gave no page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShopError {
    /// The shop did not answer, or not in time, or said that it is busy or broken, however often it was asked.
    #[error("the shop does not answer: {0}")]
    Unavailable(String),
    /// The shop refuses the key, or the key lacks the right to read.
    #[error("the shop refuses the key: {0}")]
    KeyRefused(String),
    /// What answers is no WooCommerce REST API.
    #[error("the shop's REST API is not there: {0}")]
    NotAShop(String),
}

/// Reads a shop's lists.
#[async_trait]
pub trait ShopApi: Send + Sync {
    /// A page of a list.
    ///
    /// An implementer MUST ask again, a few times and with pauses, when the shop is busy; MUST NOT send the key to any
    /// other address than the shop's.
    ///
    /// # Errors
    /// [`ShopError`].
    async fn page(&self, shop: &ShopAccess, request: PageRequest) -> Result<ShopPage, ShopError>;
}

/// A synchronisation that a worker has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// How it stands.
    pub sync: Synchronisation,
    /// The token it is held under.
    pub token: Uuid,
    /// Turns in a row that came to nothing.
    pub attempt: u32,
}

/// Under which terms a shop's customers are taken in.
#[derive(Debug, Clone, PartialEq)]
pub struct TakeInTerms {
    /// Where they come from.
    pub origin: Origin,
    /// Consent of those who are made.
    pub consent: Consent,
    /// What time it is.
    pub now: DateTime<Utc>,
}

/// What came of one customer of a shop; `Err` is why it was refused.
pub type ShopCustomerOutcome = Result<RecordOutcome, String>;

/// Keeps what is known of shops, and what came in from them.
#[async_trait]
pub trait ShopStore: Send + Sync {
    /// The shop's last synchronisation.
    ///
    /// # Errors
    /// When the store fails.
    async fn find(&self, store: StoreId) -> Result<Option<Synchronisation>, StoreError>;

    /// Makes a synchronisation of the shop due now. One that has not ended goes on from where it stands, and is free
    /// to be claimed anew when `take_over` is set; its former holder can then write nothing more.
    ///
    /// # Errors
    /// When the store fails.
    async fn request(&self, store: StoreId, take_over: bool, now: DateTime<Utc>)
    -> Result<Synchronisation, StoreError>;

    /// Leases the synchronisation that has been due longest, of `store` if one is named. Two calls at once MUST get
    /// different ones. The lease is set and judged by the store's own clock.
    ///
    /// # Errors
    /// When the store fails.
    async fn claim(
        &self,
        store: Option<StoreId>,
        token: Uuid,
        lease_seconds: u32,
        now: DateTime<Utc>,
    ) -> Result<Option<Claimed>, StoreError>;

    /// Writes how a synchronisation stands and sets its lease anew. Answers whether it was still held.
    ///
    /// When it has ended, the lease ends too; when it is completed, the time it was asked for is kept as what the next
    /// one begins from, and as when the shop was last synchronised.
    ///
    /// # Errors
    /// When the store fails.
    async fn advance(&self, sync: &Synchronisation, token: Uuid, lease_seconds: u32) -> Result<bool, StoreError>;

    /// Gives a synchronisation back, to be claimed again at `due`; `trouble` counts as a turn that came to nothing.
    ///
    /// # Errors
    /// When the store fails.
    async fn release(
        &self,
        store: StoreId,
        token: Uuid,
        due: DateTime<Utc>,
        trouble: Option<&str>,
    ) -> Result<(), StoreError>;

    /// Takes in customers of a shop in one transaction, one outcome each, in order.
    ///
    /// An implementer MUST find each by the shop's id for it or else by its address, change nothing when the shop's
    /// modification time is older than the one last taken in, make a customer when none is found, decide by
    /// [`crate::Customer::apply`], and append the events that creating and changing customers append.
    ///
    /// # Errors
    /// When the store fails; nothing is taken in then.
    async fn take_in_customers(
        &self,
        store: StoreId,
        customers: Vec<ShopCustomer>,
        terms: &TakeInTerms,
    ) -> Result<Vec<ShopCustomerOutcome>, StoreError>;

    /// Our customers whom the shop calls so.
    ///
    /// # Errors
    /// When the store fails.
    async fn customers_of(
        &self,
        store: StoreId,
        external_ids: Vec<String>,
    ) -> Result<HashMap<String, CustomerId>, StoreError>;

    /// Our id of an order of the shop.
    ///
    /// # Errors
    /// When the store fails.
    async fn order_of(&self, store: StoreId, external_id: &str) -> Result<Option<OrderId>, StoreError>;

    /// Notes that the shop has deleted an order, so that word from before does not bring it back.
    ///
    /// # Errors
    /// When the store fails.
    async fn note_deleted(&self, store: StoreId, external_id: &str, at: DateTime<Utc>) -> Result<(), StoreError>;

    /// Which of these orders the shop has deleted, and when.
    ///
    /// # Errors
    /// When the store fails.
    async fn deleted(
        &self,
        store: StoreId,
        external_ids: Vec<String>,
    ) -> Result<HashMap<String, DateTime<Utc>>, StoreError>;
}
