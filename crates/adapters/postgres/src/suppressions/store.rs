//! [`SuppressionStore`] on PostgreSQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    Connection, OptionalExtension, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Nullable, Text, Timestamptz},
};
use growffinity_campaigns::suppression::{
    NewSuppression, Suppression, SuppressionOrder, SuppressionQuery, SuppressionReason, SuppressionStore,
};
use growffinity_kernel::{CustomerId, EmailAddress, Page, StoreError, SuppressionId};

use super::AddressKeys;
use crate::{
    Database,
    audit::{Note, note},
    error::PgError,
    page::{among, by, by_include, total, windowed, within},
    statement::{IdRow, Statement, dynamic_statement, statement},
};

/// Suppressions in `database`, hashed with `keys`.
#[derive(Debug, Clone)]
pub struct PgSuppressions {
    database: Database,
    keys: AddressKeys,
}

impl PgSuppressions {
    /// The store in `database`; addresses are hashed with `keys`.
    pub const fn new(database: Database, keys: AddressKeys) -> Self {
        Self { database, keys }
    }
}

const COLUMNS: &str = "s.id, s.reason, s.source, s.created_at, c.email, c.id AS customer_id";
const TABLES: &str = "suppressions s LEFT JOIN customers c ON c.id = s.customer_id";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    reason: String,
    #[diesel(sql_type = Text)]
    source: String,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    email: Option<String>,
    #[diesel(sql_type = Nullable<Int8>)]
    customer_id: Option<i64>,
}

impl TryFrom<Row> for Suppression {
    type Error = PgError;

    fn try_from(row: Row) -> Result<Self, PgError> {
        let email = row.email.map(|email| email.parse()).transpose();
        Ok(Self {
            id: SuppressionId::new(row.id).ok_or_else(|| PgError::inconsistent("suppression id", row.id))?,
            email: email.map_err(|error| PgError::inconsistent("e-mail address", error))?,
            customer: row.customer_id.and_then(CustomerId::new),
            reason: SuppressionReason::from_name(&row.reason)
                .ok_or_else(|| PgError::inconsistent("reason", &row.reason))?,
            source: row.source,
            created_at: row.created_at,
        })
    }
}

#[async_trait]
impl SuppressionStore for PgSuppressions {
    async fn add(&self, new: &NewSuppression, now: DateTime<Utc>) -> Result<(Suppression, bool), StoreError> {
        let (new, keys) = (new.clone(), self.keys.clone());
        self.database
            .run("add_suppression", move |connection| {
                connection.transaction(|connection| add(connection, &keys, &new, now))
            })
            .await
    }

    async fn find(&self, id: SuppressionId) -> Result<Option<Suppression>, StoreError> {
        self.database.read("find_suppression", move |connection| find(connection, id.get())).await
    }

    async fn list(&self, query: &SuppressionQuery) -> Result<Page<Suppression>, StoreError> {
        let (query, keys) = (query.clone(), self.keys.clone());
        self.database.read("list_suppressions", move |connection| list(connection, &keys, &query)).await
    }

    async fn remove(&self, id: SuppressionId) -> Result<Option<Suppression>, StoreError> {
        self.database
            .run("remove_suppression", move |connection| {
                connection.transaction(|connection| {
                    let before = find(connection, id.get())?;
                    statement("DELETE FROM suppressions WHERE id = $?")
                        .bind::<Int8, _>(id.get())
                        .execute(connection)?;
                    Ok(before)
                })
            })
            .await
    }
}

fn find(connection: &mut PgConnection, id: i64) -> Result<Option<Suppression>, PgError> {
    let sql = dynamic_statement(format!("SELECT {COLUMNS} FROM {TABLES} WHERE s.id = $?"));
    let row: Option<Row> = sql.cached().bind::<Int8, _>(id).get_result(connection).optional()?;
    row.map(TryInto::try_into).transpose()
}

