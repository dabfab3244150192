//! Refreshing a segment: one statement makes the members right and tells of each difference.

use std::time::Instant;

use chrono::{DateTime, Utc};
use diesel::{
    Connection, ExpressionMethods, OptionalExtension, PgConnection, QueryDsl, QueryableByName, RunQueryDsl,
    insert_into,
    result::{DatabaseErrorKind, Error as DieselError},
    sql_types::{Bool, Int8, Jsonb, Nullable, Text, Timestamptz},
};
use growffinity_kernel::{DomainEvent, EventType, ObjectType, SegmentId};
use growffinity_segmentation::{
    DueSegment, RefreshCause, RefreshOutcome, RefreshRequest, Refreshed, Rule, SegmentStatus,
};
use serde_json::Value;

use super::{
    compile::{Moment, push_selected},
    live, lock, rows,
};
use crate::{
    error::PgError,
    news::{Todo, note},
    number::count,
    outbox,
    schema::{segment_history, segments},
    statement::{Statement, dynamic_statement, statement},
};

/// One refresh; see the port. What the rule makes fail is undone, and then noted in a transaction of its own.
pub(super) fn run(connection: &mut PgConnection, request: &RefreshRequest) -> Result<RefreshOutcome, PgError> {
    let error = match refresh(connection, request) {
        Ok(outcome) => return Ok(outcome),
        Err(error) => error,
    };
    if request.patience.is_some() && error.is_out_of_time() {
        leave_to_workers(connection, request)?;
        return Ok(RefreshOutcome::LeftToWorkers);
    }
    let Some(reason) = reason(&error) else { return Err(error) };
    tracing::error!(segment = request.segment.get(), %error, "a segment can't be refreshed");
    let known = mark_failed(connection, request.segment, request.now, reason)?;
    Ok(if known { RefreshOutcome::Failed(reason.to_owned()) } else { RefreshOutcome::NotDynamic })
}

fn refresh(connection: &mut PgConnection, request: &RefreshRequest) -> Result<RefreshOutcome, PgError> {
    let began = Instant::now();
    connection.transaction(|connection| {
        // A refresh may take longer than other statements may; the lease of a due one is longer still.
        let at_most = request.patience.map_or(LONGEST, |patience| patience.as_millis());
        dynamic_statement(format!("SET LOCAL statement_timeout = {at_most}")).execute(connection)?;
        if !lock::refresh(connection, request.segment)? {
            return Ok(RefreshOutcome::AlreadyRunning);
        }
        lock::members(connection, request.segment)?;
        let stored = Stored::read(connection, request.segment)?;
        let Some(stored) = stored else { return Ok(RefreshOutcome::NotDynamic) };
        if request.patience.is_some() && stored.is_left_to_workers {
            return Ok(RefreshOutcome::AlreadyRunning);
        }
        let rule = rows::rule(&stored.matching, &stored.conditions)?;
        let moment = Moment { now: request.now, zone: request.zone };
        let counted: Counted = differences(request, &rule, moment).get_result(connection)?;
        note(Todo::Events);
        let done = settle(connection, request, &stored, counted, live::next_look(&rule, moment.now))?;
        let milliseconds = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
        insert_into(segment_history::table)
            .values((
                segment_history::segment_id.eq(request.segment.get()),
                segment_history::refreshed_at.eq(request.now),
                segment_history::members_count.eq(i64::try_from(done.members_count).unwrap_or(i64::MAX)),
                segment_history::joined.eq(counted.joined),
                segment_history::left.eq(counted.left),
                segment_history::cause.eq(request.cause.as_str()),
                segment_history::milliseconds.eq(milliseconds),
            ))
            .execute(connection)?;
        if request.cause == RefreshCause::Changed || done.joined + done.left > 0 {
            let id = request.segment.get();
            let event = DomainEvent::new(EventType::SegmentUpdated, ObjectType::Segment, id, request.now);
            outbox::append(connection, &[event.with("joined", done.joined).with("left", done.left)])?;
        }
        Ok(RefreshOutcome::Done(done))
    })
}

/// Milliseconds that a refresh may take for which nobody waits.
const LONGEST: u128 = 600_000;

/// What a refresh reads of a segment once it has its members.
#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = Text)]
    matching: String,
    #[diesel(sql_type = Jsonb)]
    conditions: Value,
    #[diesel(sql_type = Bool)]
    is_left_to_workers: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    due_at: Option<DateTime<Utc>>,
}

