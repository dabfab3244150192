//! [`RecountStore`] on PostgreSQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Bool, Int8, Text, Timestamptz},
};
use growffinity_customers::recounts::{Kept, RecountStore, Recounted};
use growffinity_kernel::StoreError;

use super::stats::{self, RECOUNT};
use crate::{
    Database,
    error::PgError,
    segmentation::dirty::{self, Matters},
    statement::{dynamic_statement, statement},
};

/// Recounts in `database`.
#[derive(Debug, Clone)]
pub struct PgRecounts(Database);

impl PgRecounts {
    /// The store in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl RecountStore for PgRecounts {
    async fn recount(
        &self,
        kept: Kept,
        after: i64,
        limit: u32,
        repair: bool,
        now: DateTime<Utc>,
    ) -> Result<Recounted, StoreError> {
        self.0
            .run("recount", move |connection| {
                connection.transaction(|connection| match kept {
                    Kept::Counters => counters(connection, repair),
                    Kept::Refunds | Kept::Lines | Kept::Stats => {
                        let looked = look(connection, kept, after, limit, now)?;
                        let wrong: Vec<i64> = looked.iter().filter(|row| row.wrong).map(|row| row.id).collect();
                        if repair && !wrong.is_empty() {
                            mend(connection, kept, &wrong, now)?;
                        }
                        let is_full = u32::try_from(looked.len()).is_ok_and(|count| count >= limit);
                        Ok(Recounted {
                            looked_at: u64::try_from(looked.len()).unwrap_or(u64::MAX),
                            wrong: wrong.iter().map(ToString::to_string).collect(),
                            next: looked.last().map(|row| row.id).filter(|_| is_full),
                        })
                    }
                })
            })
            .await
    }
}

#[derive(QueryableByName)]
struct Looked {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Bool)]
    wrong: bool,
}

/// Rows of orders that differ from what they should be; and, of deleted orders, that are left.
const LINES: &str = "SELECT o.id, EXISTS (\
        (SELECT * FROM order_lines(o) EXCEPT ALL SELECT * FROM order_items i WHERE i.order_id = o.id) \
        UNION ALL (SELECT * FROM order_items i WHERE i.order_id = o.id EXCEPT ALL SELECT * FROM order_lines(o))) AS wrong \
    FROM orders o";

const REFUNDS: &str = "SELECT o.id, o.refunded_total <> \
        (SELECT coalesce(sum(f.amount), 0) FROM refunds f WHERE f.order_id = o.id) AS wrong FROM orders o";

/// A label whose time has come, or whose rules have changed, is the workers' to move: that is no fault yet.
fn stats_sql() -> String {
    format!(
        "SELECT c.id, (c.orders_count, c.total_spent, c.refunded_total, c.first_order_at, c.last_order_at) \
                IS DISTINCT FROM (r.orders_count, r.total_spent, r.refunded_total, r.first_order_at, r.last_order_at) \
            OR ((c.label_due_at IS NULL OR c.label_due_at > $?) \
                AND (SELECT judged_up_to IS NULL FROM label_rules) \
                AND (c.label, c.label_due_at) IS DISTINCT FROM (l.label, l.label_due_at)) AS wrong \
         FROM customers c CROSS JOIN LATERAL ({RECOUNT}) r \
         CROSS JOIN LATERAL judge_label(r.orders_count, r.total_spent, r.first_order_at, r.last_order_at, \
            c.created_at, $?) l"
    )
}

