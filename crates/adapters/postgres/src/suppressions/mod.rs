//! Suppressions on PostgreSQL.

mod keys;
mod store;

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, RunQueryDsl,
    sql_types::{Array, Int8, Text, Timestamptz},
};

pub use keys::AddressKeys;
pub use store::PgSuppressions;

use crate::{error::PgError, number::count, statement::dynamic_statement};

/// Addresses to be suppressed, each with its reason.
pub(crate) struct Wanted {
    pub(crate) emails: Vec<String>,
    pub(crate) reasons: Vec<String>,
    pub(crate) source: String,
    pub(crate) now: DateTime<Utc>,
}

/// Suppresses those that no key finds, and writes down which customers have the others now. Answers how many were new.
pub(crate) fn suppress_addresses(
    connection: &mut PgConnection,
    keys: &AddressKeys,
    wanted: Wanted,
) -> Result<u64, PgError> {
    if wanted.emails.is_empty() {
        return Ok(0);
    }
    let known = dynamic_statement(format!(
        "UPDATE suppressions s SET customer_id = c.id FROM unnest($?) w (email) JOIN customers c ON c.email = w.email, {} \
         WHERE s.key_id = k.id AND s.hash = address_hash(w.email, k.inner_pad, k.outer_pad) \
             AND s.customer_id IS DISTINCT FROM c.id",
        AddressKeys::UNNEST
    ));
    keys.bind(known.cached().bind::<Array<Text>, _>(wanted.emails.clone())).execute(connection)?;
    let sql = dynamic_statement(format!(
        "WITH k AS MATERIALIZED (SELECT * FROM {}), \
         w AS (SELECT DISTINCT ON (email) email, reason FROM unnest($?, $?) WITH ORDINALITY n (email, reason, place) \
             ORDER BY email, place) \
         INSERT INTO suppressions (key_id, hash, reason, source, customer_id, created_at) \
         SELECT k.id, address_hash(w.email, k.inner_pad, k.outer_pad), w.reason, n.source, \
             (SELECT id FROM customers WHERE email = w.email), n.now \
         FROM w JOIN k ON k.place = 1 CROSS JOIN (SELECT $? AS source, $?::timestamptz AS now) n \
         WHERE NOT EXISTS (SELECT FROM k o JOIN suppressions s ON s.key_id = o.id \
             AND s.hash = address_hash(w.email, o.inner_pad, o.outer_pad)) \
         ORDER BY 2 ON CONFLICT DO NOTHING",
        AddressKeys::UNNEST
    ));
    let made = keys
        .bind(sql.cached())
        .bind::<Array<Text>, _>(wanted.emails)
        .bind::<Array<Text>, _>(wanted.reasons)
        .bind::<Text, _>(wanted.source)
        .bind::<Timestamptz, _>(wanted.now)
        .execute(connection)?;
    count(made)
}

/// Suppresses the addresses that these customers have now.
pub(crate) fn suppress(
    connection: &mut PgConnection,
    keys: &AddressKeys,
    customers: &[i64],
    reason: &'static str,
    source: &str,
    now: DateTime<Utc>,
) -> Result<(), PgError> {
    let sql = dynamic_statement(format!(
        "WITH k AS MATERIALIZED (SELECT * FROM {}), \
         wanted AS (SELECT c.id AS customer_id, c.email FROM customers c WHERE c.id = ANY($?)) \
         INSERT INTO suppressions (key_id, hash, reason, source, customer_id, created_at) \
         SELECT k.id, address_hash(w.email, k.inner_pad, k.outer_pad), n.*, w.customer_id, $? \
         FROM wanted w JOIN k ON k.place = 1 CROSS JOIN (SELECT $? AS reason, $? AS source) n \
         WHERE NOT EXISTS (SELECT FROM k o JOIN suppressions s ON s.key_id = o.id \
             AND s.hash = address_hash(w.email, o.inner_pad, o.outer_pad)) \
         ORDER BY 2 ON CONFLICT DO NOTHING",
        AddressKeys::UNNEST
    ));
    keys.bind(sql.cached())
        .bind::<Array<Int8>, _>(customers.to_vec())
        .bind::<Timestamptz, _>(now)
        .bind::<Text, _>(reason)
        .bind::<Text, _>(source.to_owned())
        .execute(connection)?;
    Ok(())
}
