//! Makes and drops whole databases: a migrated template once, then a clone of it for every test.

use diesel::{
    Connection, ConnectionError, PgConnection, RunQueryDsl,
    connection::SimpleConnection,
    sql_types::{BigInt, Bool, Text},
};

use crate::{MigrateError, migrate};

/// Guards the making of templates, so that of many test processes one makes it and the others wait.
const TEMPLATE_LOCK: &str = "7263948120010";

/// The databases of a server, over a direct connection with the right to make them.
pub struct Databases {
    url: String,
    connection: PgConnection,
}

#[derive(diesel::QueryableByName)]
struct Known {
    #[diesel(sql_type = Bool)]
    finished: bool,
}

impl Databases {
    /// Connects to the server at `url`.
    ///
    /// # Errors
    /// When it can't be reached.
    pub fn connect(url: &str) -> Result<Self, ConnectionError> {
        let mut connection = PgConnection::establish(url)?;
        let quiet = connection.batch_execute("SET client_min_messages = warning");
        quiet.map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(Self { url: url.to_owned(), connection })
    }

    /// The URL of the server's database `name`.
    pub fn url_of(&self, name: &str) -> String {
        if self.url.contains("://") {
            // Of a parameter given twice libpq takes the last.
            let join = if self.url.contains('?') { '&' } else { '?' };
            format!("{}{join}dbname={name}", self.url)
        } else {
            format!("{} dbname={name}", self.url)
        }
    }

    /// Makes the migrated database `name` unless it is there. A half-made one is made anew.
    ///
    /// # Errors
    /// When the server refuses or a migration fails.
    pub fn ensure_template(&mut self, name: &str) -> Result<(), MigrateError> {
        self.connection.batch_execute(&format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})"))?;
        let outcome = self.make_template(name);
        self.connection.batch_execute(&format!("SELECT pg_advisory_unlock({TEMPLATE_LOCK})"))?;
        outcome
    }

    fn make_template(&mut self, name: &str) -> Result<(), MigrateError> {
        let known: Vec<Known> =
            diesel::sql_query("SELECT datistemplate AS finished FROM pg_database WHERE datname = $1")
                .bind::<Text, _>(name)
                .load(&mut self.connection)?;
        if known.iter().any(|database| database.finished) {
            return Ok(());
        }
        self.drop_database(name)?;
        self.connection.batch_execute(&format!("CREATE DATABASE \"{name}\""))?;
        migrate(&self.url_of(name))?;
        // Nobody may connect any more: a session in the template would hold up its cloning.
        self.connection.batch_execute(&format!("ALTER DATABASE \"{name}\" ALLOW_CONNECTIONS false"))?;
        self.connection.batch_execute(&format!("ALTER DATABASE \"{name}\" IS_TEMPLATE true"))?;
        Ok(())
    }

    /// Makes the database `name` as a copy of `template`; one left over by that name goes first.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn clone_template(&mut self, template: &str, name: &str) -> Result<(), diesel::result::Error> {
        self.drop_database(name)?;
        let create = format!("CREATE DATABASE \"{name}\" TEMPLATE \"{template}\" STRATEGY = wal_log");
        self.connection.batch_execute(&create)
    }

    /// Drops the database `name`, throwing out whoever is in it. One that is not there is no error.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn drop_database(&mut self, name: &str) -> Result<(), diesel::result::Error> {
        self.connection.batch_execute(&format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)"))
    }
}

impl Databases {
    /// Runs `sql`, one or more statements, as it stands. For tools and tests: nothing is bound, nothing is checked.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn execute(&mut self, sql: &str) -> Result<(), diesel::result::Error> {
        self.connection.batch_execute(sql)
    }

    /// The whole number that `sql` answers, a query of one column. For tools and tests.
    ///
    /// # Errors
    /// When the server refuses or the answer is none.
    pub fn number(&mut self, sql: &str) -> Result<i64, diesel::result::Error> {
        let row: Number =
            diesel::sql_query(format!("SELECT ({sql})::bigint AS number")).get_result(&mut self.connection)?;
        Ok(row.number)
    }
}

#[derive(diesel::QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

impl std::fmt::Debug for Databases {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Databases").finish_non_exhaustive()
    }
}
