//! SQL text with bound values that PostgreSQL prepares once a connection.
//!
//! diesel's `sql_query` is never cached, and planning a short statement costs more than running it. A [`Statement`] of
//! constant text is; one that is put together as a list's filters demand is not, for there are too many of those. Each
//! `$?` takes the next bound value, in order.

use std::borrow::Cow;

use diesel::{
    PgConnection, QueryResult, QueryableByName, RunQueryDsl,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    serialize::ToSql,
    sql_types::{HasSqlType, Int8, Untyped},
};

/// One statement with its values.
pub(crate) struct Statement {
    sql: Cow<'static, str>,
    cached: bool,
    binds: Vec<Box<dyn QueryFragment<Pg> + Send>>,
}

/// The row of a statement that answers ids alone, in its column `id`.
#[derive(QueryableByName)]
pub(crate) struct IdRow {
    #[diesel(sql_type = Int8)]
    pub(crate) id: i64,
}

/// The statement `sql`.
pub(crate) fn statement(sql: &'static str) -> Statement {
    Statement { sql: Cow::Borrowed(sql), cached: true, binds: Vec::new() }
}

/// A statement whose text was put together for the occasion.
pub(crate) fn dynamic_statement(sql: impl Into<String>) -> Statement {
    Statement { sql: Cow::Owned(sql.into()), cached: false, binds: Vec::new() }
}

impl Statement {
    /// Continues the text.
    pub(crate) fn push(mut self, sql: &str) -> Self {
        self.sql.to_mut().push_str(sql);
        self
    }

    /// The same, to be planned and not run.
    #[cfg(test)]
    pub(crate) fn explained(mut self) -> Self {
        self.sql.to_mut().insert_str(0, "EXPLAIN (COSTS OFF) ");
        self.cached = false;
        self
    }

    /// Lets the connection keep its plan: for text that takes few forms.
    pub(crate) fn cached(mut self) -> Self {
        self.cached = true;
        self
    }

    /// Gives the next `$?` its value.
    pub(crate) fn bind<T, V>(mut self, value: V) -> Self
    where
        T: Send + 'static,
        V: ToSql<T, Pg> + Send + 'static,
        Pg: HasSqlType<T>,
    {
        self.binds.push(Box::new(Bound { value, sql_type: std::marker::PhantomData::<T> }));
        self
    }
}

struct Bound<T, V> {
    value: V,
    sql_type: std::marker::PhantomData<T>,
}

impl<T, V> QueryFragment<Pg> for Bound<T, V>
where
    V: ToSql<T, Pg>,
    Pg: HasSqlType<T>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_bind_param::<T, V>(&self.value)
    }
}

impl QueryFragment<Pg> for Statement {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        if !self.cached {
            out.unsafe_to_cache_prepared();
        }
        let mut texts = self.sql.split("$?");
        out.push_sql(texts.next().unwrap_or_default());
        let mut binds = self.binds.iter();
        for text in texts {
            let bind = binds.next().ok_or_else(|| unbound(&self.sql))?;
            bind.walk_ast(out.reborrow())?;
            out.push_sql(text);
        }
        if binds.next().is_some() { Err(unbound(&self.sql)) } else { Ok(()) }
    }
}

fn unbound(sql: &str) -> diesel::result::Error {
    diesel::result::Error::QueryBuilderError(format!("values and placeholders differ in number in: {sql}").into())
}

impl QueryId for Statement {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Statement {
    type SqlType = Untyped;
}

impl RunQueryDsl<PgConnection> for Statement {}
