//! Whom a rule selects, without keeping it.

use std::time::Instant;

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8},
};
use growffinity_kernel::{CustomerId, SegmentId};
use growffinity_segmentation::{Preview, PreviewOutcome, PreviewRequest, RefusedReferences, Rule};

use super::{
    compile::{Moment, push_selected},
    outside::Outside,
};
use crate::{
    error::PgError,
    number::count,
    statement::{IdRow, dynamic_statement, statement},
};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Int8)]
    many: i64,
    #[diesel(sql_type = Array<Int8>)]
    sample: Vec<i64>,
}

/// See the port. The statement's own time limit is what ends a rule that takes too long.
pub(super) fn run(connection: &mut PgConnection, request: &PreviewRequest) -> Result<PreviewOutcome, PgError> {
    let began = Instant::now();
    let unknown = unknown(connection, request)?;
    if !unknown.is_empty() {
        let refused = RefusedReferences { unknown, ..RefusedReferences::default() };
        return Ok(PreviewOutcome::Refused(refused));
    }
    let row = match look(connection, request) {
        Ok(row) => row,
        Err(error) if error.is_out_of_time() => return Ok(PreviewOutcome::TooSlow),
        Err(error) => return Err(error),
    };
    let id = |number| CustomerId::new(number).ok_or_else(|| PgError::inconsistent("customer id", number));
    Ok(PreviewOutcome::Done(Preview {
        count: count(row.many)?,
        sample: row.sample.into_iter().map(id).collect::<Result<_, _>>()?,
        milliseconds: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
    }))
}

/// Counts those selected and names the first. What goes through other tables is done once, and kept meanwhile; a rule about
/// the customers' own rows is counted as it is, which indexes may answer, and its first ones are soon found.
fn look(connection: &mut PgConnection, request: &PreviewRequest) -> Result<Row, PgError> {
    let moment = Moment { now: request.now, zone: request.zone };
    let first = i64::from(request.sample);
    if looks_outside(&request.rule) {
        let sql = dynamic_statement("WITH selected AS MATERIALIZED (SELECT c.id ");
        let sql = push_selected(sql, &request.rule, moment).push(
            ") SELECT count(*) AS many, ARRAY(SELECT n.id FROM selected n ORDER BY n.id LIMIT $?) AS sample FROM selected",
        );
        return Ok(sql.bind::<Int8, _>(first).get_result(connection)?);
    }
    let sql = dynamic_statement("SELECT count(*) AS many, ARRAY[]::bigint[] AS sample ");
    let row: Row = push_selected(sql, &request.rule, moment).get_result(connection)?;
    if row.many == 0 {
        return Ok(row);
    }
    let sql = push_selected(dynamic_statement("SELECT c.id "), &request.rule, moment);
    let found: Vec<IdRow> = sql.push(" ORDER BY c.id LIMIT $?").bind::<Int8, _>(first).load(connection)?;
    Ok(Row { sample: found.into_iter().map(|row| row.id).collect(), ..row })
}

fn looks_outside(rule: &Rule) -> bool {
    rule.leaves().into_iter().any(|leaf| Outside::of(leaf).is_some())
}

fn unknown(connection: &mut PgConnection, request: &PreviewRequest) -> Result<Vec<SegmentId>, PgError> {
    let named: Vec<SegmentId> = request.rule.segments().into_iter().collect();
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let known: Vec<IdRow> = statement("SELECT id FROM segments WHERE id = ANY($?)")
        .bind::<Array<Int8>, _>(named.iter().map(|id| id.get()).collect::<Vec<_>>())
        .load(connection)?;
    Ok(named.into_iter().filter(|id| !known.iter().any(|row| row.id == id.get())).collect())
}
