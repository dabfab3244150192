//! Passing events on: all that follows from them is brought about in the transaction that marks them as passed on.

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Nullable, Text, Timestamptz},
};
use growffinity_kernel::{CustomerId, EventType, ObjectType, Origin};

use crate::{
    error::PgError,
    news::{Todo, note},
    number, segmentation,
    statement::statement,
    transaction::take,
    webhooks,
};

/// Brings about what follows from events, within the transaction that passes them on.
type Consumer = fn(&mut PgConnection, &[Claimed], DateTime<Utc>) -> Result<(), PgError>;

/// Who hears of events, in this order.
const CONSUMERS: &[Consumer] = &[segmentation::dirty::mark, webhooks::tell];

/// An event that is being passed on.
#[derive(Debug, Clone)]
pub(crate) struct Claimed {
    pub(crate) id: i64,
    pub(crate) kind: EventType,
    pub(crate) object: ObjectType,
    pub(crate) object_id: i64,
    pub(crate) customer: Option<CustomerId>,
    pub(crate) origin: Origin,
}

/// Passes on the oldest events, at most `limit`, and answers how many.
///
/// One at a time passes on, whoever comes meanwhile finds nothing to do: events of one item must reach their consumers in
/// the order in which they happened. Types that this version does not know are left to a newer one.
pub(super) fn dispatch(connection: &mut PgConnection, limit: u32, now: DateTime<Utc>) -> Result<u64, PgError> {
    if !take(connection, "dispatching events")? {
        return Ok(0);
    }
    let rows: Vec<Row> = statement(
        "WITH due AS (SELECT id FROM events WHERE dispatched_at IS NULL AND type = ANY($?) ORDER BY id LIMIT $? \
                      FOR UPDATE) \
         UPDATE events e SET dispatched_at = $? FROM due d WHERE e.id = d.id \
         RETURNING e.id, e.type AS kind, e.object_type, e.object_id, e.customer_id, e.origin",
    )
    .bind::<Array<Text>, _>(EventType::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>())
    .bind::<Int8, _>(i64::from(limit))
    .bind::<Timestamptz, _>(now)
    .get_results(connection)?;
    let mut events = rows.into_iter().map(Claimed::try_from).collect::<Result<Vec<_>, _>>()?;
    events.sort_unstable_by_key(|event| event.id);
    if !events.is_empty() {
        for consumer in CONSUMERS {
            consumer(connection, &events, now)?;
        }
        note(Todo::Work);
    }
    number::count(events.len())
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    object_type: String,
    #[diesel(sql_type = Int8)]
    object_id: i64,
    #[diesel(sql_type = Nullable<Int8>)]
    customer_id: Option<i64>,
    #[diesel(sql_type = Text)]
    origin: String,
}

impl TryFrom<Row> for Claimed {
    type Error = PgError;

    fn try_from(row: Row) -> Result<Self, PgError> {
        let unknown = |what, name: &str| PgError::inconsistent(what, name);
        Ok(Self {
            id: row.id,
            kind: EventType::from_name(&row.kind).ok_or_else(|| unknown("event", &row.kind))?,
            object: ObjectType::from_name(&row.object_type).ok_or_else(|| unknown("event", &row.object_type))?,
            object_id: row.object_id,
            customer: row.customer_id.and_then(CustomerId::new),
            origin: Origin::from_name(&row.origin).ok_or_else(|| unknown("event", &row.origin))?,
        })
    }
}
