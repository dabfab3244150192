//! [`ImportStore`] on PostgreSQL.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    Connection, OptionalExtension, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Bool, Int8, Jsonb, Nullable, Text, Timestamptz},
};
use growffinity_customers::imports::{
    Import, ImportQuery, Refusal, RefusalPlace, Tally,
    ports::{BatchRow, Held, ImportStore, ImportTerms, Inserted, NewImport},
};
use growffinity_kernel::{ImportId, Page, StoreError};
use uuid::Uuid;

use super::{
    batch, lease, list, refusals,
    rows::{COLUMNS, ImportRow},
};
use crate::{
    AddressKeys, Database,
    audit::{Note, note},
    customers::rows::id,
    error::PgError,
    number::{count, stored},
    page::numbers,
    statement::{dynamic_statement, statement},
};

/// Imports in `database`; addresses that are not to be mailed are hashed with `keys`.
#[derive(Debug, Clone)]
pub struct PgImports {
    database: Database,
    keys: AddressKeys,
}

impl PgImports {
    /// The store in `database`; addresses that are not to be mailed are hashed with `keys`.
    pub const fn new(database: Database, keys: AddressKeys) -> Self {
        Self { database, keys }
    }
}

#[async_trait]
impl ImportStore for PgImports {
    async fn insert(&self, import: &NewImport, now: DateTime<Utc>) -> Result<Inserted, StoreError> {
        let import = import.clone();
        self.database
            .run("insert_import", move |connection| {
                connection.transaction(|connection| insert(connection, &import, now))
            })
            .await
    }

    async fn find(&self, id: ImportId) -> Result<Option<Import>, StoreError> {
        self.database
            .read("find_import", move |connection| {
                let row: Option<ImportRow> =
                    dynamic_statement(format!("SELECT {COLUMNS} FROM imports i WHERE i.id = $?"))
                        .cached()
                        .bind::<Int8, _>(id.get())
                        .get_result(connection)
                        .optional()?;
                row.map(TryInto::try_into).transpose()
            })
            .await
    }

    async fn list(&self, query: &ImportQuery) -> Result<Page<Import>, StoreError> {
        let query = query.clone();
        self.database.read("list_imports", move |connection| list::imports(connection, &query)).await
    }

    async fn refusals(&self, id: ImportId, after: RefusalPlace, limit: u32) -> Result<Vec<Refusal>, StoreError> {
        self.database.read("list_refusals", move |connection| refusals::list(connection, id, after, limit)).await
    }

    async fn first_refusals(&self, ids: &[ImportId], limit: u32) -> Result<Vec<(ImportId, Refusal)>, StoreError> {
        let ids = numbers(ids);
        self.database.read("first_refusals", move |connection| refusals::first(connection, &ids, limit)).await
    }

    async fn cancel(&self, id: ImportId, now: DateTime<Utc>) -> Result<Option<(Import, bool)>, StoreError> {
        self.database
            .run("cancel_import", move |connection| {
                connection.transaction(|connection| lease::cancel(connection, id, now))
            })
            .await
    }

    async fn claim(&self, token: Uuid, lease_seconds: u32, now: DateTime<Utc>) -> Result<Option<Import>, StoreError> {
        self.database
            .run("claim_import", move |connection| lease::claim(connection, "import", token, lease_seconds, now))
            .await
    }

    async fn record(
        &self,
        held: &Held,
        rows: Arc<Vec<BatchRow>>,
        terms: &ImportTerms,
    ) -> Result<Option<Tally>, StoreError> {
        let (held, terms, keys) = (*held, terms.clone(), self.keys.clone());
        self.database
            .run("record_import", move |connection| {
                connection.transaction(|connection| batch::record(connection, &keys, &held, &rows, &terms))
            })
            .await
    }

    async fn finish(&self, held: &Held, error: Option<&str>, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let (held, error) = (*held, error.map(str::to_owned));
        self.database
            .run("finish_import", move |connection| {
                connection.transaction(|connection| lease::finish(connection, &held, error.clone(), now))
            })
            .await
    }

    async fn release(&self, held: &Held, due: DateTime<Utc>, trouble: Option<&str>) -> Result<(), StoreError> {
        let (held, trouble) = (*held, trouble.map(str::to_owned));
        self.database
            .run("release_import", move |connection| lease::release(connection, &held, due, trouble.clone()))
            .await
    }

