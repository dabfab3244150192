//! Writing shops.

use chrono::{DateTime, Utc};
use diesel::{
    Connection, OptionalExtension, PgConnection, QueryableByName, RunQueryDsl,
    result::{DatabaseErrorKind, Error as DieselError},
    sql_types::{Bool, Bytea, Int4, Int8, Nullable, Text, Timestamptz},
};
use growffinity_customers::{
    Store,
    stores::{
        NewStore, SecretsToWrite,
        ports::{StoreDeletion, StoreWritten},
    },
};
use growffinity_kernel::StoreId;

use super::{default, list};
use crate::{
    audit::{Note, note},
    customers::rows::id,
    error::PgError,
    statement::{IdRow, statement},
};

#[derive(QueryableByName)]
struct Known {
    #[diesel(sql_type = Int4)]
    version: i32,
    #[diesel(sql_type = Bool)]
    is_default: bool,
}

/// Adds a shop; see the port.
pub(super) fn insert(
    connection: &mut PgConnection,
    new: &NewStore,
    secrets: &SecretsToWrite,
    now: DateTime<Utc>,
) -> Result<StoreWritten, PgError> {
    default::lock(connection)?;
    if let Some(owner) = owner(connection, new.name.as_str(), 0)? {
        return Ok(StoreWritten::Taken(owner));
    }
    let is_default = new.is_default || default::find(connection)?.is_none();
    if is_default {
        default::make_way(connection, 0, now)?;
    }
    let made: IdRow = statement(
        "INSERT INTO stores (name, url, platform, currency, status, is_default, created_at, modified_at) \
         SELECT $?, $?, $?, $?, $?, $?, n.now, n.now FROM (SELECT $?::timestamptz AS now) n RETURNING id",
    )
    .bind::<Text, _>(new.name.as_str().to_owned())
    .bind::<Text, _>(new.url.clone())
    .bind::<Text, _>(new.platform.as_str())
    .bind::<Text, _>(new.currency.to_string())
    .bind::<Text, _>(new.status.as_str())
    .bind::<Bool, _>(is_default)
    .bind::<Timestamptz, _>(now)
    .get_result(connection)
    .map_err(PgError::lost_to_another)?;
    note(Note::new("store.create", "store", made.id));
    write_secrets(connection, made.id, secrets)?;
    written(connection, made.id)
}

/// Writes a shop over the version expected; see the port.
pub(super) fn save(
    connection: &mut PgConnection,
    store: &Store,
    expected: i32,
    secrets: &SecretsToWrite,
) -> Result<StoreWritten, PgError> {
    default::lock(connection)?;
    let number = store.id.get();
    let known = known(connection, number)?;
    if known.as_ref().map(|known| known.version) != Some(expected) {
        return Ok(StoreWritten::Stale(known.map(|known| known.version)));
    }
    if let Some(owner) = owner(connection, &store.name, number)? {
        return Ok(StoreWritten::Taken(owner));
    }
    if store.is_default {
        default::make_way(connection, number, store.modified_at)?;
    }
    statement(
        "UPDATE stores SET name = $?, url = $?, platform = $?, currency = $?, status = $?, is_default = $?, \
            modified_at = $?, version = version + 1 WHERE id = $?",
    )
    .bind::<Text, _>(store.name.clone())
    .bind::<Text, _>(store.url.clone())
    .bind::<Text, _>(store.platform.as_str())
    .bind::<Text, _>(store.currency.to_string())
    .bind::<Text, _>(store.status.as_str())
    .bind::<Bool, _>(store.is_default)
    .bind::<Timestamptz, _>(store.modified_at)
    .bind::<Int8, _>(number)
    .execute(connection)
    .map_err(PgError::lost_to_another)?;
    write_secrets(connection, number, secrets)?;
    written(connection, number)
}

/// Deletes a shop; see the port. Whatever names it has a foreign key on it.
pub(super) fn delete(connection: &mut PgConnection, number: i64) -> Result<StoreDeletion, PgError> {
    let deleted = connection.transaction(|connection| {
        default::lock(connection)?;
        match known(connection, number)? {
            None => return Ok(StoreDeletion::NotFound),
            Some(Known { is_default: true, .. }) => return Ok(StoreDeletion::Default),
            Some(_) => {}
        }
        statement("DELETE FROM stores WHERE id = $?").bind::<Int8, _>(number).execute(connection)?;
        Ok(StoreDeletion::Deleted)
    });
    match deleted {
        Err(PgError::Driver(DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _))) => {
            Ok(StoreDeletion::InUse)
        }
        outcome => outcome,
    }
}

fn known(connection: &mut PgConnection, number: i64) -> Result<Option<Known>, PgError> {
    let sql = statement("SELECT version, is_default FROM stores WHERE id = $? FOR UPDATE");
    Ok(sql.bind::<Int8, _>(number).get_result(connection).optional()?)
}

fn write_secrets(connection: &mut PgConnection, number: i64, secrets: &SecretsToWrite) -> Result<(), PgError> {
    for (sql, secret) in [
        ("UPDATE stores SET consumer_key = $? WHERE id = $?", &secrets.consumer_key),
        ("UPDATE stores SET consumer_secret = $? WHERE id = $?", &secrets.consumer_secret),
        ("UPDATE stores SET webhook_secret = $? WHERE id = $?", &secrets.webhook_secret),
    ] {
        if let Some(secret) = secret {
            statement(sql).bind::<Nullable<Bytea>, _>(secret.clone()).bind::<Int8, _>(number).execute(connection)?;
        }
    }
    Ok(())
}

fn written(connection: &mut PgConnection, number: i64) -> Result<StoreWritten, PgError> {
    let store = list::find(connection, number)?;
    let store = store.ok_or_else(|| PgError::inconsistent("store", "just written, gone"))?;
    Ok(StoreWritten::Done(Box::new(store)))
}

/// The shop of this name that is not `own`.
fn owner(connection: &mut PgConnection, name: &str, own: i64) -> Result<Option<StoreId>, PgError> {
    let found: Option<IdRow> = statement("SELECT id FROM stores WHERE lower(name) = lower($?) AND id <> $?")
        .bind::<Text, _>(name.to_owned())
        .bind::<Int8, _>(own)
        .get_result(connection)
        .optional()?;
    found.map(|found| id("store id", StoreId::new(found.id))).transpose()
}
