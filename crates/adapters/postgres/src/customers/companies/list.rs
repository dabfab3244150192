//! Reading companies.

use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Int4, Int8, Jsonb, Numeric, Text, Timestamptz},
};
use growffinity_customers::{
    UniqueName,
    companies::{Company, CompanyFilter, CompanyOrder, CompanyQuery, CompanyTotals},
};
use growffinity_kernel::{CompanyId, Decimal, Page};
use serde_json::Value;

use crate::{
    customers::{
        rows::{id, json, money},
        search::push_search,
    },
    error::PgError,
    page::{among, by, by_include, total, windowed, within},
    statement::{Statement, dynamic_statement},
};

const COLUMNS: &str = "y.id, y.name, y.email, y.phone, y.website, y.address, y.social, y.notes, y.version, \
    y.created_at, y.modified_at, s.*";

/// What the customers of the company `y` add up to.
const SUMS: &str = "LEFT JOIN LATERAL (SELECT coalesce(sum(k.customers), 0)::bigint AS customers_count, \
        coalesce(sum(k.orders), 0)::bigint AS orders_count, coalesce(sum(k.revenue), 0) AS total_revenue \
    FROM company_totals k WHERE k.company_id = y.id) s ON true";

/// The same for all companies at once, for sorting by it.
const ALL_SUMS: &str = "LEFT JOIN (SELECT k.company_id, sum(k.customers) AS customers_count, \
        sum(k.orders) AS orders_count, sum(k.revenue) AS total_revenue \
    FROM company_totals k GROUP BY k.company_id) a ON a.company_id = y.id";

#[derive(QueryableByName)]
struct CompanyRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    email: String,
    #[diesel(sql_type = Text)]
    phone: String,
    #[diesel(sql_type = Text)]
    website: String,
    #[diesel(sql_type = Jsonb)]
    address: Value,
    #[diesel(sql_type = Jsonb)]
    social: Value,
    #[diesel(sql_type = Text)]
    notes: String,
    #[diesel(sql_type = Int4)]
    version: i32,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    modified_at: DateTime<Utc>,
    #[diesel(sql_type = Int8)]
    customers_count: i64,
    #[diesel(sql_type = Int8)]
    orders_count: i64,
    #[diesel(sql_type = Numeric)]
    total_revenue: Decimal,
}

impl TryFrom<CompanyRow> for Company {
    type Error = PgError;

    fn try_from(row: CompanyRow) -> Result<Self, PgError> {
        Ok(Self {
            id: id("company id", CompanyId::new(row.id))?,
            name: UniqueName::parse(&row.name).ok_or_else(|| PgError::inconsistent("name of a company", &row.name))?,
            email: row.email,
            phone: row.phone,
            website: row.website,
            address: json("address", row.address)?,
            social: json("social", row.social)?,
            notes: row.notes,
            totals: CompanyTotals {
                customers_count: row.customers_count,
                orders_count: row.orders_count,
                total_revenue: money("total_revenue", row.total_revenue)?,
            },
            version: row.version,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

/// The company with this id.
pub(super) fn find(connection: &mut PgConnection, number: i64) -> Result<Option<Company>, PgError> {
    let sql = dynamic_statement(format!("SELECT {COLUMNS} FROM companies y {SUMS} WHERE y.id = $?")).cached();
    let row: Option<CompanyRow> = sql.bind::<Int8, _>(number).get_result(connection).optional()?;
    row.map(TryInto::try_into).transpose()
}

/// A part of the list of companies.
pub(super) fn list(connection: &mut PgConnection, query: &CompanyQuery) -> Result<Page<Company>, PgError> {
    let counted = dynamic_statement("SELECT count(*) AS total FROM companies y WHERE true");
    let total = total(connection, filtered(counted, &query.filter))?;
    let summed = match query.order {
        CompanyOrder::CustomersCount | CompanyOrder::OrdersCount | CompanyOrder::TotalRevenue => ALL_SUMS,
        CompanyOrder::Name
        | CompanyOrder::Id
        | CompanyOrder::Include
        | CompanyOrder::Created
        | CompanyOrder::Modified => "",
    };
    let found = dynamic_statement(format!(
        "SELECT {COLUMNS} FROM (SELECT *, row_number() OVER () AS position FROM \
         (SELECT y.id FROM companies y {summed} WHERE true"
    ));
    let found = filtered(found, &query.filter);
    let rows: Vec<CompanyRow> = windowed(found, query.window, "y.id", |sql| ordered(sql, query))
        .push(&format!(") found) page JOIN companies y ON y.id = page.id {SUMS} ORDER BY page.position"))
        .load(connection)?;
    Ok(Page { items: rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?, total })
}

fn filtered(mut sql: Statement, filter: &CompanyFilter) -> Statement {
    if let Some(search) = &filter.search {
        sql = push_search(sql.push(" AND "), "company_words(y.name, y.email)", search);
    }
    sql = among(sql, "y", &filter.include, &filter.exclude);
    sql = within(sql, "y.created_at", filter.created);
    sql = within(sql, "y.modified_at", filter.modified);
    if let Some(email) = &filter.email {
        sql = sql.push(" AND lower(y.email) = $? AND y.email <> ''").bind::<Text, _>(email.as_str().to_owned());
    }
    if let Some(country) = &filter.country {
        sql = sql.push(" AND y.address ->> 'country' = $?").bind::<Text, _>(country.clone());
    }
    sql
}

fn ordered(sql: Statement, query: &CompanyQuery) -> Statement {
    let column = match query.order {
        CompanyOrder::Name => "y.folded",
        CompanyOrder::Id => "y.id",
        CompanyOrder::Include => return by_include(sql, "y", &query.filter.include, query.direction),
        CompanyOrder::Created => "y.created_at",
        CompanyOrder::Modified => "y.modified_at",
        CompanyOrder::CustomersCount => "coalesce(a.customers_count, 0)",
        CompanyOrder::OrdersCount => "coalesce(a.orders_count, 0)",
        CompanyOrder::TotalRevenue => "coalesce(a.total_revenue, 0)",
    };
    by(sql, column, "y", query.direction)
}