fn look(
    connection: &mut PgConnection,
    kept: Kept,
    after: i64,
    limit: u32,
    now: DateTime<Utc>,
) -> Result<Vec<Looked>, PgError> {
    let (sql, id) = match kept {
        Kept::Lines => (dynamic_statement(LINES), "o.id"),
        Kept::Stats => {
            let sql = dynamic_statement(stats_sql());
            (sql.bind::<Timestamptz, _>(now).bind::<Timestamptz, _>(now), "c.id")
        }
        Kept::Refunds | Kept::Counters => (dynamic_statement(REFUNDS), "o.id"),
    };
    let mut looked: Vec<Looked> =
        sql.push(&format!(" WHERE {id} > $? ORDER BY {id} LIMIT {limit}")).bind::<Int8, _>(after).load(connection)?;
    if kept == Kept::Lines {
        let is_full = u32::try_from(looked.len()).is_ok_and(|count| count >= limit);
        let last = looked.last().map(|row| row.id).filter(|_| is_full).unwrap_or(i64::MAX);
        let left: Vec<Looked> = statement(
            "SELECT DISTINCT i.order_id AS id, true AS wrong FROM order_items i WHERE i.order_id > $? AND i.order_id <= $? \
             AND NOT EXISTS (SELECT FROM orders o WHERE o.id = i.order_id)",
        )
        .bind::<Int8, _>(after)
        .bind::<Int8, _>(last)
        .load(connection)?;
        looked.splice(0..0, left);
    }
    Ok(looked)
}

/// Puts right what was found wrong, whatever has become of it since.
fn mend(connection: &mut PgConnection, kept: Kept, wrong: &[i64], now: DateTime<Utc>) -> Result<(), PgError> {
    let run = |connection: &mut PgConnection, sql| {
        statement(sql).bind::<Array<Int8>, _>(wrong.to_vec()).execute(connection).map_err(PgError::from)
    };
    if kept != Kept::Stats {
        run(connection, "SELECT id FROM orders WHERE id = ANY($?) ORDER BY id FOR UPDATE")?;
    }
    // Nobody is told of a repair by an event; the rules of segments see it all the same.
    dirty::mark_those(connection, Matters::ToAll, |sql| {
        let query = match kept {
            Kept::Stats => "SELECT * FROM unnest($?)",
            Kept::Refunds | Kept::Lines | Kept::Counters => {
                "SELECT DISTINCT customer_id FROM orders WHERE id = ANY($?) AND customer_id IS NOT NULL"
            }
        };
        sql.push(query).bind::<Array<Int8>, _>(wrong.to_vec())
    })?;
    match kept {
        Kept::Stats => {
            stats::lock(connection, wrong)?;
            stats::refresh(connection, wrong, now)?;
        }
        Kept::Lines => {
            run(connection, "DELETE FROM order_items WHERE order_id = ANY($?)")?;
            run(
                connection,
                "INSERT INTO order_items SELECT i.* FROM orders o CROSS JOIN LATERAL order_lines(o) i WHERE o.id = ANY($?)",
            )?;
        }
        Kept::Refunds | Kept::Counters => {
            run(
                connection,
                "UPDATE orders o SET refunded_total = \
                    (SELECT coalesce(sum(f.amount), 0) FROM refunds f WHERE f.order_id = o.id) WHERE o.id = ANY($?)",
            )?;
        }
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Counter {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Int8)]
    missing: i64,
}

fn counters(connection: &mut PgConnection, repair: bool) -> Result<Recounted, PgError> {
    let wrong: Vec<Counter> = if repair {
        statement(
            "WITH wrong AS MATERIALIZED (SELECT name, missing FROM row_count_faults()), \
             mended AS (INSERT INTO row_counts SELECT name, missing FROM wrong) \
             SELECT name, missing FROM wrong ORDER BY name",
        )
        .load(connection)?
    } else {
        statement("SELECT name, missing FROM row_count_faults() ORDER BY name").load(connection)?
    };
    let kept: Vec<Counter> =
        statement("SELECT name, sum(delta)::bigint AS missing FROM row_counts GROUP BY name ORDER BY name")
            .load(connection)?;
    let told = |counter: Counter| format!("{} ({:+} rows)", counter.name, counter.missing);
    Ok(Recounted {
        looked_at: u64::try_from(kept.len()).unwrap_or(u64::MAX),
        wrong: wrong.into_iter().map(told).collect(),
        next: None,
    })
}
