//! Shops that customers and orders come from.

use chrono::{DateTime, Utc};
use growffinity_kernel::{Currency, StoreId};

/// A shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// Its id.
    pub id: StoreId,
    /// Its name, unique whatever the case.
    pub name: String,
    /// Where it stands; empty when it has no site.
    pub url: String,
    /// How its data come in.
    pub platform: Platform,
    /// What it sells in.
    pub currency: Currency,
    /// Whether its data are taken in.
    pub status: StoreStatus,
    /// Whether orders that name no store belong to it.
    pub is_default: bool,
    /// When its data were last fetched.
    pub synced_at: Option<DateTime<Utc>>,
    /// Raised by each change of the record.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub modified_at: DateTime<Utc>,
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
    /// Every platform.
    pub const ALL: [Self; 3] = [Self::WooCommerce, Self::Csv, Self::Api];

    /// The name, as stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WooCommerce => "woocommerce",
            Self::Csv => "csv",
            Self::Api => "api",
        }
    }

    /// The platform of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|platform| platform.as_str() == name)
    }
}

/// Whether a shop's data are taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreStatus {
    /// They are.
    Active,
    /// They wait.
    Paused,
}

impl StoreStatus {
    /// Every status.
    pub const ALL: [Self; 2] = [Self::Active, Self::Paused];

    /// The name, as stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
        }
    }

    /// The status of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
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
