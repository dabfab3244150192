//! A product's record, and what someone tells us of it.

use chrono::{DateTime, Utc};
use growffinity_kernel::{Direction, Money, ProductId, Span, StoreId, Window};

use crate::StoreRef;

/// What a shop sells.
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// The shop.
    pub store: StoreRef,
    /// The shop's id for it; line items name it as `product_id`.
    pub external_id: String,
    /// Stock keeping unit; empty when it has none.
    pub sku: String,
    /// What it is called.
    pub name: String,
    /// Its categories, the main one first.
    pub categories: Vec<String>,
    /// What it costs in the store's currency, when known.
    pub price: Option<Money>,
    /// Raised by each change.
    pub version: i32,
    /// When we first heard of it.
    pub created_at: DateTime<Utc>,
    /// When it was last changed, in the shop when the shop says so.
    pub modified_at: DateTime<Utc>,
}

/// What is known of a product. `None` leaves a member of a known product as it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ProductDraft {
    /// Our id, to change a known product; it must exist then.
    pub id: Option<ProductId>,
    /// The version the product must be at, to be changed.
    pub expected: Option<i32>,
    /// The shop; the default one when absent.
    pub store: Option<StoreId>,
    /// The shop's id; a new product needs it.
    pub external_id: Option<String>,
    /// Stock keeping unit.
    pub sku: Option<String>,
    /// What it is called.
    pub name: Option<String>,
    /// Its categories, the main one first.
    pub categories: Option<Vec<String>>,
    /// What it costs; `Some(None)` unsets.
    pub price: Option<Option<Money>>,
    /// When it was last changed in the shop; older than ours, it changes nothing.
    pub modified_at: Option<DateTime<Utc>>,
}

impl Product {
    /// Makes of the product what `draft` says at `now`; answers whether that changed anything.
    pub fn amend(&mut self, draft: &ProductDraft, now: DateTime<Utc>) -> bool {
        if draft.modified_at.is_some_and(|told| told < self.modified_at) {
            return false;
        }
        let before = self.clone();
        if let Some(sku) = &draft.sku {
            self.sku.clone_from(sku);
        }
        if let Some(name) = &draft.name {
            self.name.clone_from(name);
        }
        if let Some(categories) = &draft.categories {
            self.categories.clone_from(categories);
        }
        if let Some(price) = draft.price {
            self.price = price;
        }
        let changed = *self != before;
        if changed {
            self.modified_at = draft.modified_at.unwrap_or(now);
        }
        changed
    }
}

/// A list of products: which, in what order, which part.
#[derive(Debug, Clone, PartialEq)]
pub struct ProductQuery {
    /// Which products.
    pub filter: ProductFilter,
    /// What to sort by.
    pub order: ProductOrder,
    /// Which end first.
    pub direction: Direction,
    /// Which part.
    pub window: Window,
}

/// Which products. All that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductFilter {
    /// Part of the name or SKU, whatever the case.
    pub search: Option<String>,
    /// Only these; empty for all.
    pub include: Vec<ProductId>,
    /// Not these.
    pub exclude: Vec<ProductId>,
    /// First heard of within.
    pub created: Span,
    /// Changed within.
    pub modified: Span,
    /// Of this shop.
    pub store: Option<StoreId>,
    /// Called so by its shop.
    pub external_id: Option<String>,
    /// With this SKU, whatever the case.
    pub sku: Option<String>,
    /// In this category.
    pub category: Option<String>,
}

/// What products are sorted by. The id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProductOrder {
    /// Name, whatever the case.
    Name,
    /// Id.
    Id,
    /// The order of `include`.
    Include,
    /// When we first heard of them.
    Created,
    /// When they were changed.
    Modified,
}
