//! Transactions that may be part of another, and those that want to be alone.

use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl,
    connection::{AnsiTransactionManager, TransactionManager},
    sql_types::{Bool, Text},
};

use crate::{error::PgError, statement::statement};

/// Runs `work` in the transaction that is open, or in one of its own. Unlike diesel's own nesting no savepoint is set,
/// which would cost two more answers of the server: so what fails here MUST fail the transaction around it too.
pub(crate) fn within<T>(
    connection: &mut PgConnection,
    work: impl FnOnce(&mut PgConnection) -> Result<T, PgError>,
) -> Result<T, PgError> {
    let open = AnsiTransactionManager::transaction_manager_status_mut(connection).transaction_depth()?.is_some();
    if open { work(connection) } else { connection.transaction(work) }
}

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = Bool)]
    taken: bool,
}

/// Takes `work` for itself until the transaction ends; `false` when another transaction has it.
pub(crate) fn take(connection: &mut PgConnection, work: &str) -> Result<bool, PgError> {
    let row: Taken = statement("SELECT pg_try_advisory_xact_lock(hashtextextended($?, 0)) AS taken")
        .bind::<Text, _>(work.to_owned())
        .get_result(connection)?;
    Ok(row.taken)
}
