//! [`NoteStore`] on PostgreSQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int4, Int8, Nullable, Text, Timestamptz},
};
use growffinity_customers::notes::{Author, NewNote, Note, NoteCategory, NoteOrder, NoteQuery, ports::NoteStore};
use growffinity_kernel::{CustomerId, NoteId, Page, StoreError, UserId};

use super::rows::id;
use crate::{
    Database,
    error::PgError,
    page::{among, by, by_include, total, windowed, within},
    statement::{Statement, dynamic_statement},
};

/// Notes in `database`.
#[derive(Debug, Clone)]
pub struct PgNotes(Database);

impl PgNotes {
    /// The store in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

/// A note `n` with its author.
const SELECTED: &str = "SELECT n.id, n.customer_id, n.category, n.note, n.author_id, \
    coalesce(nullif(u.name, ''), u.login) AS author, n.version, n.created_at, n.modified_at";

#[derive(QueryableByName)]
struct NoteRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Int8)]
    customer_id: i64,
    #[diesel(sql_type = Text)]
    category: String,
    #[diesel(sql_type = Text)]
    note: String,
    #[diesel(sql_type = Nullable<Int8>)]
    author_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    author: Option<String>,
    #[diesel(sql_type = Int4)]
    version: i32,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    modified_at: DateTime<Utc>,
}

impl TryFrom<NoteRow> for Note {
    type Error = PgError;

    fn try_from(row: NoteRow) -> Result<Self, PgError> {
        let author = match row.author_id {
            Some(number) => {
                Some(Author { id: id("user id", UserId::new(number))?, name: row.author.unwrap_or_default() })
            }
            None => None,
        };
        Ok(Self {
            id: id("note id", NoteId::new(row.id))?,
            customer: id("customer id", CustomerId::new(row.customer_id))?,
            category: NoteCategory::from_name(&row.category)
                .ok_or_else(|| PgError::inconsistent("category", &row.category))?,
            text: row.note,
            author,
            version: row.version,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

#[async_trait]
impl NoteStore for PgNotes {
    async fn find(&self, customer: CustomerId, id: NoteId) -> Result<Option<Note>, StoreError> {
        self.0
            .read("find_note", move |connection| {
                let sql = dynamic_statement(format!(
                    "{SELECTED} FROM notes n LEFT JOIN users u ON u.id = n.author_id \
                     WHERE n.id = $? AND n.customer_id = $?"
                ));
                one(connection, sql.cached().bind::<Int8, _>(id.get()).bind::<Int8, _>(customer.get()))
            })
            .await
    }

    async fn list(&self, customer: CustomerId, query: &NoteQuery) -> Result<Page<Note>, StoreError> {
        let query = query.clone();
        self.0.read("list_notes", move |connection| list(connection, customer, &query)).await
    }

    async fn insert(&self, note: &NewNote, now: DateTime<Utc>) -> Result<Option<Note>, StoreError> {
        let note = note.clone();
        self.0
            .run("insert_note", move |connection| {
                // The customer is held until the note is in, so that an erasure sees it.
                let sql = dynamic_statement(format!(
                    "WITH n AS (INSERT INTO notes (customer_id, category, note, author_id, created_at, modified_at) \
                       SELECT c.id, $?, $?, $?, t.now, t.now \
                       FROM customers c, (SELECT $?::timestamptz AS now) t WHERE c.id = $? FOR KEY SHARE OF c \
                       RETURNING *) \
                     {SELECTED} FROM n LEFT JOIN users u ON u.id = n.author_id"
                ))
                .cached()
                .bind::<Text, _>(note.category.as_str())
                .bind::<Text, _>(note.text.clone())
                .bind::<Nullable<Int8>, _>(note.author.map(UserId::get))
                .bind::<Timestamptz, _>(now)
                .bind::<Int8, _>(note.customer.get());
                one(connection, sql)
            })
            .await
    }

    async fn save(&self, note: &Note, expected: i32) -> Result<Option<Note>, StoreError> {
        let note = note.clone();
        self.0
            .run("save_note", move |connection| {
                let sql = dynamic_statement(format!(
                    "WITH n AS (UPDATE notes SET category = $?, note = $?, modified_at = $?, version = version + 1 \
                       WHERE id = $? AND customer_id = $? AND version = $? RETURNING *) \
                     {SELECTED} FROM n LEFT JOIN users u ON u.id = n.author_id"
                ))
                .cached()
                .bind::<Text, _>(note.category.as_str())
                .bind::<Text, _>(note.text.clone())
                .bind::<Timestamptz, _>(note.modified_at)
                .bind::<Int8, _>(note.id.get())
                .bind::<Int8, _>(note.customer.get())
                .bind::<Int4, _>(expected);
                one(connection, sql)
            })
            .await
    }

    async fn delete(
        &self,
        customer: CustomerId,
        id: NoteId,
        expected: Option<i32>,
    ) -> Result<Option<Note>, StoreError> {
        self.0
            .run("delete_note", move |connection| {
                let sql = dynamic_statement(format!(
                    "WITH n AS (DELETE FROM notes WHERE id = $? AND customer_id = $? AND version = coalesce($?, version) \
                       RETURNING *) \
                     {SELECTED} FROM n LEFT JOIN users u ON u.id = n.author_id"
                ))
                .cached()
                .bind::<Int8, _>(id.get())
                .bind::<Int8, _>(customer.get())
                .bind::<Nullable<Int4>, _>(expected);
                one(connection, sql)
            })
            .await
    }
}

fn one(connection: &mut PgConnection, sql: Statement) -> Result<Option<Note>, PgError> {
    let row: Option<NoteRow> = sql.get_result(connection).optional()?;
    row.map(TryInto::try_into).transpose()
}

fn list(connection: &mut PgConnection, customer: CustomerId, query: &NoteQuery) -> Result<Page<Note>, PgError> {
    let counted = dynamic_statement("SELECT count(*) AS total FROM notes n WHERE n.customer_id = $?");
    let total = total(connection, filtered(counted, customer, query))?;
    let found = dynamic_statement(format!(
        "{SELECTED} FROM notes n LEFT JOIN users u ON u.id = n.author_id WHERE n.customer_id = $?"
    ));
    let rows: Vec<NoteRow> =
        windowed(filtered(found, customer, query), query.window, "n.id", |sql| ordered(sql, query)).load(connection)?;
    Ok(Page { items: rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?, total })
}

/// Adds the conditions to a statement that ends in the customer's.
fn filtered(sql: Statement, customer: CustomerId, query: &NoteQuery) -> Statement {
    let mut sql = sql.bind::<Int8, _>(customer.get());
    if !query.category.is_empty() {
        let names: Vec<_> = query.category.iter().map(|category| category.as_str()).collect();
        sql = sql.push(" AND n.category = ANY($?)").bind::<Array<Text>, _>(names);
    }
    if let Some(search) = &query.search {
        sql = sql.push(" AND strpos(lower(n.note), lower($?)) > 0").bind::<Text, _>(search.clone());
    }
    sql = among(sql, "n", &query.include, &query.exclude);
    sql = within(sql, "n.created_at", query.created);
    within(sql, "n.modified_at", query.modified)
}

fn ordered(sql: Statement, query: &NoteQuery) -> Statement {
    match query.order {
        NoteOrder::Created => by(sql, "n.created_at", "n", query.direction),
        NoteOrder::Id => by(sql, "n.id", "n", query.direction),
        NoteOrder::Include => by_include(sql, "n", &query.include, query.direction),
    }
}
