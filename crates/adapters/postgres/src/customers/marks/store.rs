//! [`MarkStore`] on PostgreSQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    Connection, PgConnection, RunQueryDsl,
    sql_types::{Array, Int8},
};
use growffinity_customers::{
    MarkKind, Marking, events,
    marks::{
        Mark, MarkQuery, NewMark,
        ports::{MarkOutcome, MarkStore, MarkWritten},
    },
};
use growffinity_kernel::{CustomerId, MarkId, Origin, Page, StoreError};

use super::{apply, list, write};
use crate::{
    Database,
    customers::rows::id,
    error::PgError,
    outbox,
    statement::{IdRow, statement},
};

/// Tags and groups in `database`.
#[derive(Debug, Clone)]
pub struct PgMarks(Database);

impl PgMarks {
    /// The store in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl MarkStore for PgMarks {
    async fn find(&self, kind: MarkKind, id: MarkId) -> Result<Option<Mark>, StoreError> {
        self.0.read("find_mark", move |connection| list::find(connection, kind, id.get())).await
    }

    async fn list(&self, kind: MarkKind, query: &MarkQuery) -> Result<Page<Mark>, StoreError> {
        let query = query.clone();
        self.0.read("list_marks", move |connection| list::list(connection, kind, &query)).await
    }

    async fn insert(&self, kind: MarkKind, mark: &NewMark, now: DateTime<Utc>) -> Result<MarkWritten, StoreError> {
        let mark = mark.clone();
        self.0
            .run("insert_mark", move |connection| {
                connection.transaction(|connection| write::insert(connection, kind, &mark, now))
            })
            .await
    }

    async fn save(&self, mark: &Mark, expected: i32) -> Result<MarkWritten, StoreError> {
        let mark = mark.clone();
        self.0
            .run("save_mark", move |connection| {
                connection.transaction(|connection| write::save(connection, &mark, expected))
            })
            .await
    }

    async fn delete(&self, kind: MarkKind, id: MarkId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        self.0
            .run("delete_mark", move |connection| {
                connection.transaction(|connection| write::delete(connection, kind, id.get(), now))
            })
            .await
    }

    async fn mark(
        &self,
        customers: &[CustomerId],
        marking: &Marking,
        origin: Origin,
        now: DateTime<Utc>,
    ) -> Result<MarkOutcome, StoreError> {
        let customers: Vec<i64> = customers.iter().copied().map(CustomerId::get).collect();
        let marking = marking.clone();
        self.0
            .run("mark_customers", move |connection| {
                connection.transaction(|connection| mark(connection, &customers, &marking, origin, now))
            })
            .await
    }
}

fn mark(
    connection: &mut PgConnection,
    customers: &[i64],
    marking: &Marking,
    origin: Origin,
    now: DateTime<Utc>,
) -> Result<MarkOutcome, PgError> {
    let found: Vec<IdRow> = statement("SELECT id FROM customers WHERE id = ANY($?) ORDER BY id FOR NO KEY UPDATE")
        .bind::<Array<Int8>, _>(customers.to_vec())
        .load(connection)?;
    let found: Vec<i64> = found.into_iter().map(|found| found.id).collect();
    let marked = apply(connection, &found, marking, now)?;
    let mut outcome = MarkOutcome::default();
    for number in found {
        outcome.found.push(id("customer id", CustomerId::new(number))?);
    }
    let mut told = Vec::with_capacity(marked.len());
    for (number, marked) in marked {
        let customer = id("customer id", CustomerId::new(number))?;
        let mut events = Vec::with_capacity(1);
        events::customer_tied(&mut events, customer, &marked, origin, now);
        told.extend(events);
        outcome.changed.push(customer);
    }
    outbox::append(connection, &told)?;
    Ok(outcome)
}
