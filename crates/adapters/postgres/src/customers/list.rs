//! Lists of customers.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Int8, Timestamptz},
};
use growffinity_customers::{CustomerFilter, CustomerOrder, CustomerQuery, Member};
use growffinity_kernel::{CompanyId, Direction, Page, PerPage, SegmentId, Window};

use super::{
    filter,
    marks::MarkIds,
    rows::{COLUMNS, CustomerRow},
};
use crate::{
    counts::{Counts, counted},
    error::PgError,
    page::{by, by_include, direction, is_first_or_walk, total, windowed},
    statement::{Statement, dynamic_statement, statement},
};

/// A part of the list of customers. Without a filter the counter's total comes with the rows, in one round trip.
pub(super) fn customers(
    connection: &mut PgConnection,
    counts: &Counts,
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
        Some(first) if is_counted => crate::number::count(first.total)?,
        _ => count(connection, counts, query, &marks)?,
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
    counts: &Counts,
    segment: SegmentId,
    query: &CustomerQuery,
) -> Result<Page<Member>, PgError> {
    let query =
        CustomerQuery { filter: CustomerFilter { segment: Some(segment), ..query.filter.clone() }, ..query.clone() };
    let marks = MarkIds::of(connection, &query.filter, query.window)?;
    let total = count(connection, counts, &query, &marks)?;
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

/// The ids, from the one behind `after` on, of up to `limit` customers that `filter` finds.
pub(super) fn ids(
    connection: &mut PgConnection,
    filter: &CustomerFilter,
    after: i64,
    limit: u32,
) -> Result<Statement, PgError> {
    let window = Window::After { after, limit: PerPage::new(limit).unwrap_or_default() };
    let marks = MarkIds::of(connection, filter, window)?;
    let sql = matching(dynamic_statement("SELECT c.id "), filter, &marks);
    Ok(windowed(sql, window, "c.id", |sql| sql))
}

/// Where rows are skipped, the page's ids are found first, on an index where there is one, so that those rows cost little.
/// Where none are, nothing is looked up twice.
fn page(query: &CustomerQuery, marks: &MarkIds, extra: &str) -> Statement {
    let unset_first = may_be_unset(query.order).is_some() && query.direction == Direction::Descending;
    if query.filter.segment.is_none() && is_first_or_walk(query.window) && !unset_first {
        let columns =
            format!("SELECT {COLUMNS}, {extra} FROM customers c LEFT JOIN stores s ON s.id = c.store_id WHERE true");
        let sql = filter::customers(dynamic_statement(columns), &query.filter, marks);
        let sql = windowed(sql, query.window, "c.id", |sql| ordered(sql, query));
        return if query.filter == CustomerFilter::default() { sql.cached() } else { sql };
    }
    let sql =
        dynamic_statement(format!("SELECT {COLUMNS}, {extra} FROM (SELECT *, row_number() OVER () AS position FROM ("));
    found(sql, query, marks).push(
        ") found) page JOIN customers c ON c.id = page.id LEFT JOIN stores s ON s.id = c.store_id ORDER BY page.position",
    )
}

fn found(sql: Statement, query: &CustomerQuery, marks: &MarkIds) -> Statement {
    let joined = if query.filter.segment.is_some() { ", m.joined_at" } else { "" };
    let (Some(column), Direction::Descending, Window::Offset { offset, limit }) =
        (may_be_unset(query.order), query.direction, query.window)
    else {
        let sql = matching(sql.push(&format!("SELECT c.id{joined} ")), &query.filter, marks);
        return windowed(sql, query.window, "c.id", |sql| ordered(sql, query));
    };
    // An index has what is unset at its end: backward it would come first. So the two are read one after the other.
    let limit = limit.get();
    let most = offset.saturating_add(u64::from(limit));
    let part = |sql: Statement, is: &str, order: &str| {
        let sql = sql.push(&format!("(SELECT c.id{joined}, {column} AS sorted "));
        let sql = matching(sql, &query.filter, marks);
        sql.push(&format!(" AND {column} IS {is} ORDER BY {order} LIMIT {most})"))
    };
    let sql = part(sql.push("SELECT * FROM ("), "NOT NULL", &format!("{column} DESC, c.id DESC"));
    let sql = part(sql.push(" UNION ALL "), "NULL", "c.id DESC");
    sql.push(&format!(") parts ORDER BY sorted DESC NULLS LAST, id DESC LIMIT {limit} OFFSET {offset}"))
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
    let end = query.direction;
    let column = match query.order {
        CustomerOrder::Name => {
            let family = format!("lower(c.last_name) {}, lower(c.first_name)", direction(end));
            return by(sql, &family, "c", end);
        }
        CustomerOrder::Joined if query.filter.segment.is_some() => "m.joined_at",
        CustomerOrder::Id | CustomerOrder::Joined => "c.id",
        CustomerOrder::Include => return by_include(sql, "c", &query.filter.include, end),
        CustomerOrder::Email => "c.email",
        CustomerOrder::Created => "c.created_at",
        CustomerOrder::Modified => "c.modified_at",
        CustomerOrder::TotalSpent => "c.total_spent",
        CustomerOrder::OrdersCount => "c.orders_count",
        CustomerOrder::AverageOrderValue | CustomerOrder::LastOrder | CustomerOrder::Birthday => {
            may_be_unset(query.order).unwrap_or("c.id")
        }
    };
    by(sql, column, "c", end)
}

/// What a list is sorted by that some customers have not.
const fn may_be_unset(order: CustomerOrder) -> Option<&'static str> {
    match order {
        CustomerOrder::AverageOrderValue => Some("(c.total_spent / nullif(c.orders_count, 0))"),
        CustomerOrder::LastOrder => Some("c.last_order_at"),
        CustomerOrder::Birthday => Some("c.birthday"),
        CustomerOrder::Name
        | CustomerOrder::Id
        | CustomerOrder::Include
        | CustomerOrder::Email
        | CustomerOrder::Created
        | CustomerOrder::Modified
        | CustomerOrder::TotalSpent
        | CustomerOrder::OrdersCount
        | CustomerOrder::Joined => None,
    }
}

