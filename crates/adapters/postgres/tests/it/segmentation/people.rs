//! Profiles written into a database.

use chrono::NaiveDate;
use diesel::{
    PgConnection, RunQueryDsl, sql_query,
    sql_types::{Date, Int8, Jsonb, Nullable, Numeric, Text, Timestamptz},
};
use growffinity_kernel::StoreId;
use growffinity_segmentation::{Address, Profile};
use serde_json::{Value, json};

/// Writes `profile` with its own id, and the stores it names.
pub fn insert(connection: &mut PgConnection, profile: &Profile) {
    for store in [1_i64, 2] {
        sql_query(
            "INSERT INTO stores (id, name, currency, created_at, modified_at) OVERRIDING SYSTEM VALUE \
             VALUES ($1, 'Store ' || $1::text, 'EUR', now(), now()) ON CONFLICT DO NOTHING",
        )
        .bind::<Int8, _>(store)
        .execute(connection)
        .unwrap();
    }
    sql_query(
        "INSERT INTO customers (id, email, first_name, last_name, phone, status, birthday, locale, timezone, billing, \
            shipping, attributes, store_id, consent_status, consent_source, consent_at, orders_count, total_spent, \
            refunded_total, first_order_at, last_order_at, created_at, modified_at) OVERRIDING SYSTEM VALUE \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)",
    )
    .bind::<Int8, _>(profile.id.get())
    .bind::<Text, _>(profile.email.as_str())
    .bind::<Text, _>(&profile.first_name)
    .bind::<Text, _>(&profile.last_name)
    .bind::<Text, _>(&profile.phone)
    .bind::<Text, _>(profile.status.as_str())
    .bind::<Nullable<Date>, Option<NaiveDate>>(profile.birthday)
    .bind::<Text, _>(&profile.locale)
    .bind::<Text, _>(&profile.timezone)
    .bind::<Jsonb, _>(address(&profile.billing))
    .bind::<Jsonb, _>(address(&profile.shipping))
    .bind::<Jsonb, _>(Value::Object(profile.attributes.clone()))
    .bind::<Nullable<Int8>, _>(profile.store.map(StoreId::get))
    .bind::<Text, _>(profile.consent.as_str())
    .bind::<Text, _>(&profile.consent_source)
    .bind::<Nullable<Timestamptz>, _>(profile.consent_at)
    .bind::<Int8, _>(profile.orders_count)
    .bind::<Numeric, _>(profile.total_spent.decimal())
    .bind::<Numeric, _>(profile.refunded_total.decimal())
    .bind::<Nullable<Timestamptz>, _>(profile.first_order_at)
    .bind::<Nullable<Timestamptz>, _>(profile.last_order_at)
    .bind::<Timestamptz, _>(profile.created_at)
    .bind::<Timestamptz, _>(profile.modified_at)
    .execute(connection)
    .unwrap();
    for (store, external_id) in (1_i64..).zip(&profile.external_ids) {
        sql_query("INSERT INTO customer_external_ids (store_id, external_id, customer_id) VALUES ($1, $2, $3)")
            .bind::<Int8, _>(store)
            .bind::<Text, _>(external_id)
            .bind::<Int8, _>(profile.id.get())
            .execute(connection)
            .unwrap();
    }
}

/// Writes what rules look at of `profile` over the customer with its id, and tells of it.
pub fn change(connection: &mut PgConnection, profile: &Profile) {
    sql_query(
        "WITH told AS (INSERT INTO events (type, object_type, object_id, customer_id, occurred_at) \
                       VALUES ('customer.updated', 'customer', $1, $1, now())) \
         UPDATE customers SET first_name = $2, status = $3, birthday = $4, attributes = $5, orders_count = $6, \
            total_spent = $7, first_order_at = $8, last_order_at = $9, consent_at = $10, created_at = $11, \
            consent_status = $12, modified_at = $13 WHERE id = $1",
    )
    .bind::<Int8, _>(profile.id.get())
    .bind::<Text, _>(&profile.first_name)
    .bind::<Text, _>(profile.status.as_str())
    .bind::<Nullable<Date>, Option<NaiveDate>>(profile.birthday)
    .bind::<Jsonb, _>(Value::Object(profile.attributes.clone()))
    .bind::<Int8, _>(profile.orders_count)
    .bind::<Numeric, _>(profile.total_spent.decimal())
    .bind::<Nullable<Timestamptz>, _>(profile.first_order_at)
    .bind::<Nullable<Timestamptz>, _>(profile.last_order_at)
    .bind::<Nullable<Timestamptz>, _>(profile.consent_at)
    .bind::<Timestamptz, _>(profile.created_at)
    .bind::<Text, _>(profile.consent.as_str())
    .bind::<Timestamptz, _>(profile.modified_at)
    .execute(connection)
    .unwrap();
}

fn address(address: &Address) -> Value {
    address
        .parts()
        .map(|(part, text)| (part.as_str().to_owned(), json!(text)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