/// Adds one unless any key finds it, and writes down who has the address now.
fn add(
    connection: &mut PgConnection,
    keys: &AddressKeys,
    new: &NewSuppression,
    now: DateTime<Utc>,
) -> Result<(Suppression, bool), PgError> {
    let known = dynamic_statement(format!(
        "UPDATE suppressions s SET customer_id = coalesce((SELECT id FROM customers WHERE email = a.email), s.customer_id) \
         FROM (SELECT $? AS email) a, {} \
         WHERE s.key_id = k.id AND s.hash = address_hash(a.email, k.inner_pad, k.outer_pad) RETURNING s.id",
        AddressKeys::UNNEST
    ));
    let known = known.cached().bind::<Text, _>(new.email.to_string());
    let known: Option<IdRow> = keys.bind(known).get_result(connection).optional()?;
    let (id, is_new) =
        if let Some(found) = known { (found.id, false) } else { (insert(connection, keys, new, now)?, true) };
    let suppression =
        find(connection, id)?.ok_or_else(|| PgError::inconsistent("suppression", "just written, gone"))?;
    Ok((suppression, is_new))
}

fn insert(
    connection: &mut PgConnection,
    keys: &AddressKeys,
    new: &NewSuppression,
    now: DateTime<Utc>,
) -> Result<i64, PgError> {
    let sql = dynamic_statement(format!(
        "INSERT INTO suppressions (key_id, hash, reason, source, customer_id, created_at) \
         SELECT k.id, address_hash(a.email, k.inner_pad, k.outer_pad), a.reason, a.source, \
                (SELECT id FROM customers WHERE email = a.email), a.now \
         FROM (SELECT $? AS email, $? AS reason, $? AS source, $?::timestamptz AS now) a, {} \
         WHERE k.place = 1 ON CONFLICT DO NOTHING RETURNING id",
        AddressKeys::UNNEST
    ));
    let sql = sql
        .cached()
        .bind::<Text, _>(new.email.to_string())
        .bind::<Text, _>(new.reason.as_str())
        .bind::<Text, _>(new.source.clone())
        .bind::<Timestamptz, _>(now);
    let made: Option<IdRow> = keys.bind(sql).get_result(connection).optional()?;
    // Someone else added it since it was looked for: the next try finds it.
    let made = made.ok_or(PgError::LostRace)?;
    note(Note::new("suppression.create", "suppression", made.id));
    Ok(made.id)
}

fn list(
    connection: &mut PgConnection,
    keys: &AddressKeys,
    query: &SuppressionQuery,
) -> Result<Page<Suppression>, PgError> {
    let counted = dynamic_statement(format!("SELECT count(*) AS total FROM {TABLES} WHERE true"));
    let total = total(connection, filtered(counted, keys, query))?;
    let found = filtered(dynamic_statement(format!("SELECT {COLUMNS} FROM {TABLES} WHERE true")), keys, query);
    let rows: Vec<Row> = windowed(found, query.window, "s.id", |sql| ordered(sql, query)).load(connection)?;
    Ok(Page { items: rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?, total })
}

fn filtered(mut sql: Statement, keys: &AddressKeys, query: &SuppressionQuery) -> Statement {
    let search = query.search.as_ref().map(|text| text.parse::<EmailAddress>().ok());
    for email in search.into_iter().chain(query.email.clone().map(Some)) {
        let Some(email) = email else {
            sql = sql.push(" AND false");
            continue;
        };
        sql = sql
            .push(" AND (s.hash, s.key_id) IN (SELECT address_hash($?, k.inner_pad, k.outer_pad), k.id FROM ")
            .push(AddressKeys::UNNEST)
            .push(")")
            .bind::<Text, _>(email.to_string());
        sql = keys.bind(sql);
    }
    sql = among(sql, "s", &query.include, &query.exclude);
    if !query.reason.is_empty() {
        let names: Vec<_> = query.reason.iter().map(|reason| reason.as_str()).collect();
        sql = sql.push(" AND s.reason = ANY($?)").bind::<Array<Text>, _>(names);
    }
    sql = within(sql, "s.created_at", query.created);
    within(sql, "s.created_at", query.modified)
}

fn ordered(sql: Statement, query: &SuppressionQuery) -> Statement {
    match query.order {
        SuppressionOrder::Created => by(sql, "s.created_at", "s", query.direction),
        SuppressionOrder::Id => by(sql, "s.id", "s", query.direction),
        SuppressionOrder::Include => by_include(sql, "s", &query.include, query.direction),
    }
}
