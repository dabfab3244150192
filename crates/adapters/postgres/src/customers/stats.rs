//! Stats of customers: what their orders add up to.

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Nullable, Numeric, Timestamptz},
};
use growffinity_customers::Stats;
use growffinity_kernel::{CustomerId, Decimal};

use super::rows::{id, sum};
use crate::{
    error::PgError,
    statement::{IdRow, dynamic_statement, statement},
};

/// What the orders of one customer (`c.id`) add up to. An order counts when it is processing or completed and has a
/// value in the site currency.
///
/// Which orders count is asked of each of the customer's, and is no condition of the rows: before a table has statistics
/// PostgreSQL takes a status for rare, and would look up all orders of it for every customer.
pub(super) const RECOUNT: &str = "SELECT count(*) FILTER (WHERE k.counts) AS orders_count, \
        coalesce(sum(round((o.total - o.refunded_total) * o.base_rate, 4)) FILTER (WHERE k.counts), 0) AS total_spent, \
        coalesce(sum(round(o.refunded_total * o.base_rate, 4)) FILTER (WHERE k.counts), 0) AS refunded_total, \
        min(o.created_at) FILTER (WHERE k.counts) AS first_order_at, \
        max(o.created_at) FILTER (WHERE k.counts) AS last_order_at \
    FROM orders o CROSS JOIN LATERAL \
        (SELECT o.status IN ('processing', 'completed') AND o.base_rate IS NOT NULL AS counts) k \
    WHERE o.customer_id = c.id";

/// Locks `customers` in the order of their ids, so that whoever else moves their orders waits.
pub(super) fn lock(connection: &mut PgConnection, customers: &[i64]) -> Result<(), PgError> {
    statement("SELECT id FROM customers WHERE id = ANY($?) ORDER BY id FOR NO KEY UPDATE")
        .bind::<Array<Int8>, _>(customers.to_vec())
        .execute(connection)?;
    Ok(())
}

/// Writes what a recount gives to `customers`, which are locked, what label and what scores that makes. Answers whose label moved.
pub(super) fn refresh(
    connection: &mut PgConnection,
    customers: &[i64],
    now: DateTime<Utc>,
) -> Result<Vec<CustomerId>, PgError> {
    if customers.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<IdRow> = dynamic_statement(format!(
        "WITH moved AS (UPDATE customers k SET orders_count = n.orders_count, total_spent = n.total_spent, \
                refunded_total = n.refunded_total, first_order_at = n.first_order_at, last_order_at = n.last_order_at, \
                label = n.label, label_due_at = n.label_due_at, rfm_recency = n.recency, rfm_frequency = n.frequency, \
                rfm_monetary = n.monetary, rfm_segment = n.segment \
            FROM (SELECT c.id, c.label AS label_before, r.*, l.*, f.* FROM customers c CROSS JOIN LATERAL ({RECOUNT}) r \
                CROSS JOIN LATERAL judge_label(r.orders_count, r.total_spent, r.first_order_at, r.last_order_at, \
                    c.created_at, $?) l \
                LEFT JOIN LATERAL judge_rfm(r.orders_count, r.total_spent, r.last_order_at) f ON true \
                WHERE c.id = ANY($?)) n \
            WHERE k.id = n.id AND (k.orders_count, k.total_spent, k.refunded_total, k.first_order_at, k.last_order_at, \
                    k.label, k.label_due_at, k.rfm_recency, k.rfm_frequency, k.rfm_monetary, k.rfm_segment) \
                IS DISTINCT FROM (n.orders_count, n.total_spent, n.refunded_total, n.first_order_at, n.last_order_at, \
                    n.label, n.label_due_at, n.recency, n.frequency, n.monetary, n.segment) \
            RETURNING k.id, n.label <> n.label_before AS relabelled) \
         SELECT id FROM moved WHERE relabelled ORDER BY id"
    ))
    .cached()
    .bind::<Timestamptz, _>(now)
    .bind::<Array<Int8>, _>(customers.to_vec())
    .load(connection)?;
    rows.into_iter().map(|row| id("customer id", CustomerId::new(row.id))).collect()
}

#[derive(QueryableByName)]
struct Difference {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(embed)]
    kept: Kept,
    #[diesel(embed)]
    counted: Counted,
}

#[derive(QueryableByName)]
#[expect(clippy::struct_field_names, reason = "named as the statement's columns, which differ from the counted ones")]
struct Kept {
    #[diesel(sql_type = Int8)]
    kept_count: i64,
    #[diesel(sql_type = Numeric)]
    kept_spent: Decimal,
    #[diesel(sql_type = Numeric)]
    kept_refunded: Decimal,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    kept_first: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    kept_last: Option<DateTime<Utc>>,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Int8)]
    orders_count: i64,
    #[diesel(sql_type = Numeric)]
    total_spent: Decimal,
    #[diesel(sql_type = Numeric)]
    refunded_total: Decimal,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    first_order_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    last_order_at: Option<DateTime<Utc>>,
}

/// Customers whose kept stats differ from a recount.
pub(super) fn differences(
    connection: &mut PgConnection,
    limit: u32,
) -> Result<Vec<(CustomerId, Stats, Stats)>, PgError> {
    let rows: Vec<Difference> = dynamic_statement(format!(
        "SELECT c.id, c.orders_count AS kept_count, c.total_spent AS kept_spent, c.refunded_total AS kept_refunded, \
                c.first_order_at AS kept_first, c.last_order_at AS kept_last, r.* \
         FROM customers c CROSS JOIN LATERAL ({RECOUNT}) r \
         WHERE (c.orders_count, c.total_spent, c.refunded_total, c.first_order_at, c.last_order_at) \
               IS DISTINCT FROM (r.orders_count, r.total_spent, r.refunded_total, r.first_order_at, r.last_order_at) \
         ORDER BY c.id LIMIT $?"
    ))
    .bind::<Int8, _>(i64::from(limit))
    .load(connection)?;
    rows.into_iter()
        .map(|row| {
            let kept = Stats {
                orders_count: row.kept.kept_count,
                total_spent: sum("total_spent", row.kept.kept_spent)?,
                refunded_total: sum("refunded_total", row.kept.kept_refunded)?,
                first_order_at: row.kept.kept_first,
                last_order_at: row.kept.kept_last,
            };
            let counted = Stats {
                orders_count: row.counted.orders_count,
                total_spent: sum("total_spent", row.counted.total_spent)?,
                refunded_total: sum("refunded_total", row.counted.refunded_total)?,
                first_order_at: row.counted.first_order_at,
                last_order_at: row.counted.last_order_at,
            };
            Ok((id("customer id", CustomerId::new(row.id))?, kept, counted))
        })
        .collect()
}
