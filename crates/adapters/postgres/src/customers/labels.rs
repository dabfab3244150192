//! [`LabelStore`] on PostgreSQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Bool, Int8, Nullable, Numeric, Text, Timestamptz},
};
use growffinity_customers::{LabelRules, events, ports::LabelStore};
use growffinity_kernel::{CustomerId, DomainEvent, Origin, StoreError};

use super::rows::id;
use crate::{
    Database,
    error::PgError,
    number::count,
    outbox,
    statement::{IdRow, statement},
};

/// Labels in `database`.
#[derive(Debug, Clone)]
pub struct PgLabels(Database);

impl PgLabels {
    /// The store in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl LabelStore for PgLabels {
    async fn keep(&self, rules: &LabelRules, now: DateTime<Utc>, limit: u32) -> Result<u64, StoreError> {
        let rules = *rules;
        self.0
            .run("keep_labels", move |connection| {
                connection.transaction(|connection| {
                    let due = match due_by_rules(connection, &rules, limit)? {
                        Some(customers) => customers,
                        None => due_by_time(connection, now, limit)?,
                    };
                    judge(connection, &due, now)?;
                    count(due.len())
                })
            })
            .await
    }
}

#[derive(QueryableByName)]
struct Rules {
    #[diesel(sql_type = Bool)]
    same: bool,
    #[diesel(sql_type = Nullable<Int8>)]
    judged_up_to: Option<i64>,
}

/// The next customers to be judged by changed rules, locked; `None` when all have been.
fn due_by_rules(connection: &mut PgConnection, rules: &LabelRules, limit: u32) -> Result<Option<Vec<i64>>, PgError> {
    let bound = |sql| {
        statement(sql)
            .bind::<Numeric, _>(rules.vip_spent.decimal())
            .bind::<Text, _>(rules.at_risk_after.to_string())
            .bind::<Text, _>(rules.new_for.to_string())
            .bind::<Text, _>(rules.timezone.name())
    };
    let kept = "SELECT (vip_spent, at_risk_after, new_for, timezone) = ($?, $?::interval, $?::interval, $?) AS same, \
                judged_up_to FROM label_rules";
    let known: Rules = bound(kept).get_result(connection)?;
    if known.same && known.judged_up_to.is_none() {
        return Ok(None);
    }
    // Another worker that came to the same end waits here, and looks again.
    statement("SELECT FROM label_rules FOR UPDATE").execute(connection)?;
    let known: Rules = bound(kept).get_result(connection)?;
    let judged_up_to = if known.same { known.judged_up_to } else { Some(0) };
    let Some(judged_up_to) = judged_up_to else { return Ok(None) };
    if !known.same {
        bound("UPDATE label_rules SET vip_spent = $?, at_risk_after = $?::interval, new_for = $?::interval, timezone = $?")
            .execute(connection)?;
    }
    let next: Vec<IdRow> = statement("SELECT id FROM customers WHERE id > $? ORDER BY id LIMIT $? FOR NO KEY UPDATE")
        .bind::<Int8, _>(judged_up_to)
        .bind::<Int8, _>(i64::from(limit))
        .load(connection)?;
    let next: Vec<i64> = next.into_iter().map(|row| row.id).collect();
    statement("UPDATE label_rules SET judged_up_to = $?")
        .bind::<Nullable<Int8>, _>(next.last().copied())
        .execute(connection)?;
    Ok(Some(next))
}

/// Customers whose label time may have moved, locked. Those that someone else holds are left to the next turn.
fn due_by_time(connection: &mut PgConnection, now: DateTime<Utc>, limit: u32) -> Result<Vec<i64>, PgError> {
    let due: Vec<IdRow> = statement(
        "SELECT id FROM customers WHERE label_due_at <= $? ORDER BY label_due_at LIMIT $? FOR NO KEY UPDATE SKIP LOCKED",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(i64::from(limit))
    .load(connection)?;
    Ok(due.into_iter().map(|row| row.id).collect())
}

#[derive(QueryableByName)]
struct Judged {
    #[diesel(sql_type = Int8)]
    id: i64,
}

/// Judges `customers`, which are locked, by their kept stats. Nobody is told of a first judgement.
fn judge(connection: &mut PgConnection, customers: &[i64], now: DateTime<Utc>) -> Result<(), PgError> {
    if customers.is_empty() {
        return Ok(());
    }
    let moved: Vec<Judged> = statement(
        "WITH judged AS (UPDATE customers k SET label = n.label, label_due_at = n.label_due_at \
            FROM (SELECT c.id, c.label AS label_before, c.label_due_at AS due_before, l.* FROM customers c \
                CROSS JOIN LATERAL judge_label(c.orders_count, c.total_spent, c.first_order_at, c.last_order_at, \
                    c.created_at, $?) l WHERE c.id = ANY($?)) n \
            WHERE k.id = n.id AND (k.label, k.label_due_at) IS DISTINCT FROM (n.label, n.label_due_at) \
            RETURNING k.id, n.label <> n.label_before AND n.due_before IS DISTINCT FROM '-infinity' AS moved) \
         SELECT id FROM judged WHERE moved ORDER BY id",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Array<Int8>, _>(customers.to_vec())
    .load(connection)?;
    let told: Vec<DomainEvent> = moved
        .into_iter()
        .map(|row| {
            let customer = id("customer id", CustomerId::new(row.id))?;
            Ok(events::customer_updated(customer, &["label"], Origin::Live, now))
        })
        .collect::<Result<_, PgError>>()?;
    outbox::append(connection, &told)
}
