//! [`CustomerStore`] on PostgreSQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    Connection, OptionalExtension, PgConnection, RunQueryDsl,
    sql_types::{Int8, Text},
};
use growffinity_customers::{
    Consent, Customer, CustomerQuery, Member, NewCustomer, Stats, Ties,
    ports::{CustomerStore, Written},
};
use growffinity_kernel::{CustomerId, DomainEvent, EmailAddress, Page, SegmentId, StoreError};

use super::{
    list,
    rows::{COLUMNS, CustomerRow},
    stats, write,
};
use crate::{
    Database,
    counts::Counts,
    error::PgError,
    statement::{Statement, dynamic_statement},
};

/// Customers in `database`.
#[derive(Debug, Clone)]
pub struct PgCustomers(Database, Counts);

impl PgCustomers {
    /// The store in `database`.
    pub fn new(database: Database) -> Self {
        Self(database, Counts::default())
    }
}

fn select(condition: &str) -> Statement {
    dynamic_statement(format!(
        "SELECT {COLUMNS} FROM customers c LEFT JOIN stores s ON s.id = c.store_id WHERE {condition}"
    ))
    .cached()
}

/// The customer with this id.
pub(super) fn find(connection: &mut PgConnection, id: i64) -> Result<Option<Customer>, PgError> {
    let row: Option<CustomerRow> = select("c.id = $?").bind::<Int8, _>(id).get_result(connection).optional()?;
    row.map(TryInto::try_into).transpose()
}

/// The customer with this address.
pub(super) fn find_by_email(connection: &mut PgConnection, email: &str) -> Result<Option<Customer>, PgError> {
    let sql = select("c.email = $?").bind::<Text, _>(email.to_owned());
    let row: Option<CustomerRow> = sql.get_result(connection).optional()?;
    row.map(TryInto::try_into).transpose()
}

#[async_trait]
impl CustomerStore for PgCustomers {
    async fn find(&self, id: CustomerId) -> Result<Option<Customer>, StoreError> {
        self.0.read("find_customer", move |connection| find(connection, id.get())).await
    }

    async fn find_by_email(&self, email: &EmailAddress) -> Result<Option<Customer>, StoreError> {
        let email = email.as_str().to_owned();
        self.0.read("find_customer_by_email", move |connection| find_by_email(connection, &email)).await
    }

    async fn list(&self, query: &CustomerQuery) -> Result<Page<Customer>, StoreError> {
        let (query, counts) = (query.clone(), self.1.clone());
        self.0.read("list_customers", move |connection| list::customers(connection, &counts, &query)).await
    }

    async fn list_members(&self, segment: SegmentId, query: &CustomerQuery) -> Result<Page<Member>, StoreError> {
        let (query, counts) = (query.clone(), self.1.clone());
        self.0.read("list_members", move |connection| list::members(connection, &counts, segment, &query)).await
    }

    async fn insert(
        &self,
        customer: &NewCustomer,
        consent: &Consent,
        now: DateTime<Utc>,
    ) -> Result<Written, StoreError> {
        let (customer, consent) = (customer.clone(), consent.clone());
        self.0.run("insert_customer", move |connection| write::insert(connection, &customer, &consent, now)).await
    }

    async fn save(
        &self,
        customer: &Customer,
        expected: i32,
        ties: &Ties,
        events: &[DomainEvent],
    ) -> Result<Written, StoreError> {
        let (customer, ties, events) = (customer.clone(), ties.clone(), events.to_vec());
        self.0
            .run("save_customer", move |connection| write::save(connection, &customer, expected, &ties, &events))
            .await
    }

    async fn recount(&self, limit: u32) -> Result<Vec<(CustomerId, Stats, Stats)>, StoreError> {
        self.0
            .read("recount_customers", move |connection| {
                connection.transaction(|connection| stats::differences(connection, limit))
            })
            .await
    }
}
