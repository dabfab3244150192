//! The default shop: there is one once there is any, and never two.

use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, PgConnection, RunQueryDsl,
    sql_types::{Int8, Text, Timestamptz},
};
use growffinity_customers::{Platform, Store};
use growffinity_kernel::Currency;

use super::list;
use crate::{
    error::PgError,
    statement::{IdRow, statement},
};

/// Lets one caller at a time decide which shop is the default: two nodes that make the first one at once must not both
/// make theirs it.
pub(super) fn lock(connection: &mut PgConnection) -> Result<(), PgError> {
    statement("SELECT pg_advisory_xact_lock(7263948120002)").execute(connection)?;
    Ok(())
}

/// Makes way for the shop `number` as the default one. Whoever calls holds the [`lock`].
pub(super) fn make_way(connection: &mut PgConnection, number: i64, now: DateTime<Utc>) -> Result<(), PgError> {
    statement(
        "UPDATE stores SET is_default = false, version = version + 1, modified_at = $? WHERE is_default AND id <> $?",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(number)
    .execute(connection)?;
    Ok(())
}

/// The default shop, if there is one.
pub(super) fn find(connection: &mut PgConnection) -> Result<Option<i64>, PgError> {
    let found: Option<IdRow> = statement("SELECT id FROM stores WHERE is_default").get_result(connection).optional()?;
    Ok(found.map(|found| found.id))
}

/// The shop of this name; see the port.
pub(super) fn ensure(
    connection: &mut PgConnection,
    name: &str,
    platform: Platform,
    currency: Currency,
    now: DateTime<Utc>,
) -> Result<Store, PgError> {
    lock(connection)?;
    statement(
        "INSERT INTO stores (name, platform, currency, is_default, created_at, modified_at) \
         SELECT n.name, $?, $?, NOT EXISTS (SELECT FROM stores WHERE is_default), n.now, n.now \
         FROM (SELECT $?::text AS name, $?::timestamptz AS now) n ON CONFLICT (lower(name)) DO NOTHING",
    )
    .bind::<Text, _>(platform.as_str())
    .bind::<Text, _>(currency.to_string())
    .bind::<Text, _>(name.to_owned())
    .bind::<Timestamptz, _>(now)
    .execute(connection)?;
    let found: IdRow = statement("SELECT id FROM stores WHERE lower(name) = lower($?)")
        .bind::<Text, _>(name.to_owned())
        .get_result(connection)?;
    list::find(connection, found.id)?.ok_or_else(|| PgError::inconsistent("store", "just made, gone"))
}

/// The default shop; see the port.
pub(super) fn ensure_default(
    connection: &mut PgConnection,
    name: &str,
    platform: Platform,
    currency: Currency,
    now: DateTime<Utc>,
) -> Result<Store, PgError> {
    lock(connection)?;
    let number = if let Some(number) = find(connection)? {
        number
    } else {
        let store = ensure(connection, name, platform, currency, now)?;
        statement("UPDATE stores SET is_default = true WHERE id = $?")
            .bind::<Int8, _>(store.id.get())
            .execute(connection)?;
        store.id.get()
    };
    list::find(connection, number)?.ok_or_else(|| PgError::inconsistent("store", "just found, gone"))
}
