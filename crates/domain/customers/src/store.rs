//! Shops that customers and orders come from.

use growffinity_kernel::{Currency, StoreId};

/// A shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// Its id.
    pub id: StoreId,
    /// Its name, unique whatever the case.
    pub name: String,
    /// How its data come in.
    pub platform: Platform,
    /// What it sells in.
    pub currency: Currency,
    /// Whether orders that name no store belong to it.
    pub is_default: bool,
}

/// How a shop's data come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// From WooCommerce.
    WooCommerce,
    /// From files.
    Csv,
    /// From callers of the API.
    Api,
}

impl Platform {
    /// The name, as stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WooCommerce => "woocommerce",
            Self::Csv => "csv",
            Self::Api => "api",
        }
    }
}

/// A shop's id and name, as shown inside other items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreRef {
    /// Its id.
    pub id: StoreId,
    /// Its name.
    pub name: String,
}
