//! What the database needs done for it now and then, and how it is.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName, RunQueryDsl,
    sql_types::{Float8, Int4, Int8, Timestamptz},
};
use growffinity_kernel::{Housekeeper, StoreError};

use crate::{Database, statement::statement};

/// How long entries of the audit log are kept unless somebody says otherwise.
pub const AUDIT_LOG_FOR: Duration = Duration::from_hours(400 * 24);
/// Entries of the audit log that are forgotten in one turn, besides whole partitions.
const FORGOTTEN_AT_ONCE: i32 = 10_000;

/// Lines of segments' history that are summed up in one turn.
const FOLDED_AT_ONCE: i32 = 10_000;

/// Keeps partitions ahead, folds counters and forgets what is over.
#[derive(Debug, Clone)]
pub struct PgHousekeeping {
    database: Database,
    audit_log_for: Duration,
}

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
        Self { database, audit_log_for: AUDIT_LOG_FOR }
    }

    /// The same, keeping entries of the audit log so long.
    #[must_use]
    pub const fn keeping_audit_log(mut self, so_long: Duration) -> Self {
        self.audit_log_for = so_long;
        self
    }

    /// How the database is now.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn health(&self) -> Result<Health, StoreError> {
        self.database
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
        let audit_log_for = self.audit_log_for.as_secs_f64();
        self.database
            .run("housekeeping", move |connection| {
                statement("SELECT ensure_partitions()").execute(connection)?;
                statement("SELECT fold_row_counts()").execute(connection)?;
                statement("SELECT fold_campaign_totals()").execute(connection)?;
                statement("SELECT fold_company_totals()").execute(connection)?;
                statement("SELECT forget_oauth_nonces()").execute(connection)?;
                statement("SELECT fold_segment_history(interval '7 days', $?)")
                    .bind::<Int4, _>(FOLDED_AT_ONCE)
                    .execute(connection)?;
                statement("DELETE FROM idempotency_keys WHERE expires_at <= clock_timestamp()").execute(connection)?;
                statement("SELECT forget_audit_log(make_interval(secs => $?), $?)")
                    .bind::<Float8, _>(audit_log_for)
                    .bind::<Int4, _>(FORGOTTEN_AT_ONCE)
                    .execute(connection)?;
                Ok(())
            })
            .await
    }
}
