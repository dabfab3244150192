//! Who works on the members of a segment.
//!
//! Locks are taken in this order, and nobody waits for one while holding one that stands below it:
//!
//! 1. The **refresh** of a segment: held by a full refresh from beginning to end, only ever tried. Who does not get it
//!    leaves the work to who has it.
//! 2. The **turn** of the live path: one at a time judges customers. It is waited for, and held for as long as one step
//!    of 25 segments takes.
//! 3. The **members** of a segment: who has them evaluates its rule on what was committed before, and writes before anybody
//!    else evaluates it. A full refresh waits for them, for a step of the live path at most; the live path only tries, and
//!    puts its customers off while a refresh is at work. Nobody waits for the members of a second segment.
//! 4. Rows of customers, by the foreign key of memberships. Whoever erases or merges a customer locks that row first.
//! 5. Rows of segments, in the order of their ids, for what is counted.

use diesel::{
    PgConnection, RunQueryDsl,
    sql_types::{Array, Int8},
};
use growffinity_kernel::SegmentId;

use crate::{
    error::PgError,
    page::numbers,
    statement::{IdRow, statement},
    transaction::take,
};

/// Takes the segment's refresh until the transaction ends; `false` when another transaction has it.
pub(super) fn refresh(connection: &mut PgConnection, segment: SegmentId) -> Result<bool, PgError> {
    take(connection, &format!("segment refresh {segment}"))
}

/// Takes the live path's turn until the transaction ends.
pub(super) fn turn(connection: &mut PgConnection) -> Result<(), PgError> {
    statement("SELECT pg_advisory_xact_lock(7263948120005)").execute(connection)?;
    Ok(())
}

/// Takes the segment's members until the transaction ends.
pub(super) fn members(connection: &mut PgConnection, segment: SegmentId) -> Result<(), PgError> {
    statement("SELECT pg_advisory_xact_lock(hashtextextended('segment members ' || $?::bigint, 0))")
        .bind::<Int8, _>(segment.get())
        .execute(connection)?;
    Ok(())
}

/// Takes the members of as many of the segments as nobody has until the transaction ends; answers which.
pub(super) fn free_members(connection: &mut PgConnection, segments: &[SegmentId]) -> Result<Vec<i64>, PgError> {
    let taken: Vec<IdRow> = statement(
        "SELECT id FROM (SELECT id, pg_try_advisory_xact_lock(hashtextextended('segment members ' || id, 0)) AS ours \
                         FROM unnest($?) s (id) OFFSET 0) s WHERE ours",
    )
    .bind::<Array<Int8>, _>(numbers(segments))
    .load(connection)?;
    Ok(taken.into_iter().map(|row| row.id).collect())
}
