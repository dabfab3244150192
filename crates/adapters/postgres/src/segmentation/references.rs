//! Which segments a rule names: checked and kept when it is saved.

use diesel::{
    PgConnection, RunQueryDsl,
    sql_types::{Array, Int8},
};
use growffinity_kernel::SegmentId;
use growffinity_segmentation::RefusedReferences;

use crate::{
    error::PgError,
    page::numbers,
    statement::{IdRow, statement},
};

/// What of `uses` the rule of `segment` (none: it is new) can't name. Until the transaction ends, no other rule that names
/// segments is saved, and those named are not deleted.
pub(super) fn refused(
    connection: &mut PgConnection,
    segment: Option<i64>,
    uses: &[SegmentId],
) -> Result<Option<RefusedReferences>, PgError> {
    if uses.is_empty() {
        return Ok(None);
    }
    statement("SELECT pg_advisory_xact_lock(7263948120006)").execute(connection)?;
    let held: Vec<IdRow> = statement("SELECT id FROM segments WHERE id = ANY($?) ORDER BY id FOR KEY SHARE")
        .bind::<Array<Int8>, _>(numbers(uses))
        .load(connection)?;
    let unknown: Vec<SegmentId> =
        uses.iter().filter(|id| !held.iter().any(|row| row.id == id.get())).copied().collect();
    let circular = match segment {
        Some(segment) => circular(connection, segment, uses)?,
        None => Vec::new(),
    };
    let refused = RefusedReferences { unknown, circular };
    Ok((refused != RefusedReferences::default()).then_some(refused))
}

/// Those of `uses` from which names lead to `segment`.
fn circular(connection: &mut PgConnection, segment: i64, uses: &[SegmentId]) -> Result<Vec<SegmentId>, PgError> {
    let leading: Vec<IdRow> = statement(
        "WITH RECURSIVE below (root, id) AS ( \
           SELECT u.id, u.id FROM unnest($?) u (id) \
           UNION SELECT b.root, r.uses_id FROM below b JOIN segment_references r ON r.segment_id = b.id) \
         SELECT DISTINCT root AS id FROM below WHERE id = $? ORDER BY root",
    )
    .bind::<Array<Int8>, _>(numbers(uses))
    .bind::<Int8, _>(segment)
    .load(connection)?;
    Ok(uses.iter().filter(|id| leading.iter().any(|row| row.id == id.get())).copied().collect())
}

/// Keeps what the rule of `segment` names.
pub(super) fn keep(connection: &mut PgConnection, segment: i64, uses: &[SegmentId]) -> Result<(), PgError> {
    statement(
        "WITH k AS (SELECT $?::bigint AS segment, $?::bigint[] AS uses), \
         gone AS (DELETE FROM segment_references r USING k WHERE r.segment_id = k.segment AND r.uses_id <> ALL(k.uses)) \
         INSERT INTO segment_references (segment_id, uses_id) SELECT k.segment, u.id FROM k, unnest(k.uses) u (id) \
         ON CONFLICT DO NOTHING",
    )
    .bind::<Int8, _>(segment)
    .bind::<Array<Int8>, _>(numbers(uses))
    .execute(connection)?;
    Ok(())
}