impl Stored {
    fn read(connection: &mut PgConnection, segment: SegmentId) -> Result<Option<Self>, PgError> {
        let read = statement(
            "SELECT match AS matching, conditions, due_cause IS NOT NULL AS is_left_to_workers, due_at \
             FROM segments WHERE id = $? AND type = 'dynamic'",
        );
        Ok(read.bind::<Int8, _>(segment.get()).get_result(connection).optional()?)
    }
}

#[derive(QueryableByName, Clone, Copy)]
struct Counted {
    #[diesel(sql_type = Int8)]
    joined: i64,
    #[diesel(sql_type = Int8)]
    left: i64,
}

/// The statement that adds and removes members and raises their events.
fn differences(request: &RefreshRequest, rule: &Rule, moment: Moment) -> Statement {
    let sql = dynamic_statement(
        "WITH k AS (SELECT $?::bigint AS segment, $?::timestamptz AS now), selected AS MATERIALIZED (SELECT c.id ",
    )
    .bind::<Int8, _>(request.segment.get())
    .bind::<Timestamptz, _>(request.now);
    push_selected(sql, rule, moment).push(
        "), joined AS (\
           INSERT INTO segment_members (segment_id, customer_id, joined_at) \
           SELECT k.segment, n.id, k.now FROM selected n, k \
           WHERE NOT EXISTS (SELECT FROM segment_members m WHERE m.segment_id = k.segment AND m.customer_id = n.id) \
           RETURNING customer_id), \
         gone AS (\
           DELETE FROM segment_members m USING k \
           WHERE m.segment_id = k.segment AND NOT EXISTS (SELECT FROM selected n WHERE n.id = m.customer_id) \
           RETURNING m.customer_id), \
         told AS (\
           INSERT INTO events (type, object_type, object_id, customer_id, occurred_at) \
           SELECT d.type, 'segment', k.segment, d.customer_id, k.now \
           FROM (SELECT 'segment.member_joined' AS type, customer_id FROM joined \
                 UNION ALL SELECT 'segment.member_left', customer_id FROM gone) d, k) \
         SELECT (SELECT count(*) FROM joined) AS joined, (SELECT count(*) FROM gone) AS \"left\"",
    )
}

/// Writes what the segment's row says of its members. A rule changed meanwhile leaves it refreshing, due now. The count
/// moves by the difference, as whoever is erased meanwhile moves it too.
fn settle(
    connection: &mut PgConnection,
    request: &RefreshRequest,
    evaluated: &Stored,
    counted: Counted,
    (looked_at, look_due_at): (DateTime<Utc>, Option<DateTime<Utc>>),
) -> Result<Refreshed, PgError> {
    let target = segments::table.find(request.segment.get());
    let (matching, conditions, refresh) = target
        .select((segments::match_, segments::conditions, segments::refresh))
        .for_no_key_update()
        .first::<(String, Value, String)>(connection)?;
    let current = matching == evaluated.matching && conditions == evaluated.conditions;
    let next = if current { rows::refresh(&refresh)?.next_due(request.now, request.zone) } else { Some(request.now) };
    let status = if current { SegmentStatus::Ready } else { SegmentStatus::Refreshing };
    let members: Members = statement(
        "UPDATE segments SET members_count = members_count + $? - $?, refreshed_at = $?, status = $?, error = NULL, \
                due_at = CASE WHEN $? OR due_at IS NOT DISTINCT FROM $? THEN $? ELSE due_at END, due_cause = NULL, looked_at = $?, look_due_at = $?, \
                lease_until = NULL, lease_token = NULL, attempt = 0, last_error = NULL \
         WHERE id = $? RETURNING members_count",
    )
    .bind::<Int8, _>(counted.joined)
    .bind::<Int8, _>(counted.left)
    .bind::<Timestamptz, _>(request.now)
    .bind::<Text, _>(status.as_str())
    // What somebody made due meanwhile stays so: the evaluation may not have seen why.
    .bind::<Bool, _>(!current)
    .bind::<Nullable<Timestamptz>, _>(evaluated.due_at)
    .bind::<Nullable<Timestamptz>, _>(next)
    .bind::<Timestamptz, _>(looked_at)
    .bind::<Nullable<Timestamptz>, _>(look_due_at)
    .bind::<Int8, _>(request.segment.get())
    .get_result(connection)?;
    Ok(Refreshed {
        members_count: count(members.members_count)?,
        joined: count(counted.joined)?,
        left: count(counted.left)?,
        date: request.now,
    })
}

