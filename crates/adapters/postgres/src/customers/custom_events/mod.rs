//! [`CustomEventStore`] on PostgreSQL.

mod people;
mod record;
mod rows;

use async_trait::async_trait;
use diesel::{
    Connection, OptionalExtension, PgConnection, RunQueryDsl,
    sql_types::{Array, Int8, Text},
};
use growffinity_customers::custom_events::{
    CustomEvent, CustomEventDraft, CustomEventOrder, CustomEventQuery, RecordedEvent,
    ports::{CustomEventStore, EventTerms},
};
use growffinity_kernel::{CustomEventId, CustomerId, Page, StoreError};

pub(super) use self::record::record;
use self::rows::{COLUMNS, EventRow};
use crate::{
    Database,
    error::PgError,
    page::{among, by, by_include, total, windowed, within},
    statement::{Statement, dynamic_statement},
};

/// Custom events in `database`.
#[derive(Debug, Clone)]
pub struct PgCustomEvents(Database);

impl PgCustomEvents {
    /// The store in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl CustomEventStore for PgCustomEvents {
    async fn find(&self, id: CustomEventId) -> Result<Option<CustomEvent>, StoreError> {
        self.0
            .read("find_custom_event", move |connection| {
                let sql = dynamic_statement(format!("SELECT {COLUMNS} FROM custom_events e WHERE e.id = $?"));
                let row: Option<EventRow> = sql.cached().bind::<Int8, _>(id.get()).get_result(connection).optional()?;
                row.map(TryInto::try_into).transpose()
            })
            .await
    }

    async fn list(&self, customer: CustomerId, query: &CustomEventQuery) -> Result<Page<CustomEvent>, StoreError> {
        let query = query.clone();
        self.0.read("list_custom_events", move |connection| list(connection, customer, &query)).await
    }

    async fn record(
        &self,
        drafts: Vec<CustomEventDraft>,
        terms: &EventTerms,
    ) -> Result<Vec<Option<RecordedEvent>>, StoreError> {
        let terms = terms.clone();
        self.0
            .run("record_custom_events", move |connection| {
                connection.transaction(|connection| record(connection, &drafts, &terms))
            })
            .await
    }
}

fn list(
    connection: &mut PgConnection,
    customer: CustomerId,
    query: &CustomEventQuery,
) -> Result<Page<CustomEvent>, PgError> {
    let counted = dynamic_statement("SELECT count(*) AS total FROM custom_events e WHERE e.customer_id = $?");
    let total = total(connection, filtered(counted, customer, query))?;
    let found = dynamic_statement(format!("SELECT {COLUMNS} FROM custom_events e WHERE e.customer_id = $?"));
    let rows: Vec<EventRow> =
        windowed(filtered(found, customer, query), query.window, "e.id", |sql| ordered(sql, query)).load(connection)?;
    Ok(Page { items: rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?, total })
}

/// Adds the conditions to a statement that ends in the customer's.
fn filtered(sql: Statement, customer: CustomerId, query: &CustomEventQuery) -> Statement {
    let mut sql = sql.bind::<Int8, _>(customer.get());
    if !query.names.is_empty() {
        sql = sql.push(" AND e.name = ANY($?)").bind::<Array<Text>, _>(query.names.clone());
    }
    if let Some(search) = &query.search {
        sql = sql.push(" AND strpos(lower(e.name), lower($?)) > 0").bind::<Text, _>(search.clone());
    }
    sql = among(sql, "e", &query.include, &query.exclude);
    sql = within(sql, "e.occurred_at", query.created);
    within(sql, "e.created_at", query.modified)
}

fn ordered(sql: Statement, query: &CustomEventQuery) -> Statement {
    match query.order {
        CustomEventOrder::Occurred => by(sql, "e.occurred_at", "e", query.direction),
        CustomEventOrder::Id => by(sql, "e.id", "e", query.direction),
        CustomEventOrder::Include => by_include(sql, "e", &query.include, query.direction),
    }
}
