//! Live segments: who changes is judged again, nobody else; each time it is told right.

use chrono::TimeDelta;
use diesel::{Connection, PgConnection, RunQueryDsl, sql_query};
use growffinity_kernel::{Clock, CustomerId, SegmentId};
use growffinity_segmentation::{Conditions, NewRule, Refresh, RefreshOutcome, SegmentStatus, ports::LiveStore};
use serde_json::json;

use super::house::{House, spent};

fn within(segment: SegmentId) -> Conditions {
    Conditions::parse(&json!([{"segment": segment.get()}])).unwrap()
}

#[tokio::test]
async fn who_changes_is_judged_again_and_nobody_else() {
    let house = House::with_spenders(&[50, 150, 250]);
    let big = house.create("Big", spent(100), Refresh::Live).await;
    let huge = house.create("Huge", spent(200), Refresh::Live).await;
    let hourly = house.create("Hourly", spent(100), Refresh::Hourly).await;
    house.follow().await;
    let updates = house.events("segment.updated");

    // Nobody tells of the third, so that nobody looks at them.
    house.execute("UPDATE customers SET total_spent = 1 WHERE id = 3");
    house.clock.advance(TimeDelta::minutes(2));
    house.spend(&[(1, 300), (2, 20)]).await;
    assert_eq!(house.members(&big).await, [1, 3]);
    assert_eq!(house.members(&huge).await, [1, 3]);
    assert_eq!(house.members(&hourly).await, [2, 3]);
    let count = |id: SegmentId| house.number(&format!("SELECT members_count AS number FROM segments WHERE id = {id}"));
    assert_eq!((count(big.id), count(huge.id)), (2, 2));
    let moved = |kind: &str, id: SegmentId, customer: i64| {
        house.number(&format!(
            "SELECT count(*) AS number FROM events WHERE type = 'segment.member_{kind}' AND object_id = {id} \
             AND customer_id = {customer}"
        ))
    };
    assert_eq!((moved("joined", big.id, 1), moved("left", big.id, 2), moved("joined", huge.id, 1)), (1, 1, 1));
    assert_eq!(house.events("segment.updated"), updates + 2);
    let lines = "SELECT count(*) AS number FROM segment_history WHERE cause = 'live' AND joined = 1";
    assert_eq!(house.number(lines), 2);
    assert_eq!(house.number("SELECT count(*) AS number FROM segment_marks"), 0);
    let refreshed = house.segments.find(big.id).await.unwrap().unwrap();
    assert_eq!((refreshed.refreshed_at, refreshed.status), (Some(house.clock.now()), SegmentStatus::Ready));
}

#[tokio::test]
async fn members_are_told_of_at_once_and_the_segment_once_a_minute() {
    let house = House::with_spenders(&[1, 1, 1]);
    let big = house.create("Big", spent(100), Refresh::Live).await;
    house.follow().await;
    let (updates, joins) = (house.events("segment.updated"), house.events("segment.member_joined"));
    house.spend(&[(1, 300)]).await;
    assert_eq!(house.events("segment.updated"), updates + 1);
    house.clock.advance(TimeDelta::seconds(59));
    house.spend(&[(2, 300)]).await;
    house.spend(&[(3, 300), (1, 5)]).await;
    assert_eq!(house.events("segment.updated"), updates + 1);
    assert_eq!(house.events("segment.member_joined"), joins + 3);
    assert_eq!(house.members(&big).await, [2, 3]);
    house.clock.advance(TimeDelta::seconds(1));
    house.follow().await;
    assert_eq!(house.events("segment.updated"), updates + 2);
    let last = "SELECT count(*) AS number FROM events WHERE type = 'segment.updated' \
                AND data = '{\"joined\": 2, \"left\": 1}'";
    assert_eq!(house.number(last), 1);
    let line = "SELECT count(*) AS number FROM segment_history WHERE cause = 'live' \
                AND (joined, \"left\", members_count) = (2, 1, 2)";
    assert_eq!(house.number(line), 1);
}

