//! [`ShopStore`] on PostgreSQL: what came in from shops, and how far.

mod rows;
mod sync;
mod take_in;

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    Connection, OptionalExtension, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Text, Timestamptz},
};
use growffinity_customers::{
    sync::{Claimed, ShopCustomerOutcome, ShopStore, Synchronisation, TakeInTerms},
    woocommerce::ShopCustomer,
};
use growffinity_kernel::{CustomerId, OrderId, StoreError, StoreId};
use uuid::Uuid;

use super::rows::id;
use crate::{Database, statement::statement};

/// What came in from shops, in `database`.
#[derive(Debug, Clone)]
pub struct PgShops(Database);

impl PgShops {
    /// The store in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[derive(QueryableByName)]
struct Known {
    #[diesel(sql_type = Text)]
    external_id: String,
    #[diesel(sql_type = Int8)]
    id: i64,
}

#[derive(QueryableByName)]
struct Deleted {
    #[diesel(sql_type = Text)]
    external_id: String,
    #[diesel(sql_type = Timestamptz)]
    deleted_at: DateTime<Utc>,
}

#[async_trait]
impl ShopStore for PgShops {
    async fn find(&self, store: StoreId) -> Result<Option<Synchronisation>, StoreError> {
        self.0.read("find_sync", move |connection| sync::find(connection, store)).await
    }

    async fn request(
        &self,
        store: StoreId,
        take_over: bool,
        now: DateTime<Utc>,
    ) -> Result<Synchronisation, StoreError> {
        self.0.run("request_sync", move |connection| sync::request(connection, store, take_over, now)).await
    }

    async fn claim(
        &self,
        store: Option<StoreId>,
        token: Uuid,
        lease_seconds: u32,
        now: DateTime<Utc>,
    ) -> Result<Option<Claimed>, StoreError> {
        self.0.run("claim_sync", move |connection| sync::claim(connection, store, token, lease_seconds, now)).await
    }

    async fn advance(&self, sync: &Synchronisation, token: Uuid, lease_seconds: u32) -> Result<bool, StoreError> {
        let sync = sync.clone();
        self.0
            .run("advance_sync", move |connection| {
                connection.transaction(|connection| sync::advance(connection, &sync, token, lease_seconds))
            })
            .await
    }

    async fn release(
        &self,
        store: StoreId,
        token: Uuid,
        due: DateTime<Utc>,
        trouble: Option<&str>,
    ) -> Result<(), StoreError> {
        let trouble = trouble.map(str::to_owned);
        self.0
            .run("release_sync", move |connection| sync::release(connection, store, token, due, trouble.as_deref()))
            .await
    }

    async fn take_in_customers(
        &self,
        store: StoreId,
        customers: Vec<ShopCustomer>,
        terms: &TakeInTerms,
    ) -> Result<Vec<ShopCustomerOutcome>, StoreError> {
        let terms = terms.clone();
        self.0
            .run("take_in_customers", move |connection| {
                connection.transaction(|connection| take_in::customers(connection, store, &customers, &terms))
            })
            .await
    }

    async fn customers_of(
        &self,
        store: StoreId,
        external_ids: Vec<String>,
    ) -> Result<HashMap<String, CustomerId>, StoreError> {
        if external_ids.is_empty() {
            return Ok(HashMap::new());
        }
        self.0
            .read("customers_of_shop", move |connection| {
                let rows: Vec<Known> = statement(
                    "SELECT external_id, customer_id AS id FROM customer_external_ids \
                     WHERE store_id = $? AND external_id = ANY($?)",
                )
                .bind::<Int8, _>(store.get())
                .bind::<Array<Text>, _>(external_ids.clone())
                .load(connection)?;
                rows.into_iter().map(|row| Ok((row.external_id, id("customer id", CustomerId::new(row.id))?))).collect()
            })
            .await
    }

    async fn order_of(&self, store: StoreId, external_id: &str) -> Result<Option<OrderId>, StoreError> {
        let external_id = external_id.to_owned();
        self.0
            .read("order_of_shop", move |connection| {
                let row: Option<Known> =
                    statement("SELECT external_id, id FROM orders WHERE store_id = $? AND external_id = $?")
                        .bind::<Int8, _>(store.get())
                        .bind::<Text, _>(external_id.clone())
                        .get_result(connection)
                        .optional()?;
                row.map(|row| id("order id", OrderId::new(row.id))).transpose()
            })
            .await
    }

    async fn note_deleted(&self, store: StoreId, external_id: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        let external_id = external_id.to_owned();
        self.0
            .run("note_deleted_order", move |connection| {
                statement(
                    "INSERT INTO shop_deleted_orders (store_id, external_id, deleted_at) VALUES ($?, $?, $?) \
                     ON CONFLICT (store_id, external_id) DO UPDATE SET deleted_at = excluded.deleted_at",
                )
                .bind::<Int8, _>(store.get())
                .bind::<Text, _>(external_id.clone())
                .bind::<Timestamptz, _>(at)
                .execute(connection)?;
                Ok(())
            })
            .await
    }

    async fn deleted(
        &self,
        store: StoreId,
        external_ids: Vec<String>,
    ) -> Result<HashMap<String, DateTime<Utc>>, StoreError> {
        self.0
            .read("deleted_orders", move |connection| {
                let rows: Vec<Deleted> = statement(
                    "SELECT external_id, deleted_at FROM shop_deleted_orders WHERE store_id = $? AND external_id = ANY($?)",
                )
                .bind::<Int8, _>(store.get())
                .bind::<Array<Text>, _>(external_ids.clone())
                .load(connection)?;
                Ok(rows.into_iter().map(|row| (row.external_id, row.deleted_at)).collect())
            })
            .await
    }
}
