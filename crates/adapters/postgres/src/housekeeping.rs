//! What the database needs done for it now and then, and how it is.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName, RunQueryDsl,
    sql_types::{Int8, Timestamptz},
};
use growffinity_kernel::{Housekeeper, StoreError};

use crate::{Database, statement::statement};

/// Keeps partitions ahead, folds counters and forgets what is over.
#[derive(Debug, Clone)]
pub struct PgHousekeeping(Database);

/// How the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// What the database's clock shows.
    pub database_time: DateTime<Utc>,
    /// The fewest empty partitions any growing table has ahead; 0 is an alarm.
    pub partitions_ahead: i64,
}

#[derive(QueryableByName)]
struct HealthRow {
    #[diesel(sql_type = Timestamptz)]
    database_time: DateTime<Utc>,
    #[diesel(sql_type = Int8)]
    partitions_ahead: i64,
}

impl PgHousekeeping {
    /// Housekeeping of `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }

    /// How the database is now.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn health(&self) -> Result<Health, StoreError> {
        self.0
            .read("health", |connection| {
                let row: HealthRow = statement(
                    "SELECT clock_timestamp() AS database_time, \
                            (SELECT coalesce(min(ahead), 0) FROM partitions_ahead()) AS partitions_ahead",
                )
                .get_result(connection)?;
                Ok(Health { database_time: row.database_time, partitions_ahead: row.partitions_ahead })
            })
            .await
    }
}

#[async_trait]
impl Housekeeper for PgHousekeeping {
    async fn tidy_up(&self) -> Result<(), StoreError> {
        self.0
            .run("housekeeping", |connection| {
                statement("SELECT ensure_partitions()").execute(connection)?;
                statement("SELECT fold_row_counts()").execute(connection)?;
                statement("SELECT fold_campaign_totals()").execute(connection)?;
                statement("SELECT fold_company_totals()").execute(connection)?;
                statement("SELECT forget_oauth_nonces()").execute(connection)?;
                statement("DELETE FROM idempotency_keys WHERE expires_at <= clock_timestamp()").execute(connection)?;
                Ok(())
            })
            .await
    }
}
