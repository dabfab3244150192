//! Many customers turned into one array a column, for statements that write sets.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Array, Date, Int8, Jsonb, Nullable, Text, Timestamptz};
use growffinity_customers::Customer;
use serde_json::Value;

use crate::{customers::write::stored, error::PgError, statement::Statement};

/// Names of the columns that [`PeopleColumns::bind`] gives values to, in its order.
pub(super) const NAMES: &str = "email, first_name, last_name, phone, status, birthday, locale, timezone, billing, \
    shipping, attributes, store_id, consent_status, consent_source, consent_at, consent_proof, consent_by, \
    created_at, modified_at";

/// As many placeholders.
pub(super) const PLACES: &str = "$?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?";

/// One array a column.
#[derive(Default)]
pub(super) struct PeopleColumns {
    email: Vec<String>,
    first_name: Vec<String>,
    last_name: Vec<String>,
    phone: Vec<String>,
    status: Vec<&'static str>,
    birthday: Vec<Option<NaiveDate>>,
    locale: Vec<String>,
    timezone: Vec<String>,
    billing: Vec<Value>,
    shipping: Vec<Value>,
    attributes: Vec<Value>,
    store: Vec<Option<i64>>,
    consent_status: Vec<&'static str>,
    consent_source: Vec<String>,
    consent_at: Vec<Option<DateTime<Utc>>>,
    consent_proof: Vec<Value>,
    consent_by: Vec<String>,
    created_at: Vec<DateTime<Utc>>,
    modified_at: Vec<DateTime<Utc>>,
}

impl PeopleColumns {
    /// Adds a customer.
    pub(super) fn push(&mut self, customer: &Customer) -> Result<(), PgError> {
        self.email.push(customer.email.to_string());
        self.first_name.push(customer.first_name.clone());
        self.last_name.push(customer.last_name.clone());
        self.phone.push(customer.phone.clone());
        self.status.push(customer.status.as_str());
        self.birthday.push(customer.birthday);
        self.locale.push(customer.locale.clone());
        self.timezone.push(customer.timezone.clone());
        self.billing.push(stored(&customer.billing)?);
        self.shipping.push(stored(&customer.shipping)?);
        self.attributes.push(Value::Object(customer.attributes.clone()));
        self.store.push(customer.store.as_ref().map(|store| store.id.get()));
        self.consent_status.push(customer.consent.status.as_str());
        self.consent_source.push(customer.consent.source.clone());
        self.consent_at.push(customer.consent.at);
        self.consent_proof.push(Value::Object(customer.consent.proof.clone()));
        self.consent_by.push(customer.consent.by.clone());
        self.created_at.push(customer.created_at);
        self.modified_at.push(customer.modified_at);
        Ok(())
    }

    /// How many customers.
    pub(super) fn len(&self) -> usize {
        self.email.len()
    }

    /// Gives the next placeholders the arrays, in the order of [`NAMES`].
    pub(super) fn bind(self, statement: Statement) -> Statement {
        statement
            .bind::<Array<Text>, _>(self.email)
            .bind::<Array<Text>, _>(self.first_name)
            .bind::<Array<Text>, _>(self.last_name)
            .bind::<Array<Text>, _>(self.phone)
            .bind::<Array<Text>, _>(self.status)
            .bind::<Array<Nullable<Date>>, _>(self.birthday)
            .bind::<Array<Text>, _>(self.locale)
            .bind::<Array<Text>, _>(self.timezone)
            .bind::<Array<Jsonb>, _>(self.billing)
            .bind::<Array<Jsonb>, _>(self.shipping)
            .bind::<Array<Jsonb>, _>(self.attributes)
            .bind::<Array<Nullable<Int8>>, _>(self.store)
            .bind::<Array<Text>, _>(self.consent_status)
            .bind::<Array<Text>, _>(self.consent_source)
            .bind::<Array<Nullable<Timestamptz>>, _>(self.consent_at)
            .bind::<Array<Jsonb>, _>(self.consent_proof)
            .bind::<Array<Text>, _>(self.consent_by)
            .bind::<Array<Timestamptz>, _>(self.created_at)
            .bind::<Array<Timestamptz>, _>(self.modified_at)
    }
}
