//! Refreshes: differences only, one at a time, told once, and never at the cost of the members.

use chrono::TimeDelta;
use diesel::{Connection, PgConnection, RunQueryDsl, sql_query};
use growffinity_kernel::Clock;
use growffinity_segmentation::{
    Refresh, RefreshCause, RefreshOutcome, RefreshRequest, Segment, SegmentChange, SegmentStatus, cases,
    ports::SegmentStore,
};

use super::house::{House, spent};

#[tokio::test]
async fn only_differences_are_written_and_told() {
    let house = House::with_spenders(&[50, 150, 250]);
    let segment = house.create("Big", spent(100), Refresh::Manual).await;
    assert_eq!((segment.members_count, segment.status), (2, SegmentStatus::Ready));
    assert_eq!(segment.refreshed_at, Some(house.clock.now()));
    assert_eq!(house.events("segment.member_joined"), 2);
    assert_eq!(house.events("segment.updated"), 1);

    house.clock.advance(TimeDelta::hours(1));
    house.execute("UPDATE customers SET total_spent = 500 WHERE id = 1");
    house.execute("UPDATE customers SET total_spent = 20 WHERE id = 2");
    let (segment, outcome) = house.segments.refresh(segment.id).await.unwrap();
    let RefreshOutcome::Done(done) = outcome else { panic!("{outcome:?}") };
    assert_eq!((done.members_count, done.joined, done.left), (2, 1, 1));
    assert_eq!(segment.members_count, 2);
    assert_eq!(house.members(&segment).await, [1, 3]);
    // Who stayed has been there since the first time.
    assert_eq!(
        house.number(
            "SELECT count(*) AS number FROM segment_members m JOIN segments s ON s.id = m.segment_id \
                      WHERE m.customer_id = 3 AND m.joined_at < s.refreshed_at"
        ),
        1
    );
    assert_eq!(house.events("segment.member_joined"), 3);
    assert_eq!(house.events("segment.member_left"), 1);
    assert_eq!(
        house.number("SELECT count(*) AS number FROM events WHERE type = 'segment.member_left' AND customer_id = 2"),
        1
    );
    assert_eq!(
        house.number(
            "SELECT count(*) AS number FROM events WHERE type = 'segment.updated' \
                      AND data = '{\"joined\": 1, \"left\": 1}'"
        ),
        1
    );

    // Nothing changed: nothing told, but noted.
    let (_, outcome) = house.segments.refresh(segment.id).await.unwrap();
    assert!(matches!(outcome, RefreshOutcome::Done(done) if (done.joined, done.left) == (0, 0)));
    assert_eq!(house.events("segment.updated"), 2);
    assert_eq!(house.number("SELECT count(*) AS number FROM segment_history WHERE cause = 'manual'"), 2);
    assert_eq!(house.number("SELECT sum(joined - \"left\")::bigint AS number FROM segment_history"), 2);
}

#[tokio::test]
async fn a_changed_rule_refreshes_at_once_and_is_told_once() {
    let house = House::with_spenders(&[50, 150]);
    let segment = house.create("Big", spent(100), Refresh::Manual).await;
    let change = SegmentChange { conditions: Some(spent(40)), ..SegmentChange::default() };
    let changed = house.segments.update(segment.id, change, Some(segment.version)).await.unwrap();
    assert_eq!((changed.members_count, changed.status, changed.version), (2, SegmentStatus::Ready, 2));
    assert_eq!(house.events("segment.updated"), 2);

    // The rule says it in other words: nobody moves, yet it was changed.
    let change = SegmentChange { conditions: Some(spent(45)), ..SegmentChange::default() };
    house.segments.update(segment.id, change, None).await.unwrap();
    assert_eq!(house.events("segment.updated"), 3);
    assert_eq!(house.events("segment.member_joined"), 2);

    // Another name is no other rule.
    let change = SegmentChange { description: Some("Spenders".into()), ..SegmentChange::default() };
    assert_eq!(house.segments.update(segment.id, change, None).await.unwrap().version, 4);
    assert_eq!(house.events("segment.updated"), 3);
}

