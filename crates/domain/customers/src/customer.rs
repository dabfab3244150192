//! A customer's record.

use chrono::{DateTime, NaiveDate, Utc};
use growffinity_kernel::{CustomerId, EmailAddress, StoreId};
use serde_json::{Map, Value};

use crate::{Address, CompanyRef, Consent, Label, Predicted, Rfm, Stats, StoreRef};

/// A customer of the shop: one record a person, told apart by e-mail address.
#[derive(Debug, Clone, PartialEq)]
pub struct Customer {
    /// Its id.
    pub id: CustomerId,
    /// E-mail address; no two customers share one.
    pub email: EmailAddress,
    /// Given name; empty when unknown.
    pub first_name: String,
    /// Family name; empty when unknown.
    pub last_name: String,
    /// Telephone number; empty when unknown.
    pub phone: String,
    /// Whether the shop deals with the customer; set by hand.
    pub status: CustomerStatus,
    /// Date of birth.
    pub birthday: Option<NaiveDate>,
    /// Language tag such as `en` or `pt-BR`; empty when unknown.
    pub locale: String,
    /// IANA zone such as `Europe/Paris`; empty when unknown.
    pub timezone: String,
    /// Billing address.
    pub billing: Address,
    /// Shipping address.
    pub shipping: Address,
    /// The company the customer belongs to.
    pub company: Option<CompanyRef>,
    /// The shop this customer first came from.
    pub store: Option<StoreRef>,
    /// What each shop calls this customer.
    pub external_ids: Vec<ExternalId>,
    /// Names of the tags the customer carries, by name.
    pub tags: Vec<String>,
    /// Names of the groups the customer is in, by name.
    pub groups: Vec<String>,
    /// Anything else the shop wants to know: key to JSON value.
    pub attributes: Map<String, Value>,
    /// Consent to e-mail.
    pub consent: Consent,
    /// What the orders add up to.
    pub stats: Stats,
    /// What orders and time make of the customer.
    pub label: Label,
    /// How the orders compare with those of others; `None` without counting orders, and before anybody was scored.
    pub rfm: Option<Rfm>,
    /// What is expected; `None` when nothing was predicted.
    pub predicted: Option<Predicted>,
    /// Raised by each change of the record, not by stats or memberships.
    pub version: i32,
    /// When the customer came to be, here or in the shop.
    pub created_at: DateTime<Utc>,
    /// When the record was last changed.
    pub modified_at: DateTime<Utc>,
}

/// Whether the shop deals with a customer. Inactive ones are not mailed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CustomerStatus {
    /// The ordinary state.
    Active,
    /// Set aside by hand.
    Inactive,
}

impl CustomerStatus {
    /// Every status.
    pub const ALL: [Self; 2] = [Self::Active, Self::Inactive];

    /// The name, as stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
        }
    }

    /// The status of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

/// What a shop calls a customer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExternalId {
    /// The shop.
    pub store: StoreId,
    /// Its own id, any text.
    pub external_id: String,
}
