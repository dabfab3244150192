//! A customer as rules see one, for evaluation in memory.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use growffinity_kernel::{CustomerId, EmailAddress, Money, SegmentId, StoreId};
use serde_json::{Map, Value};

use crate::{condition::AddressPart, named::named_enum};

named_enum!(
    /// Whether the customer is dealt with at all.
    CustomerStatus {
        /// The usual.
        Active = "active",
        /// Set by hand; not mailed.
        Inactive = "inactive",
    }
);

named_enum!(
    /// Whether the customer may be mailed.
    ConsentStatus {
        /// Agreed.
        Subscribed = "subscribed",
        /// Withdrew.
        Unsubscribed = "unsubscribed",
        /// Not asked, or not answered yet.
        Pending = "pending",
        /// The address does not exist.
        Bounced = "bounced",
        /// Called our mail spam.
        Complained = "complained",
    }
);

/// Everything of one customer that a condition can look at, at one moment.
///
/// A service that links this crate fills it from wherever it keeps customers and asks
/// [`matches()`](crate::matches). Unset text is `""`; instants are to the microsecond; amounts are in the site currency.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Id.
    pub id: CustomerId,
    /// Address.
    pub email: EmailAddress,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Phone number.
    pub phone: String,
    /// Language.
    pub locale: String,
    /// Time zone.
    pub timezone: String,
    /// What shops call the customer, one for each shop.
    pub external_ids: Vec<String>,
    /// Billing address.
    pub billing: Address,
    /// Shipping address; its e-mail stays empty.
    pub shipping: Address,
    /// Whether the customer is dealt with.
    pub status: CustomerStatus,
    /// Whether the customer may be mailed.
    pub consent: ConsentStatus,
    /// Where the consent came from.
    pub consent_source: String,
    /// When it was given or withdrawn.
    pub consent_at: Option<DateTime<Utc>>,
    /// The store the customer came from.
    pub store: Option<StoreId>,
    /// Day of birth.
    pub birthday: Option<NaiveDate>,
    /// Orders that count.
    pub orders_count: i64,
    /// Their totals less refunds.
    pub total_spent: Money,
    /// Their refunds.
    pub refunded_total: Money,
    /// When the first of them was made.
    pub first_order_at: Option<DateTime<Utc>>,
    /// When the last of them was made.
    pub last_order_at: Option<DateTime<Utc>>,
    /// When the customer came to be.
    pub created_at: DateTime<Utc>,
    /// When the record was last changed.
    pub modified_at: DateTime<Utc>,
    /// Free attributes: text, numbers, booleans, and arrays of these.
    pub attributes: Map<String, Value>,
    /// The segments the customer is in.
    pub segments: BTreeSet<SegmentId>,
}

impl Profile {
    /// A customer of whom nothing is known but id, address and the moment of coming to be.
    pub fn new(id: CustomerId, email: EmailAddress, created_at: DateTime<Utc>) -> Self {
        Self {
            id,
            email,
            first_name: String::new(),
            last_name: String::new(),
            phone: String::new(),
            locale: String::new(),
            timezone: String::new(),
            external_ids: Vec::new(),
            billing: Address::default(),
            shipping: Address::default(),
            status: CustomerStatus::Active,
            consent: ConsentStatus::Pending,
            consent_source: String::new(),
            consent_at: None,
            store: None,
            birthday: None,
            orders_count: 0,
            total_spent: Money::ZERO,
            refunded_total: Money::ZERO,
            first_order_at: None,
            last_order_at: None,
            created_at,
            modified_at: created_at,
            attributes: Map::new(),
            segments: BTreeSet::new(),
        }
    }
}

/// An address. Unset parts are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address(std::collections::BTreeMap<AddressPart, String>);

impl Address {
    /// The part, `""` when unset.
    pub fn part(&self, part: AddressPart) -> &str {
        self.0.get(&part).map_or("", String::as_str)
    }

    /// The same address with `part` set.
    #[must_use]
    pub fn with(mut self, part: AddressPart, text: impl Into<String>) -> Self {
        self.0.insert(part, text.into());
        self
    }

    /// The parts that are set.
    pub fn parts(&self) -> impl Iterator<Item = (AddressPart, &str)> {
        self.0.iter().map(|(part, text)| (*part, text.as_str()))
    }
}
