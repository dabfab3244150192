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

use crate::{error::PgError, statement::dynamic_statement};

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
