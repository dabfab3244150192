//! Marking customers whom live segments have to judge again.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, RunQueryDsl,
    sql_types::{Array, Int8, Nullable, Text},
};
use growffinity_kernel::{EventType, ObjectType};

use crate::{
    error::PgError,
    news::{Todo, note},
    outbox::Claimed,
    statement::{Statement, dynamic_statement, statement},
};

/// Marks the customers whom `events` may move, within the transaction that passes them on: by then the changes that they
/// tell of are committed, so that whoever sees to a mark sees its change.
pub(crate) fn mark(connection: &mut PgConnection, events: &[Claimed], _now: DateTime<Utc>) -> Result<(), PgError> {
    let (mut changed, mut moved) = (BTreeSet::new(), BTreeSet::new());
    for event in events {
        let Some(customer) = event.customer else { continue };
        match (event.kind, event.object) {
            // Nothing of a customer changes by these.
            (EventType::CustomerDeleted, _) | (_, ObjectType::Run | ObjectType::Webhook | ObjectType::Export) => {}
            (_, ObjectType::CustomEvent) => drop(changed.insert((customer.get(), Some("event")))),
            (_, ObjectType::Recipient) => drop(changed.insert((customer.get(), Some("campaign")))),
            (_, ObjectType::Segment) => drop(moved.insert((event.object_id, customer.get()))),
            (_, ObjectType::Customer | ObjectType::Order | ObjectType::Campaign | ObjectType::Import) => {
                changed.insert((customer.get(), None));
            }
        }
    }
    append(connection, changed.into_iter().collect())?;
    outward(connection, moved.into_iter().unzip())
}

/// Marks customers for segments whose rules have a node of this kind; `None` for all. A segment that is made live at the
/// same moment is refreshed after this is committed, or its making is seen here.
fn append(connection: &mut PgConnection, marks: Vec<(i64, Option<&'static str>)>) -> Result<(), PgError> {
    if marks.is_empty() {
        return Ok(());
    }
    let (customers, nodes): (Vec<i64>, Vec<Option<&str>>) = marks.into_iter().unzip();
    statement(
        "INSERT INTO segment_marks (customer_id, node) SELECT * FROM unnest($?, $?) \
         WHERE EXISTS (SELECT FROM segments WHERE type = 'dynamic' AND refresh = 'live')",
    )
    .bind::<Array<Int8>, _>(customers)
    .bind::<Array<Nullable<Text>>, _>(nodes)
    .execute(connection)?;
    Ok(())
}

/// Marks customers who joined or left segments for the live segments whose rules name those.
fn outward(connection: &mut PgConnection, moved: (Vec<i64>, Vec<i64>)) -> Result<(), PgError> {
    if moved.0.is_empty() {
        return Ok(());
    }
    statement(
        "INSERT INTO segment_marks (customer_id, segment_id) \
         SELECT DISTINCT m.customer, r.segment_id FROM unnest($?, $?) m (segment, customer) \
         JOIN segment_references r ON r.uses_id = m.segment \
         JOIN segments s ON s.id = r.segment_id AND s.type = 'dynamic' AND s.refresh = 'live'",
    )
    .bind::<Array<Int8>, _>(moved.0)
    .bind::<Array<Int8>, _>(moved.1)
    .execute(connection)?;
    Ok(())
}

/// Which rules a change can matter to that no event tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Matters {
    /// All.
    ToAll,
    /// Those that look at campaigns.
    ToCampaignNodes,
}

/// Marks the customers whose ids `query` adds a query of: for changes that no event tells of, in their own transaction.
pub(crate) fn mark_those(
    connection: &mut PgConnection,
    matters: Matters,
    query: impl FnOnce(Statement) -> Statement,
) -> Result<(), PgError> {
    let (node, live) = match matters {
        Matters::ToAll => (None, "true"),
        Matters::ToCampaignNodes => (Some("campaign"), "jsonb_path_exists(conditions, '$.**.campaign')"),
    };
    let sql = dynamic_statement("INSERT INTO segment_marks (node, customer_id) SELECT $?, x.id FROM (");
    let marked = query(sql.bind::<Nullable<Text>, _>(node))
        .push(&format!(
            ") x (id) WHERE EXISTS (SELECT FROM segments WHERE type = 'dynamic' AND refresh = 'live' AND {live})"
        ))
        .cached()
        .execute(connection)?;
    if marked > 0 {
        note(Todo::Work);
    }
    Ok(())
}