#[tokio::test]
async fn a_segment_that_fails_keeps_its_members_and_does_not_hold_up_the_others() {
    let house = House::with_spenders(&[150]);
    let known = Conditions::parse(&json!([{"field": "external_id", "operator": "is_empty"}])).unwrap();
    let unknown = house.create("Unknown elsewhere", known, Refresh::Live).await;
    let big = house.create("Big", spent(100), Refresh::Live).await;
    house.follow().await;
    house.execute("ALTER TABLE customer_external_ids RENAME TO elsewhere");
    house.spend(&[(1, 10)]).await;
    assert!(house.members(&big).await.is_empty());
    let failed = house.segments.find(unknown.id).await.unwrap().unwrap();
    assert_eq!((failed.status, failed.members_count), (SegmentStatus::Failed, 1));
    assert_eq!(failed.error.as_deref(), Some("The conditions can't be evaluated."));
    assert_eq!(house.members(&unknown).await, [1]);

    // It is left alone until the refresh that tries again, which sees what happened meanwhile.
    house.execute("ALTER TABLE elsewhere RENAME TO customer_external_ids");
    house.execute("INSERT INTO customer_external_ids (store_id, external_id, customer_id) VALUES (1, 'x', 1)");
    house.spend(&[(1, 150)]).await;
    assert_eq!(house.members(&big).await, [1]);
    assert_eq!(house.members(&unknown).await, [1]);
    house.clock.advance(TimeDelta::minutes(2));
    assert_eq!(house.segments.refresh_due(10).await.unwrap().claimed, 1);
    assert!(house.members(&unknown).await.is_empty());
}

#[tokio::test]
async fn who_joins_or_leaves_is_judged_by_the_segments_that_name_it() {
    let house = House::with_spenders(&[1, 1, 1]);
    let picked = house.make("Picked", NewRule::Static).await;
    let hourly = house.create("Hourly", spent(100), Refresh::Hourly).await;
    let live = house.create("Live", spent(100), Refresh::Live).await;
    let of_picked = house.create("Of picked", within(picked.id), Refresh::Live).await;
    let of_hourly = house.create("Of hourly", within(hourly.id), Refresh::Live).await;
    let of_live = house.create("Of live", within(live.id), Refresh::Live).await;
    let of_of_live = house.create("Of of live", within(of_live.id), Refresh::Live).await;
    house.follow().await;

    let customer = CustomerId::new(2).unwrap();
    house.segments.add_by_hand(&[picked.id], &[customer]).await.unwrap();
    house.follow().await;
    assert_eq!(house.members(&of_picked).await, [2]);
    house.segments.remove_by_hand(picked.id, customer).await.unwrap();
    house.follow().await;
    assert!(house.members(&of_picked).await.is_empty());

    house.spend(&[(1, 500)]).await;
    for segment in [&live, &of_live, &of_of_live] {
        assert_eq!(house.members(segment).await, [1], "{}", segment.name.as_str());
    }
    assert!(house.members(&of_hourly).await.is_empty());
    house.segments.refresh(hourly.id).await.unwrap();
    house.follow().await;
    assert_eq!(house.members(&of_hourly).await, [1]);
}

#[tokio::test]
async fn a_chain_of_segments_is_right_after_one_turn() {
    let house = House::with_spenders(&[1]);
    let first = house.create("First", spent(100), Refresh::Live).await;
    let second = house.create("Second", within(first.id), Refresh::Live).await;
    let third = house.create("Third", within(second.id), Refresh::Live).await;
    house.follow().await;
    house.execute("UPDATE customers SET total_spent = 500");
    house.execute("INSERT INTO segment_marks (customer_id) VALUES (1)");
    house.live.turn(10).await.unwrap();
    assert_eq!(house.members(&third).await, [1]);
}

#[tokio::test]
async fn during_a_refresh_customers_are_put_off_and_nobody_waits() {
    let house = House::with_spenders(&[1]);
    let slow = house.create("Slow", spent(100), Refresh::Live).await;
    let quick = house.create("Quick", spent(100), Refresh::Live).await;
    house.follow().await;
    let mut other = PgConnection::establish(house.url()).unwrap();
    sql_query("BEGIN").execute(&mut other).unwrap();
    sql_query(format!("SELECT pg_advisory_xact_lock(hashtextextended('segment members ' || {}, 0))", slow.id))
        .execute(&mut other)
        .unwrap();
    house.spend(&[(1, 500)]).await;
    assert_eq!(house.members(&quick).await, [1]);
    assert!(house.members(&slow).await.is_empty());
    let put_off = format!("SELECT count(*) AS number FROM segment_marks WHERE segment_id = {}", slow.id);
    assert_eq!(house.number(&put_off), 1);
    sql_query("ROLLBACK").execute(&mut other).unwrap();
    house.follow().await;
    assert_eq!(house.members(&slow).await, [1]);
    assert_eq!(house.number("SELECT count(*) AS number FROM segment_marks"), 0);
}

