//! A customer as rules see one, for evaluation in memory.

mod history;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use growffinity_kernel::{CompanyId, CustomerId, Decimal, EmailAddress, Money, SegmentId, StoreId, named_enum};
use serde_json::{Map, Value};

use crate::{condition::AddressPart, rfm::RfmSegment};

pub use history::{Engagement, Event, Order, OrderLine, OrderStatus};

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
    /// What a customer's orders and the time make of them.
    Label {
        /// Spent much.
        Vip = "vip",
        /// None of the others.
        Regular = "regular",
        /// Has not been a customer for long.
        New = "new",
        /// Has not ordered for long.
        AtRisk = "at_risk",
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
    /// The company the customer is of.
    pub company: Option<Company>,
    /// Tags.
    pub tags: Vec<String>,
    /// Groups.
    pub groups: Vec<String>,
    /// What orders and time make of the customer.
    pub label: Label,
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
    /// Scores; `None` before the first order that counts.
    pub rfm: Option<Scores>,
    /// What is expected of the next year.
    pub predicted: Predicted,
    /// Free attributes: text, numbers, booleans, and arrays of these.
    pub attributes: Map<String, Value>,
    /// Orders, whatever their status. The figures above are not made from them: see [`Profile::with_orders`].
    pub orders: Vec<Order>,
    /// What shops told that the customer did.
    pub events: Vec<Event>,
    /// What came of campaigns.
    pub engagements: Vec<Engagement>,
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
            company: None,
            tags: Vec::new(),
            groups: Vec::new(),
            label: Label::New,
            birthday: None,
            orders_count: 0,
            total_spent: Money::ZERO,
            refunded_total: Money::ZERO,
            first_order_at: None,
            last_order_at: None,
            created_at,
            modified_at: created_at,
            rfm: None,
            predicted: Predicted::default(),
            attributes: Map::new(),
            orders: Vec::new(),
            events: Vec::new(),
            engagements: Vec::new(),
            segments: BTreeSet::new(),
        }
    }
}

impl Profile {
    /// The same customer with these orders, and with the figures they make: count, amounts, first and last date.
    ///
    /// A service that keeps the figures apart sets the members themselves.
    #[must_use]
    pub fn with_orders(mut self, orders: impl IntoIterator<Item = Order>) -> Self {
        self.orders = orders.into_iter().collect();
        let counting: Vec<&Order> = self.orders.iter().filter(|order| order.counts()).collect();
        let sum = |amount: fn(&Order) -> Decimal| {
            let sum = counting.iter().filter_map(|order| order.in_site_currency(amount(order))).sum();
            Money::sum_of(sum).unwrap_or_default()
        };
        let total_spent = sum(|order| order.total.decimal() - order.refunded.decimal());
        let refunded_total = sum(|order| order.refunded.decimal());
        let dates = counting.iter().map(|order| order.created_at);
        let (first, last) = (dates.clone().min(), dates.max());
        self.orders_count = i64::try_from(counting.len()).unwrap_or(i64::MAX);
        (self.total_spent, self.refunded_total) = (total_spent, refunded_total);
        (self.first_order_at, self.last_order_at) = (first, last);
        self
    }

    /// The same customer, who did one thing more.
    #[must_use]
    pub fn with_event(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }

    /// The same customer, with one thing more that came of a campaign.
    #[must_use]
    pub fn with_engagement(mut self, engagement: Engagement) -> Self {
        self.engagements.push(engagement);
        self
    }

    /// The same customer, in one segment more.
    #[must_use]
    pub fn in_segment(mut self, segment: SegmentId) -> Self {
        self.segments.insert(segment);
        self
    }
}

/// A company that customers are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// Id.
    pub id: CompanyId,
    /// Name.
    pub name: String,
}

/// Scores among all customers with orders, each 1 (least) to 5, and the group they make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scores {
    /// How lately the customer ordered.
    pub recency: u8,
    /// How often.
    pub frequency: u8,
    /// For how much.
    pub monetary: u8,
    /// The group.
    pub segment: RfmSegment,
}

/// What is expected of the next twelve months. `None`: nothing was predicted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Predicted {
    /// Orders.
    pub orders_12_months: Option<Decimal>,
    /// Revenue, site currency.
    pub revenue_12_months: Option<Money>,
    /// How likely it is that there is no order, 0 to 1; compared with four decimals.
    pub churn_probability: Option<Decimal>,
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
