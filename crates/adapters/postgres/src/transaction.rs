//! Transactions that may be part of another.

use diesel::{
    Connection, PgConnection,
    connection::{AnsiTransactionManager, TransactionManager},
};

use crate::error::PgError;

/// Runs `work` in the transaction that is open, or in one of its own. Unlike diesel's own nesting no savepoint is set,
/// which would cost two more answers of the server: so what fails here MUST fail the transaction around it too.
pub(crate) fn within<T>(
    connection: &mut PgConnection,
    work: impl FnOnce(&mut PgConnection) -> Result<T, PgError>,
) -> Result<T, PgError> {
    let open = AnsiTransactionManager::transaction_manager_status_mut(connection).transaction_depth()?.is_some();
    if open { work(connection) } else { connection.transaction(work) }
}
