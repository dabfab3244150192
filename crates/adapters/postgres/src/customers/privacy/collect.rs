//! Everything that is kept of a customer, read table by table as the registry says.

use std::io::{BufWriter, Seek as _, SeekFrom};

use diesel::{
    OptionalExtension, PgConnection, QueryableByName, RunQueryDsl,
    pg::PgRowByRowLoadingMode,
    sql_types::{Array, Int8, Text},
};
use growffinity_customers::personal_data::RecordWriter;
use growffinity_kernel::CustomerId;
use tempfile::SpooledTempFile;

use super::{
    all_ids,
    registry::{Collect, PERSONAL_TABLES},
};
use crate::{
    error::PgError,
    statement::{IdRow, statement},
};

/// What is longer goes through a file that has no name, so that neither memory nor a connection waits for a slow reader.
const IN_MEMORY: usize = 1_000_000;

#[derive(QueryableByName)]
struct Record {
    #[diesel(sql_type = Text)]
    record: String,
}

/// Reads it all; see the port.
pub(super) fn collect(connection: &mut PgConnection, id: CustomerId) -> Result<Option<SpooledTempFile>, PgError> {
    let known: Option<IdRow> = statement("SELECT id FROM customers WHERE id = $?")
        .bind::<Int8, _>(id.get())
        .get_result(connection)
        .optional()?;
    let Some(known) = known else { return Ok(None) };
    let ids = all_ids(connection, known.id)?;
    let mut writer = RecordWriter::new(BufWriter::new(SpooledTempFile::new(IN_MEMORY)));
    for table in PERSONAL_TABLES {
        let Collect::Rows(sql) = table.collect else { continue };
        writer.kind(table.name).map_err(spooling)?;
        for row in
            statement(sql).bind::<Array<Int8>, _>(ids.clone()).load_iter::<Record, PgRowByRowLoadingMode>(connection)?
        {
            writer.record(&row?.record).map_err(spooling)?;
        }
    }
    let written = writer.finish().map_err(spooling)?;
    let mut records = written.into_inner().map_err(|error| spooling(error.into_error()))?;
    records.seek(SeekFrom::Start(0)).map_err(spooling)?;
    Ok(Some(records))
}

fn spooling(error: std::io::Error) -> PgError {
    PgError::Spooling(error)
}
