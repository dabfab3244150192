//! Customers in answers.

use growffinity_customers::{Customer, Label, Member, Predicted, Rfm, Stats};
use growffinity_kernel::{Money, Site};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{AddressView, Links, Ref, date_pair};
use crate::{rest::dates, state::State};

/// A customer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 1, "email": "ann@example.com", "first_name": "Ann", "last_name": "Lee", "phone": "", "status": "active",
    "label": "vip",
    "birthday": "1990-05-17", "locale": "en", "timezone": null, "external_ids": [{"store": 1, "external_id": "58"}],
    "billing": {"first_name": "Ann", "last_name": "Lee", "company": "", "address_1": "1 Main St", "address_2": "",
        "city": "Springfield", "state": "IL", "postcode": "62701", "country": "US", "email": "ann@example.com", "phone": ""},
    "shipping": {"first_name": "", "last_name": "", "company": "", "address_1": "", "address_2": "", "city": "",
        "state": "", "postcode": "", "country": "", "phone": ""},
    "company": {"id": 3, "name": "ACME"}, "store": {"id": 1, "name": "Main shop"}, "tags": ["wholesale"],
    "groups": ["newsletter"], "attributes": {"shoe_size": 42},
    "consent": {"email": {"status": "subscribed", "source": "checkout", "date": "2026-01-05T10:00:00",
        "date_gmt": "2026-01-05T10:00:00", "proof": {}}},
    "stats": {"orders_count": 2, "total_spent": "62.50", "average_order_value": "31.25", "refunded_total": "0.00",
        "first_order_date": "2026-01-05T10:00:00", "first_order_date_gmt": "2026-01-05T10:00:00",
        "last_order_date": "2026-02-05T10:00:00", "last_order_date_gmt": "2026-02-05T10:00:00"},
    "rfm": {"recency": 5, "frequency": 3, "monetary": 4, "segment": "champions"},
    "predicted": {"orders_12_months": 1.7, "revenue_12_months": "54.10", "churn_probability": 0.21},
    "date_created": "2026-01-05T10:00:00", "date_created_gmt": "2026-01-05T10:00:00",
    "date_modified": "2026-02-05T10:00:00", "date_modified_gmt": "2026-02-05T10:00:00",
    "_links": {"self": [{"href": "https://crm.example.com/wp-json/growffinity/v1/customers/1"}],
        "collection": [{"href": "https://crm.example.com/wp-json/growffinity/v1/customers"}]}
}))]
pub struct CustomerView {
    id: i64,
    email: String,
    first_name: String,
    last_name: String,
    phone: String,
    /// `active` or `inactive`.
    status: &'static str,
    label: LabelView,
    birthday: Option<String>,
    locale: String,
    timezone: Option<String>,
    external_ids: Vec<ExternalIdView>,
    billing: AddressView,
    shipping: AddressView,
    company: Option<Ref>,
    store: Option<Ref>,
    tags: Vec<String>,
    groups: Vec<String>,
    #[schema(value_type = Object)]
    attributes: Map<String, Value>,
    consent: ConsentView,
    stats: StatsView,
    /// Null without orders that count, and before anybody was scored.
    rfm: Option<RfmView>,
    /// Null when nothing was predicted.
    predicted: Option<PredictedView>,
    date_created: String,
    date_created_gmt: String,
    date_modified: String,
    date_modified_gmt: String,
    #[schema(value_type = Object)]
    _links: Links,
}

/// What orders and time make of a customer: `at_risk` beats `vip` beats `new` beats `regular`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LabelView {
    /// Spent much.
    Vip,
    /// None of the others.
    Regular,
    /// Has not been a customer for long.
    New,
    /// Has not ordered for long.
    AtRisk,
}

impl From<Label> for LabelView {
    fn from(label: Label) -> Self {
        match label {
            Label::Vip => Self::Vip,
            Label::Regular => Self::Regular,
            Label::New => Self::New,
            Label::AtRisk => Self::AtRisk,
        }
    }
}

/// What a shop calls a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ExternalIdView {
    store: i64,
    external_id: String,
}

/// Consent by channel.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ConsentView {
    email: EmailConsentView,
}

/// Consent to e-mail.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct EmailConsentView {
    /// `subscribed`, `unsubscribed`, `pending`, `bounced` or `complained`.
    status: &'static str,
    source: String,
    date: Option<String>,
    date_gmt: Option<String>,
    #[schema(value_type = Object)]
    proof: Map<String, Value>,
}

/// What a customer's orders add up to, in the site currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StatsView {
    orders_count: i64,
    total_spent: String,
    average_order_value: Option<String>,
    refunded_total: String,
    first_order_date: Option<String>,
    first_order_date_gmt: Option<String>,
    last_order_date: Option<String>,
    last_order_date_gmt: Option<String>,
}

