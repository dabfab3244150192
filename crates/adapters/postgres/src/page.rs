//! What all lists share: totals and directions.

use diesel::{PgConnection, QueryableByName, RunQueryDsl, sql_types::Int8};
use growffinity_kernel::Direction;

use crate::{error::PgError, statement::Statement};

#[derive(QueryableByName)]
struct Total {
    #[diesel(sql_type = Int8)]
    total: i64,
}

/// The count that `sql` answers in its column `total`.
pub(crate) fn total(connection: &mut PgConnection, sql: Statement) -> Result<u64, PgError> {
    let row: Total = sql.get_result(connection)?;
    u64::try_from(row.total).map_err(|error| PgError::inconsistent("count", error))
}

/// `ASC` or `DESC`.
pub(crate) const fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Ascending => "ASC",
        Direction::Descending => "DESC",
    }
}