#[tokio::test]
async fn a_mark_is_seen_to_by_one_and_again_when_that_one_is_gone() {
    let house = House::with_spenders(&[1, 1]);
    house.create("Big", spent(100), Refresh::Live).await;
    house.execute("INSERT INTO segment_marks (customer_id) VALUES (1), (2)");
    let first = house.store().claim_marks(1).await.unwrap();
    let second = house.store().claim_marks(10).await.unwrap();
    assert_eq!((first.marks.len(), second.marks.len()), (1, 1));
    assert_ne!(first.marks[0].customer, second.marks[0].customer);
    assert!(house.store().claim_marks(10).await.unwrap().marks.is_empty());
    house.execute("UPDATE segment_marks SET lease_until = clock_timestamp() - interval '1 second'");
    assert_eq!(house.store().claim_marks(10).await.unwrap().marks.len(), 2);
}

#[tokio::test]
async fn time_moves_customers_without_a_pass_over_all() {
    let house = House::with_spenders(&[1, 1, 1]);
    let lapsed = json!([{"field": "last_order_date", "operator": "more_than_ago", "value": "30 days"}]);
    let lapsed = house.create("Lapsed", Conditions::parse(&lapsed).unwrap(), Refresh::Live).await;
    house.execute("UPDATE customers SET last_order_at = '2020-01-01' WHERE id = 1");
    let now = house.clock.now();
    house.execute(&format!("UPDATE customers SET last_order_at = '{}' WHERE id = 2", now - TimeDelta::days(29)));
    house.follow().await;
    assert!(house.members(&lapsed).await.is_empty());
    let due = "SELECT count(*) AS number FROM segments WHERE due_at IS NOT NULL";
    assert_eq!(house.number(due), 0);
    house.clock.advance(TimeDelta::hours(20));
    house.follow().await;
    assert!(house.members(&lapsed).await.is_empty());
    // The first crossed the boundary long before anybody looked, and nobody told of them: they are not looked at.
    house.clock.advance(TimeDelta::hours(6));
    house.follow().await;
    assert_eq!(house.members(&lapsed).await, [2]);
    assert_eq!(house.number(due), 0);
    // A full refresh finds both.
    let (_, outcome) = house.segments.refresh(lapsed.id).await.unwrap();
    assert!(matches!(outcome, RefreshOutcome::Done(done) if (done.joined, done.left) == (1, 0)), "{outcome:?}");
}

#[tokio::test]
async fn old_history_is_summed_up_by_hours() {
    let house = House::with_spenders(&[]);
    let big = house.create("Big", spent(100), Refresh::Live).await;
    house.execute("DELETE FROM segment_history");
    house.execute(&format!(
        "INSERT INTO segment_history (segment_id, refreshed_at, members_count, joined, \"left\", cause, milliseconds) \
         SELECT {}, date_trunc('hour', now(), 'UTC') - interval '8 days' + n * interval '10 minutes', 100 + n, 3, 2, \
                CASE WHEN n = 4 THEN 'manual' ELSE 'live' END, 5 FROM generate_series(0, 11) n",
        big.id
    ));
    let folded = "SELECT fold_segment_history(interval '7 days', 1000)::bigint AS number";
    assert_eq!(house.number(folded), 3);
    assert_eq!(house.number(folded), 0);
    let lines = "SELECT count(*) AS number FROM segment_history WHERE hourly";
    assert_eq!(house.number(lines), 3);
    assert_eq!(house.number("SELECT sum(joined - \"left\")::bigint AS number FROM segment_history"), 12);
    let first =
        "SELECT members_count AS number FROM segment_history WHERE cause = 'live' ORDER BY refreshed_at LIMIT 1";
    assert_eq!(house.number(first), 105);
    let recent = "SELECT fold_segment_history(interval '9 days', 1000)::bigint AS number";
    assert_eq!(house.number(recent), 0);
}
