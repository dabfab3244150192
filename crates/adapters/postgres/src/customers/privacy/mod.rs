//! [`PersonalDataStore`] on PostgreSQL: the whole of what is kept of a person.

mod collect;
mod erase;
mod merge;
mod registry;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    Connection, OptionalExtension, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Int4, Int8},
};
use growffinity_customers::{
    MergePlan,
    personal_data::{Erasing, Merging, PersonalDataStore, Records},
};
use growffinity_kernel::{CustomerId, StoreError};

pub use registry::{Collect, Erase, Merge, PERSONAL_TABLES, PersonalTable};

use crate::{
    AddressKeys, Database,
    error::PgError,
    statement::{IdRow, statement},
};

/// Personal data in `database`; suppressed addresses are hashed with `keys`.
#[derive(Debug, Clone)]
pub struct PgPersonalData {
    database: Database,
    keys: AddressKeys,
}

impl PgPersonalData {
    /// The store in `database`; addresses are hashed with `keys`.
    pub const fn new(database: Database, keys: AddressKeys) -> Self {
        Self { database, keys }
    }
}

#[async_trait]
impl PersonalDataStore for PgPersonalData {
    async fn erase(
        &self,
        id: CustomerId,
        expected: Option<i32>,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<Erasing, StoreError> {
        let (keys, by) = (self.keys.clone(), by.to_owned());
        self.database
            .run("erase_customer", move |connection| {
                connection.transaction(|connection| erase::erase(connection, &keys, id, expected, &by, now))
            })
            .await
    }

    async fn merge(&self, plan: &MergePlan) -> Result<Merging, StoreError> {
        let (keys, plan) = (self.keys.clone(), plan.clone());
        self.database
            .run("merge_customers", move |connection| {
                connection.transaction(|connection| merge::merge(connection, &keys, &plan))
            })
            .await
    }

    async fn successor(&self, id: CustomerId) -> Result<Option<CustomerId>, StoreError> {
        self.database
            .read("merged_customer", move |connection| {
                let found: Option<IdRow> = statement("SELECT into_id AS id FROM customer_merges WHERE from_id = $?")
                    .bind::<Int8, _>(id.get())
                    .get_result(connection)
                    .optional()?;
                Ok(found.and_then(|found| CustomerId::new(found.id)))
            })
            .await
    }

    async fn collect(&self, id: CustomerId) -> Result<Option<Records>, StoreError> {
        let collected = self
            .database
            .read("collect_personal_data", move |connection| {
                connection
                    .build_transaction()
                    .read_only()
                    .repeatable_read()
                    .run(|connection| collect::collect(connection, id))
            })
            .await?;
        Ok(collected.map(|records| -> Records { Box::new(records) }))
    }
}

#[derive(QueryableByName)]
struct Locked {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Int4)]
    version: i32,
}

/// The customer's id and those that were merged into it.
fn all_ids(connection: &mut PgConnection, id: i64) -> Result<Vec<i64>, PgError> {
    let merged: Vec<IdRow> = statement("SELECT from_id AS id FROM customer_merges WHERE into_id = $? ORDER BY from_id")
        .bind::<Int8, _>(id)
        .load(connection)?;
    Ok(std::iter::once(id).chain(merged.into_iter().map(|merged| merged.id)).collect())
}
