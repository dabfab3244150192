//! A customer as it is stored.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    QueryableByName,
    sql_types::{Array, Date, Float8, Int2, Int4, Int8, Jsonb, Nullable, Numeric, Text, Timestamptz},
};
use growffinity_customers::{
    Address, CompanyRef, Consent, ConsentStatus, Customer, CustomerStatus, ExternalId, Label, Predicted, Rfm,
    RfmSegment, Stats, StoreRef,
};
use growffinity_kernel::{CompanyId, CustomerId, Decimal, Money, StoreId};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{error::PgError, number::fitted};

/// The columns of a [`CustomerRow`], from `customers c` and `stores s`.
pub(super) const COLUMNS: &str = "c.id, c.email, c.first_name, c.last_name, c.phone, c.status, c.birthday, c.locale, \
    c.timezone, c.billing::text AS billing, c.shipping::text AS shipping, c.attributes, c.store_id, s.name AS store_name, c.consent_status, \
    c.consent_source, c.consent_at, c.consent_proof, c.consent_by, c.orders_count, c.total_spent, c.refunded_total, \
    c.first_order_at, c.last_order_at, c.label, c.rfm_recency, c.rfm_frequency, c.rfm_monetary, c.rfm_segment, \
    c.predicted_orders, c.predicted_revenue, c.churn_probability, c.version, c.created_at, c.modified_at, \
    c.company_id, (SELECT y.name FROM companies y WHERE y.id = c.company_id) AS company_name, \
    (SELECT array_agg(t.name ORDER BY t.folded) FROM customer_tags x JOIN tags t ON t.id = x.tag_id \
       WHERE x.customer_id = c.id) AS tags, \
    (SELECT array_agg(t.name ORDER BY t.folded) FROM customer_groups x JOIN groups t ON t.id = x.group_id \
       WHERE x.customer_id = c.id) AS groups, \
    (SELECT jsonb_agg(jsonb_build_array(x.store_id, x.external_id) ORDER BY x.store_id, x.external_id) \
       FROM customer_external_ids x WHERE x.customer_id = c.id) AS external_ids";

#[derive(QueryableByName)]
pub(super) struct CustomerRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    email: String,
    #[diesel(sql_type = Text)]
    first_name: String,
    #[diesel(sql_type = Text)]
    last_name: String,
    #[diesel(sql_type = Text)]
    phone: String,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Nullable<Date>)]
    birthday: Option<NaiveDate>,
    #[diesel(sql_type = Text)]
    locale: String,
    #[diesel(sql_type = Text)]
    timezone: String,
    #[diesel(sql_type = Text)]
    billing: String,
    #[diesel(sql_type = Text)]
    shipping: String,
    #[diesel(sql_type = Jsonb)]
    attributes: Value,
    #[diesel(sql_type = Nullable<Int8>)]
    store_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    store_name: Option<String>,
    #[diesel(sql_type = Text)]
    consent_status: String,
    #[diesel(sql_type = Text)]
    consent_source: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    consent_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Jsonb)]
    consent_proof: Value,
    #[diesel(sql_type = Text)]
    consent_by: String,
    #[diesel(sql_type = Int8)]
    orders_count: i64,
    #[diesel(sql_type = Numeric)]
    total_spent: Decimal,
    #[diesel(sql_type = Numeric)]
    refunded_total: Decimal,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    first_order_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    last_order_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text)]
    label: String,
    #[diesel(embed)]
    scores: ScoresRow,
    #[diesel(sql_type = Int4)]
    version: i32,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    modified_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    external_ids: Option<Value>,
    #[diesel(sql_type = Nullable<Int8>)]
    company_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    company_name: Option<String>,
    #[diesel(sql_type = Nullable<Array<Text>>)]
    tags: Option<Vec<String>>,
    #[diesel(sql_type = Nullable<Array<Text>>)]
    groups: Option<Vec<String>>,
}

/// What is worked out at night.
#[derive(QueryableByName)]
struct ScoresRow {
    #[diesel(sql_type = Nullable<Int2>)]
    rfm_recency: Option<i16>,
    #[diesel(sql_type = Nullable<Int2>)]
    rfm_frequency: Option<i16>,
    #[diesel(sql_type = Nullable<Int2>)]
    rfm_monetary: Option<i16>,
    #[diesel(sql_type = Nullable<Text>)]
    rfm_segment: Option<String>,
    #[diesel(sql_type = Nullable<Numeric>)]
    predicted_orders: Option<Decimal>,
    #[diesel(sql_type = Nullable<Numeric>)]
    predicted_revenue: Option<Decimal>,
    #[diesel(sql_type = Nullable<Float8>)]
    churn_probability: Option<f64>,
}

impl ScoresRow {
    fn rfm(&self) -> Result<Option<Rfm>, PgError> {
        let (Some(recency), Some(frequency), Some(monetary), Some(segment)) =
            (self.rfm_recency, self.rfm_frequency, self.rfm_monetary, &self.rfm_segment)
        else {
            return Ok(None);
        };
        Ok(Some(Rfm {
            recency: fitted("rfm_recency", recency)?,
            frequency: fitted("rfm_frequency", frequency)?,
            monetary: fitted("rfm_monetary", monetary)?,
            segment: RfmSegment::from_name(segment).ok_or_else(|| PgError::inconsistent("rfm_segment", segment))?,
        }))
    }

