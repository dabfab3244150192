//! Looks whether companies' totals are what their customers add up to, and makes them so.

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Int8, Numeric},
};
use growffinity_customers::companies::CompanyTotals;
use growffinity_kernel::{CompanyId, Decimal};

use crate::{
    customers::rows::{id, money},
    error::PgError,
    number::count,
    statement::dynamic_statement,
};

/// Kept and recounted totals of the companies where they differ. Both are read from one snapshot, so that changes under
/// way are in both or in neither.
const DIFFERENCES: &str = "SELECT id, coalesce(k.customers, 0)::bigint AS kept_customers, \
        coalesce(k.orders, 0)::bigint AS kept_orders, coalesce(k.revenue, 0) AS kept_revenue, \
        coalesce(r.customers, 0)::bigint AS customers, coalesce(r.orders, 0)::bigint AS orders, \
        coalesce(r.revenue, 0) AS revenue \
    FROM (SELECT company_id AS id, sum(customers) AS customers, sum(orders) AS orders, sum(revenue) AS revenue \
          FROM company_totals GROUP BY company_id) k \
    FULL JOIN (SELECT company_id AS id, customers, orders, revenue FROM company_recount()) r USING (id) \
    WHERE (coalesce(k.customers, 0), coalesce(k.orders, 0), coalesce(k.revenue, 0)) \
        IS DISTINCT FROM (coalesce(r.customers, 0)::numeric, coalesce(r.orders, 0)::numeric, coalesce(r.revenue, 0))";

#[derive(QueryableByName)]
struct Difference {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Int8)]
    kept_customers: i64,
    #[diesel(sql_type = Int8)]
    kept_orders: i64,
    #[diesel(sql_type = Numeric)]
    kept_revenue: Decimal,
    #[diesel(sql_type = Int8)]
    customers: i64,
    #[diesel(sql_type = Int8)]
    orders: i64,
    #[diesel(sql_type = Numeric)]
    revenue: Decimal,
}

/// Companies whose kept totals differ from a recount; see the port.
pub(super) fn differences(
    connection: &mut PgConnection,
    limit: u32,
) -> Result<Vec<(CompanyId, CompanyTotals, CompanyTotals)>, PgError> {
    let sql = dynamic_statement(format!("{DIFFERENCES} ORDER BY id LIMIT $?")).bind::<Int8, _>(i64::from(limit));
    let rows: Vec<Difference> = sql.load(connection)?;
    let totals = |customers_count, orders_count, revenue| -> Result<_, PgError> {
        Ok(CompanyTotals { customers_count, orders_count, total_revenue: money("total_revenue", revenue)? })
    };
    rows.into_iter()
        .map(|row| {
            let kept = totals(row.kept_customers, row.kept_orders, row.kept_revenue)?;
            let counted = totals(row.customers, row.orders, row.revenue)?;
            Ok((id("company id", CompanyId::new(row.id))?, kept, counted))
        })
        .collect()
}

/// Adds what is missing to each total, and answers to how many.
pub(super) fn repair(connection: &mut PgConnection) -> Result<u64, PgError> {
    let repaired = dynamic_statement(format!(
        "INSERT INTO company_totals (company_id, customers, orders, revenue) \
         SELECT id, customers - kept_customers, orders - kept_orders, revenue - kept_revenue FROM ({DIFFERENCES}) d"
    ))
    .execute(connection)?;
    count(repaired)
}
