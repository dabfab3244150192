//! [`TimelineStore`] on PostgreSQL: three tables as one list.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Jsonb, Nullable, Numeric, Text, Timestamptz},
};
use growffinity_customers::timeline::{
    Happened, Money, TimelineKind, TimelineOrder, TimelineQuery, What, ports::TimelineStore,
};
use growffinity_kernel::{CustomerId, Decimal, EventType, Page, StoreError};
use serde_json::{Map, Value};

use super::rows::{json, money};
use crate::{
    Database,
    error::PgError,
    page::{among, by, by_include, total, windowed, within},
    statement::{Statement, dynamic_statement},
};

/// Timelines in `database`.
#[derive(Debug, Clone)]
pub struct PgTimeline(Database);

impl PgTimeline {
    /// The store in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl TimelineStore for PgTimeline {
    async fn timeline(&self, customer: CustomerId, query: &TimelineQuery) -> Result<Page<Happened>, StoreError> {
        let query = query.clone();
        self.0.read("timeline", move |connection| list(connection, customer, &query)).await
    }
}

/// What happened to one customer, three times bound. Ids of the three tables are of one sequence. The making and the
/// completion of a thing are told as of its own date.
const HAPPENED: &str = "FROM ( \
    SELECT e.id, e.type, e.object_type, e.object_id, e.data, e.occurred_at AS told_at, \
           coalesce(CASE e.type WHEN 'order.created' THEN o.created_at WHEN 'order.completed' THEN o.completed_at \
                                WHEN 'customer.created' THEN c.created_at END, e.occurred_at) AS happened_at \
    FROM events e \
    LEFT JOIN orders o ON e.object_type = 'order' AND o.id = e.object_id \
    LEFT JOIN customers c ON e.object_type = 'customer' AND c.id = e.object_id \
    WHERE e.customer_id = $? AND e.type <> 'event.recorded' \
    UNION ALL \
    SELECT v.id, 'event.recorded', 'event', v.id, jsonb_build_object('name', v.name, 'properties', v.properties), \
           v.created_at, v.occurred_at \
    FROM custom_events v WHERE v.customer_id = $? \
    UNION ALL \
    SELECT n.id, 'note.added', 'note', n.id, \
           jsonb_build_object('category', n.category, 'note', n.note, 'author', coalesce(nullif(u.name, ''), u.login)), \
           n.modified_at, n.created_at \
    FROM notes n LEFT JOIN users u ON u.id = n.author_id WHERE n.customer_id = $?) t WHERE true";

/// The things that the entries of a page are about, by their names of now.
const CALLED: &str = ") found) page \
    LEFT JOIN orders o ON page.object_type = 'order' AND o.id = page.object_id \
    LEFT JOIN segments s ON page.object_type = 'segment' AND s.id = page.object_id \
    LEFT JOIN campaigns k ON k.id = CASE page.object_type WHEN 'campaign' THEN page.object_id \
        WHEN 'recipient' THEN (page.data ->> 'campaign_id')::bigint END \
    ORDER BY page.position";

#[derive(QueryableByName)]
struct HappenedRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text, column_name = "type")]
    kind: String,
    #[diesel(sql_type = Int8)]
    object_id: i64,
    #[diesel(sql_type = Jsonb)]
    data: Value,
    #[diesel(sql_type = Timestamptz)]
    happened_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    called: Option<String>,
    #[diesel(sql_type = Nullable<Numeric>)]
    total: Option<Decimal>,
    #[diesel(sql_type = Nullable<Text>)]
    currency: Option<String>,
}

impl TryFrom<HappenedRow> for Happened {
    type Error = PgError;

    fn try_from(row: HappenedRow) -> Result<Self, PgError> {
        let kind = TimelineKind::from_name(&row.kind).ok_or_else(|| PgError::inconsistent("event type", &row.kind))?;
        let mut data: Map<String, Value> = json("event data", row.data)?;
        let mut text = |member: &str| match data.remove(member) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let what = match kind {
            TimelineKind::Event(EventType::CustomEventRecorded) => What::Custom {
                name: text("name").unwrap_or_default(),
                properties: data.remove("properties").unwrap_or_default(),
            },
            TimelineKind::NoteAdded => What::Note {
                category: text("category").unwrap_or_default(),
                text: text("note").unwrap_or_default(),
                author: text("author"),
            },
            TimelineKind::Event(kind) => What::Event {
                kind,
                object: row.object_id,
                data,
                called: row.called,
                total: sum(row.total, row.currency)?,
            },
        };
        Ok(Self { id: row.id, at: row.happened_at, what })
    }
}

fn sum(amount: Option<Decimal>, currency: Option<String>) -> Result<Option<Money>, PgError> {
    let (Some(amount), Some(currency)) = (amount, currency) else { return Ok(None) };
    let currency = currency.parse().map_err(|error| PgError::inconsistent("currency", error))?;
    Ok(Some(Money { amount: money("total", amount)?, currency }))
}

fn list(connection: &mut PgConnection, customer: CustomerId, query: &TimelineQuery) -> Result<Page<Happened>, PgError> {
    let counted = dynamic_statement(format!("SELECT count(*) AS total {HAPPENED}"));
    let total = total(connection, filtered(counted, customer, query))?;
    let found = dynamic_statement(format!(
        "SELECT page.*, coalesce(o.number, s.name, k.name) AS called, o.total, o.currency \
         FROM (SELECT *, row_number() OVER () AS position FROM (SELECT t.* {HAPPENED}"
    ));
    let found = filtered(found, customer, query);
    let rows: Vec<HappenedRow> =
        windowed(found, query.window, "t.id", |sql| ordered(sql, query)).push(CALLED).load(connection)?;
    Ok(Page { items: rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?, total })
}

fn filtered(mut sql: Statement, customer: CustomerId, query: &TimelineQuery) -> Statement {
    for _ in 0..3 {
        sql = sql.bind::<Int8, _>(customer.get());
    }
    if !query.kinds.is_empty() {
        let names: Vec<_> = query.kinds.iter().map(|kind| kind.as_str()).collect();
        sql = sql.push(" AND t.type = ANY($?)").bind::<Array<Text>, _>(names);
    }
    if let Some(search) = &query.search {
        sql = sql
            .push(" AND strpos(lower(t.type || ' ' || t.data::text), lower($?)) > 0")
            .bind::<Text, _>(search.clone());
    }
    sql = among(sql, "t", &query.include, &query.exclude);
    sql = within(sql, "t.happened_at", query.created);
    within(sql, "t.told_at", query.modified)
}

fn ordered(sql: Statement, query: &TimelineQuery) -> Statement {
    match query.order {
        TimelineOrder::Date => by(sql, "t.happened_at", "t", query.direction),
        TimelineOrder::Id => by(sql, "t.id", "t", query.direction),
        TimelineOrder::Include => by_include(sql, "t", &query.include, query.direction),
    }
}
