//! What the synchronisation of a shop needs from the shop.

use std::fmt;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde_json::Value;

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
