//! [`StoreCatalog`] on PostgreSQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Bool, Int8, Text, Timestamptz},
};
use growffinity_customers::{Platform, Store, ports::StoreCatalog};
use growffinity_kernel::{Currency, StoreError, StoreId};

use super::rows::id;
use crate::{Database, error::PgError, statement::statement};

/// Shops in `database`.
#[derive(Debug, Clone)]
pub struct PgStores(Database);

impl PgStores {
    /// The catalogue in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[derive(QueryableByName)]
struct StoreRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    platform: String,
    #[diesel(sql_type = Text)]
    currency: String,
    #[diesel(sql_type = Bool)]
    is_default: bool,
}

#[async_trait]
impl StoreCatalog for PgStores {
    async fn ensure(
        &self,
        name: &str,
        platform: Platform,
        currency: Currency,
        now: DateTime<Utc>,
    ) -> Result<Store, StoreError> {
        let name = name.to_owned();
        self.0
            .run("ensure_store", move |connection| {
                connection.transaction(|connection| ensure(connection, &name, platform, currency, now))
            })
            .await
    }
}

fn ensure(
    connection: &mut PgConnection,
    name: &str,
    platform: Platform,
    currency: Currency,
    now: DateTime<Utc>,
) -> Result<Store, PgError> {
    // Two nodes that make the first shop at once must not both make it the default.
    statement("SELECT pg_advisory_xact_lock(7263948120002)").execute(connection)?;
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
    let row: StoreRow =
        statement("SELECT id, name, platform, currency, is_default FROM stores WHERE lower(name) = lower($?)")
            .bind::<Text, _>(name.to_owned())
            .get_result(connection)?;
    Ok(Store {
        id: id("store id", StoreId::new(row.id))?,
        name: row.name,
        platform: match row.platform.as_str() {
            "woocommerce" => Platform::WooCommerce,
            "csv" => Platform::Csv,
            "api" => Platform::Api,
            other => return Err(PgError::inconsistent("platform", other)),
        },
        currency: row.currency.parse().map_err(|error| PgError::inconsistent("currency", error))?,
        is_default: row.is_default,
    })
}
