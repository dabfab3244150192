//! Lists of customers.

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Text, Timestamptz},
};
use growffinity_customers::{CustomerFilter, CustomerOrder, CustomerQuery, Member};
use growffinity_kernel::{Direction, Page, SegmentId};

use super::{
    filter,
    marks::MarkIds,
    rows::{COLUMNS, CustomerRow},
};
use crate::{
    error::PgError,
    page::{direction, is_first_or_walk, numbers, total, windowed},
    statement::{Statement, dynamic_statement, statement},
};

/// A part of the list of customers. Without a filter the counter's total comes with the rows, in one round trip.
pub(super) fn customers(
    connection: &mut PgConnection,
    query: &CustomerQuery,
) -> Result<Page<growffinity_customers::Customer>, PgError> {
    let is_counted = query.filter == CustomerFilter::default();
    let told = if is_counted {
        "(SELECT coalesce(sum(delta), 0)::bigint FROM row_counts WHERE name = 'customers')"
    } else {
        "0"
    };
    let marks = MarkIds::of(connection, &query.filter, query.window)?;
    let rows: Vec<ListedRow> = page(query, &marks, &format!("{told}::bigint AS total")).load(connection)?;
    let total = match rows.first() {
        Some(first) if is_counted => {
            u64::try_from(first.total).map_err(|error| PgError::inconsistent("count", error))?
        }
        _ => count(connection, query, &marks)?,
    };
    let items = rows.into_iter().map(|row| row.customer.try_into()).collect::<Result<_, _>>()?;
    Ok(Page { items, total })
}

#[derive(QueryableByName)]
struct ListedRow {
    #[diesel(embed)]
    customer: CustomerRow,
    #[diesel(sql_type = Int8)]
    total: i64,
}

/// A part of the list of members of a segment.
pub(super) fn members(
    connection: &mut PgConnection,
    segment: SegmentId,
    query: &CustomerQuery,
) -> Result<Page<Member>, PgError> {
    let query =
        CustomerQuery { filter: CustomerFilter { segment: Some(segment), ..query.filter.clone() }, ..query.clone() };
    let marks = MarkIds::of(connection, &query.filter, query.window)?;
    let total = count(connection, &query, &marks)?;
    let rows: Vec<MemberRow> = page(&query, &marks, "page.joined_at").load(connection)?;
    let items = rows
        .into_iter()
        .map(|row| Ok(Member { customer: row.customer.try_into()?, joined_at: row.joined_at }))
        .collect::<Result<_, PgError>>()?;
    Ok(Page { items, total })
}

#[derive(QueryableByName)]
struct MemberRow {
    #[diesel(embed)]
    customer: CustomerRow,
    #[diesel(sql_type = Timestamptz)]
    joined_at: DateTime<Utc>,
}

/// Where rows are skipped, the page's ids are found first, on an index where there is one, so that those rows cost little.
/// Where none are, nothing is looked up twice.
fn page(query: &CustomerQuery, marks: &MarkIds, extra: &str) -> Statement {
    if query.filter.segment.is_none() && is_first_or_walk(query.window) {
        let columns =
            format!("SELECT {COLUMNS}, {extra} FROM customers c LEFT JOIN stores s ON s.id = c.store_id WHERE true");
        let sql = filter::customers(dynamic_statement(columns), &query.filter, marks);
        let sql = windowed(sql, query.window, "c.id", |sql| ordered(sql, query));
        return if query.filter == CustomerFilter::default() { sql.cached() } else { sql };
    }
    let inner_joined = if query.filter.segment.is_some() { ", m.joined_at" } else { "" };
    let mut sql = dynamic_statement(format!(
        "SELECT {COLUMNS}, {extra} FROM (SELECT *, row_number() OVER () AS position FROM (SELECT c.id{inner_joined} "
    ));
    sql = matching(sql, &query.filter, marks);
    sql = windowed(sql, query.window, "c.id", |sql| ordered(sql, query));
    sql = sql.push(
        ") found) page JOIN customers c ON c.id = page.id LEFT JOIN stores s ON s.id = c.store_id ORDER BY page.position",
    );
    sql
}

fn matching(sql: Statement, filter: &CustomerFilter, marks: &MarkIds) -> Statement {
    let sql = match filter.segment {
        None => sql.push("FROM customers c WHERE true"),
        Some(segment) => sql
            .push("FROM segment_members m JOIN customers c ON c.id = m.customer_id WHERE m.segment_id = $?")
            .bind::<Int8, _>(segment.get()),
    };
    filter::customers(sql, filter, marks)
}

fn ordered(sql: Statement, query: &CustomerQuery) -> Statement {
    let way = direction(query.direction);
    let by = |columns: &[&str]| {
        let terms: Vec<_> = columns.iter().map(|column| format!("{column} {way}")).collect();
        format!(" ORDER BY {}, c.id {way}", terms.join(", "))
    };
    let nullable = |column: &str| match query.direction {
        Direction::Ascending => by(&[column]),
        Direction::Descending => format!(" ORDER BY {column} DESC NULLS LAST, c.id DESC"),
    };
    let text = match query.order {
        CustomerOrder::Name => by(&["lower(c.last_name)", "lower(c.first_name)"]),
        CustomerOrder::Joined if query.filter.segment.is_some() => by(&["m.joined_at"]),
        CustomerOrder::Id | CustomerOrder::Joined => format!(" ORDER BY c.id {way}"),
        CustomerOrder::Include => {
            return sql
                .push(&format!(" ORDER BY array_position($?, c.id) {way}"))
                .bind::<Array<Int8>, _>(numbers(&query.filter.include));
        }
        CustomerOrder::Email => by(&["c.email"]),
        CustomerOrder::Created => by(&["c.created_at"]),
        CustomerOrder::Modified => by(&["c.modified_at"]),
        CustomerOrder::TotalSpent => by(&["c.total_spent"]),
        CustomerOrder::OrdersCount => by(&["c.orders_count"]),
        CustomerOrder::AverageOrderValue => nullable("(c.total_spent / nullif(c.orders_count, 0))"),
        CustomerOrder::LastOrder => nullable("c.last_order_at"),
        CustomerOrder::Birthday => nullable("c.birthday"),
    };
    sql.push(&text)
}

/// Without a filter, and for a tag, a group or a company alone, there are counters; else the matching rows are counted.
fn count(connection: &mut PgConnection, query: &CustomerQuery, marks: &MarkIds) -> Result<u64, PgError> {
    let filter = &query.filter;
    let others = CustomerFilter { company: None, tags: Vec::new(), groups: Vec::new(), ..filter.clone() };
    if others != CustomerFilter::default() {
        return total(connection, matching(dynamic_statement("SELECT count(*) AS total "), filter, &marks.counting()));
    }
    let name = match (filter.company, marks.is_empty()) {
        (None, true) => Some("customers".to_owned()),
        (None, false) => marks.counter(),
        (Some(company), true) => {
            let sum = "SELECT coalesce(sum(customers), 0)::bigint AS total FROM company_totals WHERE company_id = $?";
            return total(connection, statement(sum).bind::<Int8, _>(company.get()));
        }
        (Some(_), false) => None,
    };
    match name {
        Some(name) => {
            let sum = "SELECT coalesce(sum(delta), 0)::bigint AS total FROM row_counts WHERE name = $?";
            total(connection, statement(sum).bind::<Text, _>(name))
        }
        None => total(connection, matching(dynamic_statement("SELECT count(*) AS total "), filter, &marks.counting())),
    }
}