    fn predicted(&self) -> Result<Option<Predicted>, PgError> {
        let (Some(orders_12_months), Some(revenue), Some(churn_probability)) =
            (self.predicted_orders, self.predicted_revenue, self.churn_probability)
        else {
            return Ok(None);
        };
        Ok(Some(Predicted {
            orders_12_months,
            revenue_12_months: sum("predicted_revenue", revenue)?,
            churn_probability,
        }))
    }
}

impl TryFrom<CustomerRow> for Customer {
    type Error = PgError;

    fn try_from(row: CustomerRow) -> Result<Self, PgError> {
        let consent = Consent {
            status: ConsentStatus::from_name(&row.consent_status)
                .ok_or_else(|| PgError::inconsistent("consent", &row.consent_status))?,
            source: row.consent_source,
            at: row.consent_at,
            proof: object("proof of consent", row.consent_proof)?,
            by: row.consent_by,
        };
        let stats = Stats {
            orders_count: row.orders_count,
            total_spent: sum("total_spent", row.total_spent)?,
            refunded_total: sum("refunded_total", row.refunded_total)?,
            first_order_at: row.first_order_at,
            last_order_at: row.last_order_at,
        };
        Ok(Self {
            id: id("customer id", CustomerId::new(row.id))?,
            email: row.email.parse().map_err(|error| PgError::inconsistent("e-mail address", error))?,
            first_name: row.first_name,
            last_name: row.last_name,
            phone: row.phone,
            status: CustomerStatus::from_name(&row.status)
                .ok_or_else(|| PgError::inconsistent("status", &row.status))?,
            birthday: row.birthday,
            locale: row.locale,
            timezone: row.timezone,
            billing: address_text(&row.billing)?,
            shipping: address_text(&row.shipping)?,
            company: company_ref(row.company_id, row.company_name)?,
            store: store_ref(row.store_id, row.store_name)?,
            external_ids: external_ids(row.external_ids)?,
            tags: row.tags.unwrap_or_default(),
            groups: row.groups.unwrap_or_default(),
            attributes: object("attributes", row.attributes)?,
            consent,
            stats,
            label: Label::from_name(&row.label).ok_or_else(|| PgError::inconsistent("label", &row.label))?,
            rfm: row.scores.rfm()?,
            predicted: row.scores.predicted()?,
            version: row.version,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

/// An id that must be there.
pub(super) fn id<T>(what: &'static str, id: Option<T>) -> Result<T, PgError> {
    id.ok_or_else(|| PgError::inconsistent(what, "not positive"))
}

/// An amount that must be one.
pub(super) fn money(what: &'static str, amount: Decimal) -> Result<Money, PgError> {
    Money::new(amount).map_err(|error| PgError::inconsistent(what, error))
}

/// A sum of amounts that must be one.
pub(super) fn sum(what: &'static str, amount: Decimal) -> Result<Money, PgError> {
    Money::sum_of(amount).map_err(|error| PgError::inconsistent(what, error))
}

/// A stored address, read as text: straight into its members, with no JSON tree between.
pub(super) fn address_text(stored: &str) -> Result<Address, PgError> {
    json_text("address", stored)
}

/// A stored JSON value of a known shape, read as text.
pub(super) fn json_text<T: DeserializeOwned>(what: &'static str, stored: &str) -> Result<T, PgError> {
    serde_json::from_str(stored).map_err(|error| PgError::inconsistent(what, error))
}

/// A stored JSON value of a known shape.
pub(super) fn json<T: DeserializeOwned>(what: &'static str, stored: Value) -> Result<T, PgError> {
    serde_json::from_value(stored).map_err(|error| PgError::inconsistent(what, error))
}

fn company_ref(id: Option<i64>, name: Option<String>) -> Result<Option<CompanyRef>, PgError> {
    let Some(number) = id else { return Ok(None) };
    Ok(Some(CompanyRef { id: self::id("company id", CompanyId::new(number))?, name: name.unwrap_or_default() }))
}

fn store_ref(id: Option<i64>, name: Option<String>) -> Result<Option<StoreRef>, PgError> {
    let Some(number) = id else { return Ok(None) };
    Ok(Some(StoreRef { id: self::id("store id", StoreId::new(number))?, name: name.unwrap_or_default() }))
}

fn external_ids(stored: Option<Value>) -> Result<Vec<ExternalId>, PgError> {
    let pairs: Vec<(StoreId, String)> = json("external ids", stored.unwrap_or_else(|| Value::Array(Vec::new())))?;
    Ok(pairs.into_iter().map(|(store, external_id)| ExternalId { store, external_id }).collect())
}

fn object(what: &'static str, stored: Value) -> Result<Map<String, Value>, PgError> {
    match stored {
        Value::Object(members) => Ok(members),
        other => Err(PgError::inconsistent(what, format!("not an object: {other}"))),
    }
}
