//! Taking marks, and doing away with those that were seen to.

use std::collections::HashMap;

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Bool, Int8, Nullable, Text},
};
use growffinity_kernel::{CustomerId, SegmentId};
use growffinity_segmentation::{Concern, LiveSegment, Mark, MarkedBatch};

use crate::{error::PgError, statement::statement};

#[derive(QueryableByName)]
struct MarkRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Int8)]
    customer_id: i64,
    #[diesel(sql_type = Nullable<Int8>)]
    segment_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    node: Option<String>,
}

#[derive(QueryableByName)]
struct SegmentRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Bool)]
    has_event_nodes: bool,
    #[diesel(sql_type = Bool)]
    has_campaign_nodes: bool,
}

#[derive(QueryableByName)]
struct ReferenceRow {
    #[diesel(sql_type = Int8)]
    segment_id: i64,
    #[diesel(sql_type = Int8)]
    uses_id: i64,
}

/// Leases marks; see the port.
pub(in crate::segmentation) fn claim(connection: &mut PgConnection, limit: u32) -> Result<MarkedBatch, PgError> {
    let rows: Vec<MarkRow> = statement(
        "WITH due AS (SELECT id FROM segment_marks WHERE lease_until IS NULL OR lease_until < clock_timestamp() \
                      ORDER BY id LIMIT $? FOR UPDATE SKIP LOCKED) \
         UPDATE segment_marks m SET lease_until = clock_timestamp() + interval '1 minute' FROM due \
         WHERE m.id = due.id RETURNING m.id, m.customer_id, m.segment_id, m.node",
    )
    .bind::<Int8, _>(i64::from(limit))
    .load(connection)?;
    if rows.is_empty() {
        return Ok(MarkedBatch::default());
    }
    let marks = rows.iter().map(mark).collect::<Result<_, _>>()?;
    Ok(MarkedBatch { marks, segments: segments(connection)? })
}

fn mark(row: &MarkRow) -> Result<Mark, PgError> {
    let concern = match (row.segment_id, row.node.as_deref()) {
        (Some(id), _) => Concern::Segment(segment_id(id)?),
        (None, None) => Concern::All,
        (None, Some("event")) => Concern::EventNodes,
        (None, Some("campaign")) => Concern::CampaignNodes,
        (None, Some(other)) => return Err(PgError::inconsistent("node", other)),
    };
    let customer =
        CustomerId::new(row.customer_id).ok_or_else(|| PgError::inconsistent("customer id", row.customer_id))?;
    Ok(Mark { id: row.id, customer, concern })
}

/// The live segments. Read after the marks were taken: one made live since its mark is refreshed as a whole.
fn segments(connection: &mut PgConnection) -> Result<Vec<LiveSegment>, PgError> {
    let rows: Vec<SegmentRow> = statement(
        "SELECT id, jsonb_path_exists(conditions, '$.**.event') AS has_event_nodes, \
                jsonb_path_exists(conditions, '$.**.campaign') AS has_campaign_nodes \
         FROM segments WHERE type = 'dynamic' AND refresh = 'live' ORDER BY id",
    )
    .load(connection)?;
    let references: Vec<ReferenceRow> =
        statement("SELECT segment_id, uses_id FROM segment_references ORDER BY segment_id, uses_id")
            .load(connection)?;
    let mut uses: HashMap<i64, Vec<SegmentId>> = HashMap::new();
    for row in references {
        uses.entry(row.segment_id).or_default().push(segment_id(row.uses_id)?);
    }
    let live = |row: SegmentRow| {
        Ok(LiveSegment {
            id: segment_id(row.id)?,
            uses: uses.remove(&row.id).unwrap_or_default(),
            has_event_nodes: row.has_event_nodes,
            has_campaign_nodes: row.has_campaign_nodes,
        })
    };
    rows.into_iter().map(live).collect()
}

fn segment_id(id: i64) -> Result<SegmentId, PgError> {
    SegmentId::new(id).ok_or_else(|| PgError::inconsistent("segment id", id))
}

/// Removes marks.
pub(in crate::segmentation) fn forget(connection: &mut PgConnection, marks: Vec<i64>) -> Result<(), PgError> {
    statement("DELETE FROM segment_marks WHERE id = ANY($?)").bind::<Array<Int8>, _>(marks).execute(connection)?;
    Ok(())
}
