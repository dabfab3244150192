//! Reading shops.

use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Bool, Bytea, Int4, Int8, Nullable, Text, Timestamptz},
};
use growffinity_customers::{
    Platform, Store, StoreStatus,
    stores::{SealedSecrets, StoreOrder, StoreQuery},
};
use growffinity_kernel::{Page, StoreId};

use crate::{
    customers::{filter::like, rows::id},
    error::PgError,
    page::{among, by, by_include, total, windowed, within},
    statement::{Statement, dynamic_statement, statement},
};

const COLUMNS: &str = "s.id, s.name, s.url, s.platform, s.currency, s.status, s.is_default, s.synced_at, s.version, \
    s.created_at, s.modified_at";

#[derive(QueryableByName)]
struct StoreRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    url: String,
    #[diesel(sql_type = Text)]
    platform: String,
    #[diesel(sql_type = Text)]
    currency: String,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Bool)]
    is_default: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    synced_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Int4)]
    version: i32,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    modified_at: DateTime<Utc>,
}

impl TryFrom<StoreRow> for Store {
    type Error = PgError;

    fn try_from(row: StoreRow) -> Result<Self, PgError> {
        Ok(Self {
            id: id("store id", StoreId::new(row.id))?,
            name: row.name,
            url: row.url,
            platform: Platform::from_name(&row.platform)
                .ok_or_else(|| PgError::inconsistent("platform", &row.platform))?,
            currency: row.currency.parse().map_err(|error| PgError::inconsistent("currency", error))?,
            status: StoreStatus::from_name(&row.status).ok_or_else(|| PgError::inconsistent("status", &row.status))?,
            is_default: row.is_default,
            synced_at: row.synced_at,
            version: row.version,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

/// The shop with this id.
pub(super) fn find(connection: &mut PgConnection, number: i64) -> Result<Option<Store>, PgError> {
    let sql = dynamic_statement(format!("SELECT {COLUMNS} FROM stores s WHERE s.id = $?")).cached();
    let row: Option<StoreRow> = sql.bind::<Int8, _>(number).get_result(connection).optional()?;
    row.map(TryInto::try_into).transpose()
}

#[derive(QueryableByName)]
struct Sealed {
    #[diesel(sql_type = Nullable<Bytea>)]
    consumer_key: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Bytea>)]
    consumer_secret: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Bytea>)]
    webhook_secret: Option<Vec<u8>>,
}

/// The encrypted secrets of the shop with this id.
pub(super) fn secrets(
    connection: &mut PgConnection,
    number: i64,
) -> Result<Option<SealedSecrets<Option<Vec<u8>>>>, PgError> {
    let sealed: Option<Sealed> =
        statement("SELECT consumer_key, consumer_secret, webhook_secret FROM stores WHERE id = $?")
            .bind::<Int8, _>(number)
            .get_result(connection)
            .optional()?;
    Ok(sealed.map(|Sealed { consumer_key, consumer_secret, webhook_secret }| SealedSecrets {
        consumer_key,
        consumer_secret,
        webhook_secret,
    }))
}

/// A part of the list of shops.
pub(super) fn list(connection: &mut PgConnection, query: &StoreQuery) -> Result<Page<Store>, PgError> {
    let counted = dynamic_statement("SELECT count(*) AS total FROM stores s WHERE true");
    let total = total(connection, filtered(counted, query))?;
    let found = dynamic_statement(format!("SELECT {COLUMNS} FROM stores s WHERE true"));
    let rows: Vec<StoreRow> =
        windowed(filtered(found, query), query.window, "s.id", |sql| ordered(sql, query)).load(connection)?;
    Ok(Page { items: rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?, total })
}

fn filtered(mut sql: Statement, query: &StoreQuery) -> Statement {
    if let Some(search) = &query.search {
        let pattern = like(search);
        sql = sql
            .push(" AND (s.name ILIKE $? OR s.url ILIKE $?)")
            .bind::<Text, _>(pattern.clone())
            .bind::<Text, _>(pattern);
    }
    sql = among(sql, "s", &query.include, &query.exclude);
    sql = within(sql, "s.created_at", query.created);
    within(sql, "s.modified_at", query.modified)
}

fn ordered(sql: Statement, query: &StoreQuery) -> Statement {
    let column = match query.order {
        StoreOrder::Name => "lower(s.name)",
        StoreOrder::Id => "s.id",
        StoreOrder::Include => return by_include(sql, "s", &query.include, query.direction),
        StoreOrder::Created => "s.created_at",
        StoreOrder::Modified => "s.modified_at",
        StoreOrder::CustomersCount => "(SELECT count(*) FROM customers c WHERE c.store_id = s.id)",
    };
    by(sql, column, "s", query.direction)
}