impl StatsView {
    fn new(stats: &Stats, site: Site) -> Self {
        let (first_order_date, first_order_date_gmt) = date_pair(stats.first_order_at, site);
        let (last_order_date, last_order_date_gmt) = date_pair(stats.last_order_at, site);
        let text = |money: Money| money.format(site.currency);
        Self {
            orders_count: stats.orders_count,
            total_spent: text(stats.total_spent),
            average_order_value: stats.average_order_value().map(text),
            refunded_total: text(stats.refunded_total),
            first_order_date,
            first_order_date_gmt,
            last_order_date,
            last_order_date_gmt,
        }
    }
}

/// How lately, how often and for how much a customer bought, in fifths of all who did: 1 to 5, 5 is best.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RfmView {
    #[schema(minimum = 1, maximum = 5)]
    recency: u8,
    #[schema(minimum = 1, maximum = 5)]
    frequency: u8,
    #[schema(minimum = 1, maximum = 5)]
    monetary: u8,
    /// `champions`, `loyal`, `potential_loyalist`, `new`, `promising`, `need_attention`, `about_to_sleep`, `at_risk`,
    /// `cannot_lose_them`, `hibernating` or `lost`.
    segment: &'static str,
}

impl RfmView {
    const fn new(rfm: Rfm) -> Self {
        Self { recency: rfm.recency, frequency: rfm.frequency, monetary: rfm.monetary, segment: rfm.segment.as_str() }
    }
}

/// What is expected of a customer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PredictedView {
    orders_12_months: f64,
    revenue_12_months: String,
    /// How likely it is that the customer orders no more, 0 to 1.
    churn_probability: f64,
}

impl PredictedView {
    fn new(predicted: &Predicted, site: Site) -> Self {
        Self {
            orders_12_months: predicted.orders_12_months.try_into().unwrap_or_default(),
            revenue_12_months: predicted.revenue_12_months.format(site.currency),
            churn_probability: (predicted.churn_probability * 10_000.0).round() / 10_000.0,
        }
    }
}

impl CustomerView {
    /// Who it is, in short.
    pub(crate) fn contact(&self) -> Value {
        serde_json::json!({"id": self.id, "email": self.email, "first_name": self.first_name, "last_name": self.last_name})
    }

    /// The customer as answers show it.
    pub fn new(customer: Customer, app: &State) -> Self {
        let site = app.site;
        let (date_created, date_created_gmt) = dates::pair(customer.created_at, site.timezone);
        let (date_modified, date_modified_gmt) = dates::pair(customer.modified_at, site.timezone);
        let (date, date_gmt) = date_pair(customer.consent.at, site);
        let collection = app.v1("/customers");
        let item = format!("{collection}/{}", customer.id);
        let orders = format!("{item}/orders");
        let mut links = Links::new(item, collection).related("orders", orders);
        if let Some(company) = &customer.company {
            links = links.related("company", app.v1(&format!("/companies/{}", company.id)));
        }
        let external = |id: growffinity_customers::ExternalId| ExternalIdView {
            store: id.store.get(),
            external_id: id.external_id,
        };
        Self {
            id: customer.id.get(),
            email: customer.email.into(),
            first_name: customer.first_name,
            last_name: customer.last_name,
            phone: customer.phone,
            status: customer.status.as_str(),
            label: customer.label.into(),
            birthday: customer.birthday.map(|day| day.to_string()),
            locale: customer.locale,
            timezone: Some(customer.timezone).filter(|zone| !zone.is_empty()),
            external_ids: customer.external_ids.into_iter().map(external).collect(),
            billing: AddressView::billing(customer.billing),
            shipping: AddressView::shipping(customer.shipping),
            company: customer.company.map(|company| Ref { id: company.id.get(), name: company.name }),
            store: customer.store.map(|store| Ref { id: store.id.get(), name: store.name }),
            tags: customer.tags,
            groups: customer.groups,
            attributes: customer.attributes,
            consent: ConsentView {
                email: EmailConsentView {
                    status: customer.consent.status.as_str(),
                    source: customer.consent.source,
                    date,
                    date_gmt,
                    proof: customer.consent.proof,
                },
            },
            stats: StatsView::new(&customer.stats, site),
            rfm: customer.rfm.map(RfmView::new),
            predicted: customer.predicted.map(|predicted| PredictedView::new(&predicted, site)),
            date_created,
            date_created_gmt,
            date_modified,
            date_modified_gmt,
            _links: links,
        }
    }
}

/// A customer as a member of a segment.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MemberView {
    #[serde(flatten)]
    customer: CustomerView,
    joined_at: String,
    joined_at_gmt: String,
}

impl MemberView {
    /// The member as answers show it.
    pub fn new(member: Member, app: &State) -> Self {
        let (joined_at, joined_at_gmt) = dates::pair(member.joined_at, app.site.timezone);
        Self { customer: CustomerView::new(member.customer, app), joined_at, joined_at_gmt }
    }
}
