//! Members of static segments, set by hand: counts, events and history in the transaction that moves them.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Bool, Int8, Text, Timestamptz},
};
use growffinity_kernel::{CustomerId, DomainEvent, EventType, ObjectType, SegmentId};
use growffinity_segmentation::{ByHandRefusal, HandAdded, HandAddition, HandMember, HandRemoval};

use crate::{
    error::PgError,
    number::count,
    outbox,
    page::numbers,
    statement::{IdRow, statement},
};

#[derive(QueryableByName)]
struct SegmentRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    is_static: bool,
    #[diesel(sql_type = Int8)]
    members_count: i64,
}

/// Puts customers in; see the port.
pub(crate) fn add(
    connection: &mut PgConnection,
    addition: &HandAddition,
) -> Result<Result<Vec<HandAdded>, ByHandRefusal>, PgError> {
    let segments = match lock(connection, &addition.segments)? {
        Ok(segments) => segments,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Err(refusal) = hold(connection, &addition.customers)? {
        return Ok(Err(refusal));
    }
    let joined = insert(connection, addition)?;
    let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
    for (segment, _) in &joined {
        *counts.entry(*segment).or_default() += 1;
    }
    for (segment, count) in &counts {
        settle(connection, *segment, *count, addition.now)?;
    }
    let told: Vec<DomainEvent> = joined
        .iter()
        .map(|(segment, customer)| moved(EventType::SegmentMemberJoined, *segment, *customer, addition.now))
        .collect();
    outbox::append(connection, &told)?;
    let joined: HashSet<(i64, i64)> = joined.into_iter().collect();
    let mut members = members(connection, addition, &joined)?;
    let outcome = |id: &SegmentId| {
        let gone = || PgError::inconsistent("segment", "locked, gone");
        let row = segments.get(&id.get()).ok_or_else(gone)?;
        let added = counts.get(&row.id).copied().unwrap_or_default();
        Ok(HandAdded {
            segment: *id,
            name: row.name.clone(),
            members: members.remove(&row.id).unwrap_or_default(),
            members_count: count(row.members_count + added)?,
        })
    };
    addition.segments.iter().map(outcome).collect::<Result<_, PgError>>().map(Ok)
}

/// Takes one customer out; see the port.
pub(super) fn remove(
    connection: &mut PgConnection,
    segment: SegmentId,
    customer: CustomerId,
    now: DateTime<Utc>,
) -> Result<Result<HandRemoval, ByHandRefusal>, PgError> {
    let segments = match lock(connection, &[segment])? {
        Ok(segments) => segments,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let before = segments.get(&segment.get()).map_or(0, |row| row.members_count);
    let removed = statement("DELETE FROM segment_members WHERE segment_id = $? AND customer_id = $?")
        .bind::<Int8, _>(segment.get())
        .bind::<Int8, _>(customer.get())
        .execute(connection)?;
    if removed == 0 {
        return Ok(Ok(HandRemoval { removed: false, members_count: count(before)? }));
    }
    settle(connection, segment.get(), -1, now)?;
    outbox::append(connection, &[moved(EventType::SegmentMemberLeft, segment.get(), customer.get(), now)])?;
    Ok(Ok(HandRemoval { removed: true, members_count: count(before - 1)? }))
}

/// Puts the members of `from` into `to`, a new static segment; answers how many.
pub(super) fn copy(
    connection: &mut PgConnection,
    from: SegmentId,
    to: SegmentId,
    now: DateTime<Utc>,
) -> Result<u64, PgError> {
    let copied: Copied = statement(
        "WITH k AS (SELECT $?::bigint AS source, $?::bigint AS target, $?::timestamptz AS now), \
         joined AS (INSERT INTO segment_members (segment_id, customer_id, joined_at) \
                    SELECT k.target, m.customer_id, k.now FROM k JOIN segment_members m ON m.segment_id = k.source \
                    ORDER BY m.customer_id RETURNING customer_id), \
         told AS (INSERT INTO events (type, object_type, object_id, customer_id, occurred_at) \
                  SELECT 'segment.member_joined', 'segment', k.target, j.customer_id, k.now FROM k, joined j) \
         SELECT count(*) AS count FROM joined",
    )
    .bind::<Int8, _>(from.get())
    .bind::<Int8, _>(to.get())
    .bind::<Timestamptz, _>(now)
    .get_result(connection)?;
    if copied.count > 0 {
        settle(connection, to.get(), copied.count, now)?;
    }
    count(copied.count)
}

#[derive(QueryableByName)]
struct Copied {
    #[diesel(sql_type = Int8)]
    count: i64,
}

fn moved(kind: EventType, segment: i64, customer: i64, now: DateTime<Utc>) -> DomainEvent {
    DomainEvent::new(kind, ObjectType::Segment, segment, now).of_customer(CustomerId::new(customer))
}

/// Locks the segments, in the order of their ids, unless one can't be changed by hand.
fn lock(
    connection: &mut PgConnection,
    segments: &[SegmentId],
) -> Result<Result<HashMap<i64, SegmentRow>, ByHandRefusal>, PgError> {
    let rows: Vec<SegmentRow> = statement(
        "SELECT id, name, type = 'static' AS is_static, members_count FROM segments WHERE id = ANY($?) \
         ORDER BY id FOR NO KEY UPDATE",
    )
    .bind::<Array<Int8>, _>(numbers(segments))
    .load(connection)?;
    let rows: HashMap<i64, SegmentRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    let unknown: Vec<SegmentId> = segments.iter().filter(|id| !rows.contains_key(&id.get())).copied().collect();
    if !unknown.is_empty() {
        return Ok(Err(ByHandRefusal::UnknownSegments(unknown)));
    }
    let is_dynamic = |id: &&SegmentId| rows.get(&id.get()).is_some_and(|row| !row.is_static);
    let dynamic: Vec<SegmentId> = segments.iter().filter(is_dynamic).copied().collect();
    Ok(if dynamic.is_empty() { Ok(rows) } else { Err(ByHandRefusal::Dynamic(dynamic)) })
}

/// Holds the customers until the transaction ends, unless one is not there.
fn hold(connection: &mut PgConnection, customers: &[CustomerId]) -> Result<Result<(), ByHandRefusal>, PgError> {
    let held: Vec<IdRow> = statement("SELECT id FROM customers WHERE id = ANY($?) ORDER BY id FOR KEY SHARE")
        .bind::<Array<Int8>, _>(numbers(customers))
        .load(connection)?;
    let held: HashSet<i64> = held.into_iter().map(|row| row.id).collect();
    let unknown: Vec<CustomerId> = customers.iter().filter(|id| !held.contains(&id.get())).copied().collect();
    Ok(if unknown.is_empty() { Ok(()) } else { Err(ByHandRefusal::UnknownCustomers(unknown)) })
}

#[derive(QueryableByName)]
struct MemberRow {
    #[diesel(sql_type = Int8)]
    segment_id: i64,
    #[diesel(sql_type = Int8)]
    customer_id: i64,
    #[diesel(sql_type = Timestamptz)]
    joined_at: DateTime<Utc>,
}

/// Who joined what, of those asked for.
fn insert(connection: &mut PgConnection, addition: &HandAddition) -> Result<Vec<(i64, i64)>, PgError> {
    let rows: Vec<MemberRow> = statement(
        "INSERT INTO segment_members (segment_id, customer_id, joined_at) \
         SELECT s.id, c.id, t.now FROM unnest($?) s (id), unnest($?) c (id), (SELECT $?::timestamptz AS now) t \
         ORDER BY s.id, c.id ON CONFLICT DO NOTHING RETURNING segment_id, customer_id, joined_at",
    )
    .bind::<Array<Int8>, _>(numbers(&addition.segments))
    .bind::<Array<Int8>, _>(numbers(&addition.customers))
    .bind::<Timestamptz, _>(addition.now)
    .load(connection)?;
    Ok(rows.into_iter().map(|row| (row.segment_id, row.customer_id)).collect())
}

/// The customers asked for as members of each segment.
fn members(
    connection: &mut PgConnection,
    addition: &HandAddition,
    joined: &HashSet<(i64, i64)>,
) -> Result<HashMap<i64, Vec<HandMember>>, PgError> {
    let rows: Vec<MemberRow> = statement(
        "SELECT segment_id, customer_id, joined_at FROM segment_members \
         WHERE segment_id = ANY($?) AND customer_id = ANY($?) ORDER BY customer_id",
    )
    .bind::<Array<Int8>, _>(numbers(&addition.segments))
    .bind::<Array<Int8>, _>(numbers(&addition.customers))
    .load(connection)?;
    let mut members: HashMap<i64, Vec<HandMember>> = HashMap::new();
    for row in rows {
        let customer =
            CustomerId::new(row.customer_id).ok_or_else(|| PgError::inconsistent("customer id", row.customer_id))?;
        let is_new = joined.contains(&(row.segment_id, row.customer_id));
        members.entry(row.segment_id).or_default().push(HandMember { customer, joined_at: row.joined_at, is_new });
    }
    Ok(members)
}

/// Counts the `change` in the segment's row and writes the line of history.
fn settle(connection: &mut PgConnection, segment: i64, change: i64, now: DateTime<Utc>) -> Result<(), PgError> {
    statement(
        "WITH k AS (SELECT $?::bigint AS segment, $?::bigint AS change, $?::timestamptz AS now), \
         counted AS (UPDATE segments s SET members_count = s.members_count + k.change FROM k WHERE s.id = k.segment \
                     RETURNING s.members_count) \
         INSERT INTO segment_history (segment_id, refreshed_at, members_count, joined, \"left\", cause, milliseconds) \
         SELECT k.segment, k.now, c.members_count, greatest(k.change, 0), greatest(-k.change, 0), 'manual', 0 \
         FROM k, counted c",
    )
    .bind::<Int8, _>(segment)
    .bind::<Int8, _>(change)
    .bind::<Timestamptz, _>(now)
    .execute(connection)?;
    Ok(())
}
