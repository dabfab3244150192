//! Judging marked customers by several segments in one statement.

use std::time::Instant;

use chrono::{DateTime, Utc};
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Jsonb, Nullable, Text, Timestamptz},
};
use growffinity_segmentation::{LiveJudged, LiveRequest, LiveWork, Rule};
use serde_json::Value;

use crate::{
    error::PgError,
    news::{Todo, note},
    number::count,
    page::numbers,
    segmentation::{
        compile::{Among, Moment, push_selected_among},
        lock,
        refresh::{mark_failed, reason},
        rows,
    },
    statement::{Statement, dynamic_statement, statement},
};

/// Judges; see the port. When a rule can't be evaluated, the segments are judged one by one.
pub(in crate::segmentation) fn run(
    connection: &mut PgConnection,
    request: &LiveRequest,
) -> Result<LiveJudged, PgError> {
    let all: Vec<&LiveWork> = request.work.iter().collect();
    match connection.transaction(|connection| judge(connection, request, &all)) {
        Err(error) if reason(&error).is_some() => one_by_one(connection, request),
        outcome => outcome,
    }
}

fn one_by_one(connection: &mut PgConnection, request: &LiveRequest) -> Result<LiveJudged, PgError> {
    let mut all = LiveJudged::default();
    for work in &request.work {
        match connection.transaction(|connection| judge(connection, request, &[work])) {
            Ok(one) => {
                all.joined += one.joined;
                all.left += one.left;
                all.put_off += one.put_off;
            }
            Err(error) => {
                let Some(reason) = reason(&error) else { return Err(error) };
                tracing::error!(segment = work.segment.get(), %error, "a live segment can't be kept right");
                mark_failed(connection, work.segment, request.now, reason)?;
                all.failed += 1;
            }
        }
    }
    Ok(all)
}

/// What is read of a segment once its members are ours.
#[derive(QueryableByName)]
struct LiveRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    matching: String,
    #[diesel(sql_type = Jsonb)]
    conditions: Value,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    looked_at: Option<DateTime<Utc>>,
}

fn judge(connection: &mut PgConnection, request: &LiveRequest, work: &[&LiveWork]) -> Result<LiveJudged, PgError> {
    let began = Instant::now();
    lock::turn(connection)?;
    let wanted: Vec<_> = work.iter().map(|work| work.segment).collect();
    let ours = lock::free_members(connection, &wanted)?;
    let (mine, busy): (Vec<&LiveWork>, Vec<&LiveWork>) =
        work.iter().partition(|work| ours.contains(&work.segment.get()));
    let put_off = put_off(connection, &busy)?;
    // Read once the locks are held: what is not ready now is refreshed later, and sees what these customers did.
    let rows: Vec<LiveRow> = statement(
        "SELECT id, match AS matching, conditions, looked_at FROM segments \
         WHERE id = ANY($?) AND type = 'dynamic' AND refresh = 'live' AND status = 'ready' ORDER BY id",
    )
    .bind::<Array<Int8>, _>(ours)
    .load(connection)?;
    let mut judged = LiveJudged { put_off, ..LiveJudged::default() };
    let Some(sql) = differences(request, &rows, &mine)? else { return Ok(judged) };
    let moved: Vec<Moved> = sql.load(connection)?;
    for segment in &moved {
        judged.joined += count(segment.joined)?;
        judged.left += count(segment.left)?;
    }
    note(Todo::Events);
    let milliseconds = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
    settle(connection, request, &moved, milliseconds)?;
    Ok(judged)
}

/// Marks the customers again for segments that are being refreshed.
fn put_off(connection: &mut PgConnection, busy: &[&LiveWork]) -> Result<u64, PgError> {
    let mut all = 0;
    for work in busy {
        all += statement("INSERT INTO segment_marks (customer_id, segment_id) SELECT c.id, $? FROM unnest($?) c (id)")
            .bind::<Int8, _>(work.segment.get())
            .bind::<Array<Int8>, _>(numbers(&work.customers))
            .execute(connection)?;
    }
    Ok(u64::try_from(all).unwrap_or(u64::MAX))
}

#[derive(QueryableByName)]
struct Moved {
    #[diesel(sql_type = Int8)]
    segment_id: i64,
    #[diesel(sql_type = Int8)]
    joined: i64,
    #[diesel(sql_type = Int8)]
    left: i64,
}

