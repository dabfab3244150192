//! Migrations, under a lock, and the partitions that will be needed soon.

use std::collections::BTreeSet;

use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::Text,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../../migrations");

/// Why the database can't be migrated.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database can't be reached.
    #[error("can't connect to PostgreSQL")]
    Connect(#[from] diesel::ConnectionError),
    /// A newer version of the program has migrated it.
    #[error("the database was migrated by a newer version (this one does not know {0}): run that version or newer")]
    Newer(String),
    /// A migration failed; the ones before it stand.
    #[error("a migration failed: {0}")]
    Failed(Box<dyn std::error::Error + Send + Sync>),
    /// A statement around the migrations failed.
    #[error(transparent)]
    Query(#[from] diesel::result::Error),
}

#[derive(QueryableByName)]
struct Known {
    #[diesel(sql_type = Text)]
    version: String,
}

/// Brings the database at `url` (a direct connection, not a pooler's) up to date and answers the names of the
/// migrations run. Nodes that start together wait for one another.
///
/// # Errors
/// [`MigrateError`]; nothing is changed when the database is newer than this program.
pub fn migrate(url: &str) -> Result<Vec<String>, MigrateError> {
    let mut connection = PgConnection::establish(url)?;
    connection.batch_execute("SET client_min_messages = warning; SELECT pg_advisory_lock(7263948120001)")?;
    let outcome = migrate_locked(&mut connection);
    connection.batch_execute("SELECT pg_advisory_unlock(7263948120001)")?;
    outcome
}

/// The names of the migrations that the database at `url` lacks.
///
/// # Errors
/// [`MigrateError`]; also when the database is newer than this program.
pub fn pending_migrations(url: &str) -> Result<Vec<String>, MigrateError> {
    let mut connection = PgConnection::establish(url)?;
    let pending = connection.pending_migrations(MIGRATIONS).map_err(MigrateError::Failed)?;
    refuse_newer(&mut connection)?;
    Ok(pending.iter().map(|migration| migration.name().to_string()).collect())
}

fn migrate_locked(connection: &mut PgConnection) -> Result<Vec<String>, MigrateError> {
    let pending = connection.pending_migrations(MIGRATIONS).map_err(MigrateError::Failed)?;
    refuse_newer(connection)?;
    let mut names = Vec::new();
    for migration in &pending {
        connection.run_migration(migration).map_err(MigrateError::Failed)?;
        names.push(migration.name().to_string());
    }
    connection.batch_execute("SELECT ensure_partitions()")?;
    Ok(names)
}

fn refuse_newer(connection: &mut PgConnection) -> Result<(), MigrateError> {
    let applied: BTreeSet<String> = sql_query("SELECT version FROM __diesel_schema_migrations")
        .load::<Known>(connection)?
        .into_iter()
        .map(|known| known.version)
        .collect();
    let ours: BTreeSet<String> = diesel::migration::MigrationSource::<diesel::pg::Pg>::migrations(&MIGRATIONS)
        .map_err(MigrateError::Failed)?
        .iter()
        .map(|migration| migration.name().version().to_string())
        .collect();
    if let Some(newer) = applied.difference(&ours).next() {
        return Err(MigrateError::Newer(newer.clone()));
    }
    Ok(())
}