/// There are counters for no filter and for one of those most often asked for; else the matching rows are counted.
fn count(
    connection: &mut PgConnection,
    counts: &Counts,
    query: &CustomerQuery,
    marks: &MarkIds,
) -> Result<u64, PgError> {
    let filter = &query.filter;
    match counter(filter, marks) {
        Some(Counter::Rows(names)) => counted(connection, names),
        Some(Counter::Company(company)) => {
            let sum = "SELECT coalesce(sum(customers), 0)::bigint AS total FROM company_totals WHERE company_id = $?";
            total(connection, statement(sum).bind::<Int8, _>(company.get()))
        }
        Some(Counter::Segment(segment)) => {
            let kept = "SELECT coalesce(sum(members_count), 0)::bigint AS total FROM segments WHERE id = $?";
            total(connection, statement(kept).bind::<Int8, _>(segment.get()))
        }
        None => counts.total(connection, ("customers", filter), || {
            matching(dynamic_statement("SELECT count(*) AS total "), filter, &marks.counting())
        }),
    }
}

/// Where the total of a list stands.
enum Counter {
    Rows(Vec<String>),
    Company(CompanyId),
    Segment(SegmentId),
}

fn counter(filter: &CustomerFilter, marks: &MarkIds) -> Option<Counter> {
    let none = CustomerFilter::default;
    let is_only = |only: CustomerFilter| *filter == only;
    if is_only(none()) {
        return Some(Counter::Rows(vec!["customers".to_owned()]));
    }
    if is_only(CustomerFilter { status: filter.status.clone(), ..none() }) {
        let names: BTreeSet<_> = filter.status.iter().map(|it| format!("customers:status:{}", it.as_str())).collect();
        return Some(Counter::Rows(names.into_iter().collect()));
    }
    if is_only(CustomerFilter { label: filter.label.clone(), ..none() }) {
        let names: BTreeSet<_> = filter.label.iter().map(|it| format!("customers:label:{}", it.as_str())).collect();
        return Some(Counter::Rows(names.into_iter().collect()));
    }
    if let Some(store) = filter.store.filter(|_| is_only(CustomerFilter { store: filter.store, ..none() })) {
        return Some(Counter::Rows(vec![format!("customers:store:{store}")]));
    }
    if let Some(company) = filter.company.filter(|_| is_only(CustomerFilter { company: filter.company, ..none() })) {
        return Some(Counter::Company(company));
    }
    if let Some(segment) = filter.segment.filter(|_| is_only(CustomerFilter { segment: filter.segment, ..none() })) {
        return Some(Counter::Segment(segment));
    }
    let are_marks_only = is_only(CustomerFilter { tags: filter.tags.clone(), groups: filter.groups.clone(), ..none() });
    are_marks_only.then(|| marks.counter()).flatten().map(|name| Counter::Rows(vec![name]))
}
