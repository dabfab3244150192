//! Everything that is kept of a customer, read table by table as the registry says.

use diesel::{
    OptionalExtension, PgConnection, QueryableByName, RunQueryDsl,
    pg::PgRowByRowLoadingMode,
    sql_types::{Array, Int8, Text},
};
use growffinity_customers::personal_data::{Collected, Collection};
use growffinity_kernel::CustomerId;

use super::{
    all_ids,
    registry::{Collect, PERSONAL_TABLES},
};
use crate::{
    error::PgError,
    statement::{IdRow, statement},
};

#[derive(QueryableByName)]
struct Record {
    #[diesel(sql_type = Text)]
    record: String,
}

/// Reads it all; see the port.
pub(super) fn collect(
    connection: &mut PgConnection,
    id: CustomerId,
    most_bytes: usize,
) -> Result<Option<Collected>, PgError> {
    let known: Option<IdRow> = statement("SELECT id FROM customers WHERE id = $?")
        .bind::<Int8, _>(id.get())
        .get_result(connection)
        .optional()?;
    let Some(known) = known else { return Ok(None) };
    let ids = all_ids(connection, known.id)?;
    let mut bytes = 0;
    let mut whole = Vec::new();
    for table in PERSONAL_TABLES {
        let Collect::Rows(sql) = table.collect else { continue };
        let mut records = Vec::new();
        // Row by row, so that no more is held than was allowed.
        for row in
            statement(sql).bind::<Array<Int8>, _>(ids.clone()).load_iter::<Record, PgRowByRowLoadingMode>(connection)?
        {
            let record = row?.record;
            bytes += record.len();
            if bytes > most_bytes {
                return Ok(Some(Collected::TooLarge));
            }
            records.push(record);
        }
        whole.push(Collection { name: table.name, records });
    }
    Ok(Some(Collected::Whole(whole)))
}