#[tokio::test]
async fn of_refreshes_at_once_one_does_the_work() {
    let house = House::with_spenders(&[50, 150, 250]);
    let segment = house.create("Big", spent(1_000), Refresh::Manual).await;
    house.execute("UPDATE customers SET total_spent = 2000");
    let all = (0..8).map(|_| {
        let segments = house.segments.clone();
        tokio::spawn(async move { segments.refresh(segment.id).await.unwrap().1 })
    });
    let mut joined = 0;
    for task in all.collect::<Vec<_>>() {
        match task.await.unwrap() {
            RefreshOutcome::Done(done) => joined += done.joined,
            RefreshOutcome::AlreadyRunning => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(joined, 3);
    assert_eq!(house.events("segment.member_joined"), 3);
    assert_eq!(house.members(&segment).await, [1, 2, 3]);
}

#[tokio::test]
async fn a_second_refresh_is_told_that_one_is_at_work() {
    let house = House::with_spenders(&[150]);
    let segment = house.create("Big", spent(100), Refresh::Manual).await;
    let mut other = PgConnection::establish(house.url()).unwrap();
    other.begin_test_transaction().unwrap();
    sql_query(format!("SELECT pg_advisory_xact_lock(hashtextextended('segment refresh ' || {}, 0))", segment.id))
        .execute(&mut other)
        .unwrap();
    let (_, outcome) = house.segments.refresh(segment.id).await.unwrap();
    assert_eq!(outcome, RefreshOutcome::AlreadyRunning);
    // A connection that is only closed gives its lock back a moment later.
    sql_query("ROLLBACK").execute(&mut other).unwrap();
    let (_, outcome) = house.segments.refresh(segment.id).await.unwrap();
    assert!(matches!(outcome, RefreshOutcome::Done(_)), "{outcome:?}");
}

#[tokio::test]
async fn a_rule_changed_during_a_refresh_leaves_it_due() {
    let house = House::with_spenders(&[50, 150]);
    let segment = house.create("Big", spent(100), Refresh::Daily).await;
    let mut other = PgConnection::establish(house.url()).unwrap();
    sql_query("BEGIN").execute(&mut other).unwrap();
    sql_query(
        "UPDATE segments SET conditions = '[{\"field\": \"total_spent\", \"operator\": \"greater_than\", \"value\": 10}]'",
    )
    .execute(&mut other)
    .unwrap();
    let running = tokio::spawn({
        let segments = house.segments.clone();
        async move { segments.refresh(segment.id).await.unwrap() }
    });
    house
        .wait_for(
            "SELECT count(*) AS number FROM pg_stat_activity \
             WHERE wait_event_type = 'Lock' AND datname = current_database()",
        )
        .await;
    sql_query("COMMIT").execute(&mut other).unwrap();
    let (after, outcome) = running.await.unwrap();
    assert!(matches!(outcome, RefreshOutcome::Done(done) if done.members_count == 1), "{outcome:?}");
    assert_eq!(after.status, SegmentStatus::Refreshing);

    let worked = house.segments.refresh_due(10).await.unwrap();
    assert_eq!((worked.claimed, worked.failed), (1, 0));
    let settled = house.segments.find(segment.id).await.unwrap().unwrap();
    assert_eq!((settled.status, settled.members_count), (SegmentStatus::Ready, 2));
}

#[tokio::test]
async fn a_refresh_that_fails_keeps_the_members_and_says_so() {
    let house = House::with_spenders(&[150]);
    let conditions = serde_json::json!([{"field": "external_id", "operator": "is_empty"}]);
    let conditions = growffinity_segmentation::Conditions::parse(&conditions).unwrap();
    let segment = house.create("Unknown elsewhere", conditions, Refresh::Hourly).await;
    assert_eq!(segment.members_count, 1);
    house.execute("ALTER TABLE customer_external_ids RENAME TO elsewhere");
    house.clock.advance(TimeDelta::hours(2));
    let worked = house.segments.refresh_due(10).await.unwrap();
    assert_eq!((worked.claimed, worked.failed), (1, 1));
    let failed: Segment = house.segments.find(segment.id).await.unwrap().unwrap();
    assert_eq!((failed.status, failed.members_count), (SegmentStatus::Failed, 1));
    assert_eq!(failed.error.as_deref(), Some("The conditions can't be evaluated."));
    assert_eq!(house.members(&segment).await, [1]);
    assert_eq!(house.events("segment.member_left"), 0);

    // It is tried again by itself, not at once.
    assert_eq!(house.segments.refresh_due(10).await.unwrap().claimed, 0);
    house.execute("ALTER TABLE elsewhere RENAME TO customer_external_ids");
    house.clock.advance(TimeDelta::minutes(1));
    assert_eq!(house.segments.refresh_due(10).await.unwrap().claimed, 1);
    let healed = house.segments.find(segment.id).await.unwrap().unwrap();
    assert_eq!((healed.status, healed.error), (SegmentStatus::Ready, None));
}

#[tokio::test]
async fn what_is_due_is_claimed_by_one_and_refreshed() {
    let house = House::with_spenders(&[150]);
    let hourly = house.create("Hourly", spent(100), Refresh::Hourly).await;
    let soon = house.create("Soon", spent(100), Refresh::Hourly).await;
    house.create("Live", spent(100), Refresh::Live).await;
    house.create("Manual", spent(100), Refresh::Manual).await;
    assert_eq!(house.segments.refresh_due(10).await.unwrap().claimed, 0);

    house.clock.advance(TimeDelta::minutes(61));
    house.execute(&format!("UPDATE segments SET due_at = due_at - interval '1 minute' WHERE id = {}", soon.id));
    let claimed = house.store().claim_due(house.clock.now(), 1).await.unwrap();
    assert_eq!(claimed.iter().map(|due| due.segment).collect::<Vec<_>>(), [soon.id]);
    // The lease keeps that one from others. One that is live follows its customers and is never due.
    assert_eq!(house.segments.refresh_due(10).await.unwrap().claimed, 1);
    let refreshed = house.segments.find(hourly.id).await.unwrap().unwrap();
    assert_eq!(refreshed.refreshed_at, Some(house.clock.now()));
    assert_eq!(house.number("SELECT count(*) AS number FROM segment_history WHERE cause = 'scheduled'"), 1);

    // A worker that died gives it back when its lease runs out.
    house.execute("UPDATE segments SET lease_until = now() - interval '1 second' WHERE lease_until IS NOT NULL");
    assert_eq!(house.segments.refresh_due(10).await.unwrap().claimed, 1);
    assert_eq!(house.number("SELECT count(*) AS number FROM segment_history WHERE cause = 'scheduled'"), 2);
    assert_eq!(house.number("SELECT count(*) AS number FROM segments WHERE lease_until IS NOT NULL"), 0);
}

#[tokio::test]
async fn one_that_is_made_live_is_brought_up_to_date_first() {
    let house = House::with_spenders(&[50]);
    let segment = house.create("Big", spent(100), Refresh::Manual).await;
    house.execute("UPDATE customers SET total_spent = 500");
    let change = SegmentChange { refresh: Some(Refresh::Live), ..SegmentChange::default() };
    house.segments.update(segment.id, change, None).await.unwrap();
    assert_eq!(house.segments.refresh_due(10).await.unwrap().claimed, 1);
    assert_eq!(house.members(&segment).await, [1]);
    assert_eq!(house.segments.refresh_due(10).await.unwrap().claimed, 0);
}

#[tokio::test]
async fn what_takes_longer_than_somebody_waits_is_left_to_the_workers() {
    let house = House::with_spenders(&[150]);
    let segment = house.create("Big", spent(100), Refresh::Manual).await;
    house.execute("UPDATE customers SET total_spent = 1");
    let mut other = PgConnection::establish(house.url()).unwrap();
    sql_query("BEGIN").execute(&mut other).unwrap();
    sql_query("LOCK TABLE segment_members IN ACCESS EXCLUSIVE MODE").execute(&mut other).unwrap();
    let request = RefreshRequest {
        segment: segment.id,
        now: house.clock.now(),
        zone: cases::ZONE,
        cause: RefreshCause::Manual,
        patience: Some(std::time::Duration::from_millis(100)),
    };
    assert_eq!(house.store().refresh(&request).await.unwrap(), RefreshOutcome::LeftToWorkers);
    let left = house.segments.find(segment.id).await.unwrap().unwrap();
    assert_eq!((left.status, left.members_count, left.error), (SegmentStatus::Refreshing, 1, None));
    sql_query("ROLLBACK").execute(&mut other).unwrap();

    // A second call joins the first.
    let (_, outcome) = house.segments.refresh(segment.id).await.unwrap();
    assert_eq!(outcome, RefreshOutcome::AlreadyRunning);
    let worked = house.segments.refresh_due(10).await.unwrap();
    assert_eq!((worked.claimed, worked.failed), (1, 0));
    assert_eq!(house.number("SELECT count(*) AS number FROM segment_history WHERE cause = 'manual'"), 1);
    let done = house.segments.find(segment.id).await.unwrap().unwrap();
    assert_eq!((done.status, done.members_count), (SegmentStatus::Ready, 0));
    let (_, outcome) = house.segments.refresh(segment.id).await.unwrap();
    assert!(matches!(outcome, RefreshOutcome::Done(_)), "{outcome:?}");
}