/// The statement that makes the memberships right and raises their events; `None` when there is nobody to judge.
fn differences(request: &LiveRequest, rows: &[LiveRow], work: &[&LiveWork]) -> Result<Option<Statement>, PgError> {
    let mut sql = dynamic_statement("WITH k AS (SELECT $?::timestamptz AS now), selected AS MATERIALIZED (")
        .bind::<Timestamptz, _>(request.now);
    let (mut segments, mut customers) = (Vec::new(), Vec::new());
    for row in rows {
        let Some(work) = work.iter().find(|work| work.segment.get() == row.id) else { continue };
        let ids = numbers(&work.customers);
        sql = sql.push(if segments.is_empty() { "SELECT $?::bigint" } else { " UNION ALL SELECT $?::bigint" });
        sql = sql.bind::<Int8, _>(row.id).push(" AS segment_id, c.id AS customer_id ");
        let rule: Rule = rows::rule(&row.matching, &row.conditions)?;
        let moment = Moment { now: row.looked_at.map_or(request.now, |at| at.max(request.now)), zone: request.zone };
        sql = push_selected_among(sql, &rule, moment, Among::Ids(&ids));
        segments.extend(std::iter::repeat_n(row.id, ids.len()));
        customers.extend(ids);
    }
    if segments.is_empty() {
        return Ok(None);
    }
    let sql = sql
        .push("), judged AS (SELECT * FROM unnest($?, $?) j (segment_id, customer_id)), ")
        .bind::<Array<Int8>, _>(segments)
        .bind::<Array<Int8>, _>(customers)
        .push(
            "joined AS (\
               INSERT INTO segment_members (segment_id, customer_id, joined_at) \
               SELECT n.segment_id, n.customer_id, k.now FROM selected n, k \
               WHERE NOT EXISTS (SELECT FROM segment_members m \
                                 WHERE m.segment_id = n.segment_id AND m.customer_id = n.customer_id) \
               ORDER BY n.customer_id, n.segment_id RETURNING segment_id, customer_id), \
             gone AS (\
               DELETE FROM segment_members m USING judged j \
               WHERE m.segment_id = j.segment_id AND m.customer_id = j.customer_id \
                 AND NOT EXISTS (SELECT FROM selected n \
                                 WHERE n.segment_id = j.segment_id AND n.customer_id = j.customer_id) \
               RETURNING m.segment_id, m.customer_id), \
             moved AS (SELECT *, true AS came FROM joined UNION ALL SELECT *, false FROM gone), \
             told AS (\
               INSERT INTO events (type, object_type, object_id, customer_id, occurred_at) \
               SELECT CASE WHEN d.came THEN 'segment.member_joined' ELSE 'segment.member_left' END, \
                      'segment', d.segment_id, d.customer_id, k.now FROM moved d, k) \
             SELECT segment_id, count(*) FILTER (WHERE came) AS joined, count(*) FILTER (WHERE NOT came) AS \"left\" \
             FROM moved GROUP BY segment_id ORDER BY segment_id",
        );
    Ok(Some(sql))
}

/// Counts the differences in the rows of the segments. Telling of them is left to [`super::tell`].
fn settle(
    connection: &mut PgConnection,
    request: &LiveRequest,
    moved: &[Moved],
    milliseconds: i64,
) -> Result<(), PgError> {
    if moved.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = moved.iter().map(|segment| segment.segment_id).collect();
    statement("SELECT id FROM segments WHERE id = ANY($?) ORDER BY id FOR NO KEY UPDATE")
        .bind::<Array<Int8>, _>(ids.clone())
        .execute(connection)?;
    statement(
        "UPDATE segments s SET members_count = s.members_count + d.joined - d.\"left\", refreshed_at = k.now, \
                untold_joined = s.untold_joined + d.joined, untold_left = s.untold_left + d.\"left\", \
                untold_milliseconds = s.untold_milliseconds + k.milliseconds \
         FROM unnest($?, $?, $?) d (id, joined, \"left\"), \
              (SELECT $?::timestamptz AS now, $?::bigint AS milliseconds) k WHERE s.id = d.id",
    )
    .bind::<Array<Int8>, _>(ids)
    .bind::<Array<Int8>, _>(moved.iter().map(|segment| segment.joined).collect::<Vec<_>>())
    .bind::<Array<Int8>, _>(moved.iter().map(|segment| segment.left).collect::<Vec<_>>())
    .bind::<Timestamptz, _>(request.now)
    .bind::<Int8, _>(milliseconds)
    .execute(connection)?;
    Ok(())
}