#[derive(QueryableByName)]
struct Members {
    #[diesel(sql_type = Int8)]
    members_count: i64,
}

/// Makes the segment due at once, for the reason somebody wanted it refreshed.
fn leave_to_workers(connection: &mut PgConnection, request: &RefreshRequest) -> Result<(), PgError> {
    statement(
        "UPDATE segments SET status = 'refreshing', due_at = $?, due_cause = $?, \
                lease_until = NULL, lease_token = NULL WHERE id = $? AND type = 'dynamic'",
    )
    .bind::<Timestamptz, _>(request.now)
    .bind::<Text, _>(request.cause.as_str())
    .bind::<Int8, _>(request.segment.get())
    .execute(connection)?;
    Ok(())
}

/// What to tell of a refresh that failed by its rule; `None` when it may just be tried again, or the server is in trouble.
pub(super) fn reason(error: &PgError) -> Option<&'static str> {
    use DatabaseErrorKind::{ClosedConnection, UnableToSendCommand};
    match error {
        PgError::Inconsistent { .. } => Some("The stored conditions can't be read."),
        _ if error.is_worth_retrying() => None,
        PgError::Driver(DieselError::DatabaseError(ClosedConnection | UnableToSendCommand, _)) => None,
        PgError::Driver(DieselError::DatabaseError(_, info)) => {
            let message = info.message();
            if message.contains("statement timeout") {
                return Some("The conditions took too long to evaluate.");
            }
            let stopping = ["terminating connection", "shutting down", "starting up"];
            (!stopping.iter().any(|passing| message.contains(passing))).then_some("The conditions can't be evaluated.")
        }
        PgError::Driver(_) | PgError::Spooling(_) | PgError::LostRace | PgError::Superseded => None,
    }
}

/// Marks the refresh as failed, members untouched, and tries again later and later, at least hourly. `false`: there is
/// no such segment.
pub(super) fn mark_failed(
    connection: &mut PgConnection,
    segment: SegmentId,
    now: DateTime<Utc>,
    reason: &str,
) -> Result<bool, PgError> {
    let marked = statement(
        "UPDATE segments SET status = 'failed', error = $?, last_error = $?, attempt = attempt + 1, \
                due_cause = NULL, lease_until = NULL, lease_token = NULL, \
                due_at = $?::timestamptz + least(interval '1 minute' * power(2, least(attempt, 6)), interval '1 hour') \
         WHERE id = $? AND type = 'dynamic'",
    )
    .bind::<Text, _>(reason.to_owned())
    .bind::<Text, _>(reason.to_owned())
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(segment.get())
    .execute(connection)?;
    Ok(marked > 0)
}

#[derive(QueryableByName)]
struct Claimed {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Nullable<Text>)]
    due_cause: Option<String>,
    #[diesel(sql_type = Text)]
    refresh: String,
}

/// Leases what is due. The lease only keeps two workers from trying at once; the lock of [`run`] keeps them apart.
pub(super) fn claim(connection: &mut PgConnection, now: DateTime<Utc>, limit: u32) -> Result<Vec<DueSegment>, PgError> {
    let rows: Vec<Claimed> = statement(
        "WITH due AS (\
           SELECT id FROM segments \
           WHERE due_at <= $? AND type = 'dynamic' AND (lease_until IS NULL OR lease_until < clock_timestamp()) \
           ORDER BY due_at, id LIMIT $? FOR UPDATE SKIP LOCKED) \
         UPDATE segments s SET lease_until = clock_timestamp() + interval '15 minutes', lease_token = gen_random_uuid() \
         FROM due WHERE s.id = due.id RETURNING s.id, s.status, s.due_cause, s.refresh",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(i64::from(limit))
    .load(connection)?;
    rows.into_iter()
        .map(|row| {
            let segment = SegmentId::new(row.id).ok_or_else(|| PgError::inconsistent("segment id", row.id))?;
            let told = row.due_cause.as_deref().and_then(RefreshCause::from_name);
            let cause = told.unwrap_or(match (row.status.as_str(), row.refresh.as_str()) {
                ("refreshing", _) => RefreshCause::Changed,
                (_, "live") => RefreshCause::Live,
                _ => RefreshCause::Scheduled,
            });
            Ok(DueSegment { segment, cause })
        })
        .collect()
}
