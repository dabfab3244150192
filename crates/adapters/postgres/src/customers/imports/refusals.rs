//! Lines that were refused.

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int4, Int8, Nullable, Text},
};
use growffinity_customers::imports::{LineFault, Refusal, RefusalPlace, ports::RefusedLine};
use growffinity_kernel::ImportId;

use crate::{
    customers::rows::id,
    error::PgError,
    number::{count, stored},
    statement::statement,
};

/// Keeps the refusals of a batch, each with its line.
pub(super) fn keep(
    connection: &mut PgConnection,
    import: ImportId,
    refused: &[(u64, RefusedLine)],
) -> Result<(), PgError> {
    if refused.is_empty() {
        return Ok(());
    }
    let (mut lines, mut numbers, mut faults, mut emails) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (line, refusal) in refused {
        for (number, fault) in (1_i32..).zip(&refusal.faults) {
            lines.push(stored(*line)?);
            numbers.push(number);
            faults.push(fault);
            emails.push(refusal.email.clone());
        }
    }
    let text = |member: fn(&LineFault) -> String| faults.iter().map(|fault| member(fault)).collect::<Vec<_>>();
    statement(
        "INSERT INTO import_refusals (import_id, line, number, column_name, value, code, message, email) \
         SELECT k.id, n.* FROM unnest($?, $?, $?, $?, $?, $?, $?) n, (SELECT $?::bigint AS id) k",
    )
    .bind::<Array<Int8>, _>(lines)
    .bind::<Array<Int4>, _>(numbers)
    .bind::<Array<Text>, _>(text(|fault| fault.column.replace('\0', "")))
    .bind::<Array<Nullable<Text>>, _>(faults.iter().map(|fault| fault.value.clone()).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(text(|fault| fault.code.clone().into_owned()))
    .bind::<Array<Text>, _>(text(|fault| fault.message.replace('\0', "")))
    .bind::<Array<Nullable<Text>>, _>(emails)
    .bind::<Int8, _>(import.get())
    .execute(connection)?;
    Ok(())
}

#[derive(QueryableByName)]
struct RefusalRow {
    #[diesel(sql_type = Int8)]
    import_id: i64,
    #[diesel(sql_type = Int8)]
    line: i64,
    #[diesel(sql_type = Int4)]
    number: i32,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    value: Option<String>,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    message: String,
}

impl TryFrom<RefusalRow> for Refusal {
    type Error = PgError;

    fn try_from(row: RefusalRow) -> Result<Self, PgError> {
        let RefusalRow { column_name: column, value, message, .. } = row;
        Ok(Self {
            line: count(row.line)?,
            number: u32::try_from(row.number).map_err(|error| PgError::inconsistent("number", error))?,
            fault: LineFault { column, value, code: row.code.into(), message },
        })
    }
}

/// Up to `limit` refusals behind `after`, by line.
pub(super) fn list(
    connection: &mut PgConnection,
    import: ImportId,
    after: RefusalPlace,
    limit: u32,
) -> Result<Vec<Refusal>, PgError> {
    let rows: Vec<RefusalRow> = statement(
        "SELECT import_id, line, number, column_name, value, code, message FROM import_refusals \
         WHERE import_id = $? AND (line, number) > ($?, $?) ORDER BY line, number LIMIT $?",
    )
    .bind::<Int8, _>(import.get())
    .bind::<Int8, _>(stored(after.line)?)
    .bind::<Int4, _>(i32::try_from(after.number).unwrap_or(i32::MAX))
    .bind::<Int8, _>(i64::from(limit))
    .load(connection)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The first `limit` refusals of each of `imports`.
pub(super) fn first(
    connection: &mut PgConnection,
    imports: &[i64],
    limit: u32,
) -> Result<Vec<(ImportId, Refusal)>, PgError> {
    let rows: Vec<RefusalRow> = statement(
        "SELECT r.* FROM unnest($?) i (id) CROSS JOIN LATERAL ( \
             SELECT import_id, line, number, column_name, value, code, message FROM import_refusals \
             WHERE import_id = i.id ORDER BY line, number LIMIT $?) r ORDER BY r.import_id, r.line, r.number",
    )
    .bind::<Array<Int8>, _>(imports.to_vec())
    .bind::<Int8, _>(i64::from(limit))
    .load(connection)?;
    rows.into_iter().map(|row| Ok((id("import id", ImportId::new(row.import_id))?, row.try_into()?))).collect()
}
