//! The outbox: every event is passed on once.

use growffinity_kernel::{Clock, Housekeeper, Outbox};
use growffinity_postgres::{PgHousekeeping, PgOutbox};

use crate::fixture::{Shop, order};

#[tokio::test]
async fn events_are_passed_on_once_and_mark_customers_for_live_segments() {
    let shop = Shop::open().await;
    shop.execute(
        "INSERT INTO segments (name, slug, type, match, refresh, created_at, modified_at) \
         SELECT r, r, 'dynamic', 'all', r, now(), now() FROM unnest(ARRAY['live', 'manual']) r",
    );
    shop.record(order("1", "ann@example.com", "10")).await;
    let outbox = PgOutbox::new(shop.database.clone());
    let now = shop.clock.now();
    let (one, two) = tokio::join!(outbox.dispatch(2, now), outbox.dispatch(2, now));
    let rest = outbox.dispatch(10, now).await.unwrap();
    assert_eq!(one.unwrap() + two.unwrap() + rest, 3);
    assert_eq!(outbox.dispatch(10, now).await.unwrap(), 0);
    assert!(shop.number("SELECT count(*) AS number FROM segment_marks WHERE customer_id = 1") > 0);
    assert_eq!(shop.number("SELECT count(DISTINCT customer_id) AS number FROM segment_marks"), 1);

    // Where no segment is live, nothing is marked.
    shop.execute("DELETE FROM segment_marks");
    shop.execute("DELETE FROM segments WHERE refresh = 'live'");
    shop.record(order("2", "ann@example.com", "10")).await;
    assert!(outbox.dispatch(10, now).await.unwrap() > 0);
    assert_eq!(shop.number("SELECT count(*) AS number FROM segment_marks"), 0);
}

#[tokio::test]
async fn housekeeping_folds_counters_and_keeps_partitions_ahead() {
    let shop = Shop::open().await;
    for number in 0..5 {
        shop.record(order(&number.to_string(), "ann@example.com", "1")).await;
    }
    let house = PgHousekeeping::new(shop.database.clone());
    assert!(house.health().await.unwrap().partitions_ahead >= 2);
    shop.execute("SELECT setval('events_id_seq', 12000001)");
    assert_eq!(house.health().await.unwrap().partitions_ahead, 0, "the alarm");
    house.tidy_up().await.unwrap();
    assert!(house.health().await.unwrap().partitions_ahead >= 2);
    assert_eq!(shop.number("SELECT sum(delta)::bigint AS number FROM row_counts WHERE name = 'orders'"), 5);
    let twice = "SELECT count(*) - count(DISTINCT name) AS number FROM row_counts";
    assert_eq!(shop.number(twice), 0, "one row a name");
    shop.record(order("later", "ann@example.com", "1")).await;
    assert_eq!(shop.number("SELECT count(*) AS number FROM events_000003"), 2);
}