    async fn ended_with_file(&self, limit: u32) -> Result<Vec<(ImportId, String)>, StoreError> {
        self.database
            .read("ended_imports", move |connection| {
                let rows: Vec<EndedRow> = statement(
                    "SELECT id, file FROM imports WHERE completed_at IS NOT NULL AND file IS NOT NULL \
                     ORDER BY completed_at LIMIT $?",
                )
                .bind::<Int8, _>(i64::from(limit))
                .load(connection)?;
                rows.into_iter().map(|row| Ok((id("import id", ImportId::new(row.id))?, row.file))).collect()
            })
            .await
    }

    async fn file_removed(&self, id: ImportId) -> Result<(), StoreError> {
        self.database
            .run("file_removed", move |connection| {
                statement("UPDATE imports SET file = NULL WHERE id = $?")
                    .bind::<Int8, _>(id.get())
                    .execute(connection)?;
                Ok(())
            })
            .await
    }

    async fn known_files(&self, files: &[String]) -> Result<Vec<String>, StoreError> {
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let files = files.to_vec();
        self.database
            .read("known_files", move |connection| {
                let rows: Vec<FileRow> = statement("SELECT file FROM imports WHERE file = ANY($?)")
                    .bind::<Array<Text>, _>(files.clone())
                    .load(connection)?;
                Ok(rows.into_iter().map(|row| row.file).collect())
            })
            .await
    }

    async fn forget(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        self.database
            .run("forget_imports", move |connection| {
                connection.transaction(|connection| {
                    statement(
                        "DELETE FROM import_refusals WHERE import_id IN \
                         (SELECT id FROM imports WHERE completed_at < $? AND file IS NULL)",
                    )
                    .bind::<Timestamptz, _>(before)
                    .execute(connection)?;
                    let gone = statement("DELETE FROM imports WHERE completed_at < $? AND file IS NULL")
                        .bind::<Timestamptz, _>(before)
                        .execute(connection)?;
                    count(gone)
                })
            })
            .await
    }
}

#[derive(QueryableByName)]
struct EndedRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    file: String,
}

#[derive(QueryableByName)]
struct FileRow {
    #[diesel(sql_type = Text)]
    file: String,
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Bool)]
    store_known: bool,
    #[diesel(sql_type = Nullable<Text>)]
    segment_type: Option<String>,
}

fn insert(connection: &mut PgConnection, import: &NewImport, now: DateTime<Utc>) -> Result<Inserted, PgError> {
    let options = &import.work.options;
    let named: Named = statement(
        "SELECT EXISTS (SELECT FROM stores WHERE id = $?) AS store_known, \
                (SELECT type FROM segments WHERE id = $?) AS segment_type",
    )
    .bind::<Nullable<Int8>, _>(options.store.map(i64::from))
    .bind::<Nullable<Int8>, _>(options.segment.map(i64::from))
    .get_result(connection)?;
    if let Some(store) = options.store.filter(|_| !named.store_known) {
        return Ok(Inserted::UnknownStore(store));
    }
    if let Some(segment) = options.segment {
        match named.segment_type.as_deref() {
            None => return Ok(Inserted::UnknownSegment(segment)),
            Some("static") => {}
            Some(_) => return Ok(Inserted::DynamicSegment(segment)),
        }
    }
    let row: ImportRow = dynamic_statement(format!(
        "INSERT INTO imports AS i (type, format, options, file, file_name, bytes_total, position, line, created_at, modified_at, due_at) \
         SELECT $?, $?, $?, $?, $?, $?, $?, $?, k.now, k.now, k.now FROM (SELECT $?::timestamptz AS now) k RETURNING {COLUMNS}"
    ))
    .cached()
    .bind::<Text, _>(import.item_type.as_str())
    .bind::<Text, _>(import.work.format.as_str())
    .bind::<Jsonb, _>(serde_json::to_value(options).map_err(|error| PgError::inconsistent("options", error))?)
    .bind::<Nullable<Text>, _>(import.work.file.clone())
    .bind::<Text, _>(import.work.file_name.clone())
    .bind::<Int8, _>(stored(import.bytes_total)?)
    .bind::<Int8, _>(stored(import.first_row.offset)?)
    .bind::<Int8, _>(stored(import.first_row.line)?)
    .bind::<Timestamptz, _>(now)
    .get_result(connection)?;
    let import: Import = row.try_into()?;
    note(Note::new("import.create", "import", import.id.get()));
    Ok(Inserted::Done(Box::new(import)))
}
