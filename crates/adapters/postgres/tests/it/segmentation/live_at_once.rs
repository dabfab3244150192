//! Everything at once: changes, two workers, refreshes and erasures leave the members that the rule gives, and their count.

use std::sync::Arc;

use growffinity_kernel::{Clock, Outbox};
use growffinity_postgres::PgOutbox;
use growffinity_segmentation::{Conditions, Refresh, Segment};
use serde_json::json;

use super::house::{House, spent};

const CUSTOMERS: i64 = 40;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn members_are_right_whatever_happens_at_once() {
    let house = Arc::new(House::with_spenders(&[0; 40]));
    let mut segments = Vec::new();
    for limit in 0..6 {
        segments.push(house.create(&format!("Over {limit}"), spent(limit * 10), Refresh::Live).await);
    }
    let inner = json!([{"segment": segments[2].id.get()}, {"segment": segments[4].id.get(), "not": true}]);
    segments.push(house.create("Between", Conditions::parse(&inner).unwrap(), Refresh::Live).await);
    house.follow().await;

    let mut tasks = Vec::new();
    // Shops: each tells of its changes in the transaction that makes them.
    for shop in 0..2_i64 {
        let house = house.clone();
        tasks.push(tokio::task::spawn_blocking(move || {
            for step in 0..150_i64 {
                let customer = (step * 7 + shop * 13) % CUSTOMERS + 1;
                house.set_spent(customer, (step * 31 + shop * 17 + customer) % 70);
            }
        }));
    }
    // One who erases.
    let eraser = house.clone();
    tasks.push(tokio::spawn(async move {
        for customer in [5_i64, 11, 23] {
            tokio::time::sleep(std::time::Duration::from_millis(60)).await;
            let eraser = eraser.clone();
            let erasing = tokio::task::spawn_blocking(move || {
                eraser.execute_all(&format!(
                    "BEGIN; SELECT id FROM customers WHERE id = {customer} FOR UPDATE; \
                     SELECT id FROM segments WHERE id IN (SELECT segment_id FROM segment_members WHERE customer_id = {customer}) \
                     ORDER BY id FOR NO KEY UPDATE; \
                     UPDATE segments s SET members_count = members_count - m.count FROM ( \
                       SELECT segment_id, count(*) FROM segment_members WHERE customer_id = {customer} GROUP BY segment_id) m \
                     WHERE s.id = m.segment_id; DELETE FROM customers WHERE id = {customer}; COMMIT"
                ));
            });
            erasing.await.unwrap();
        }
    }));
    // Two nodes with workers, and somebody impatient.
    for _ in 0..2 {
        let house = house.clone();
        tasks.push(tokio::spawn(async move {
            let outbox = PgOutbox::new(house.database.clone());
            for _ in 0..60 {
                outbox.dispatch(20, house.clock.now()).await.unwrap();
                house.live.turn(15).await.unwrap();
            }
        }));
    }
    let (impatient, wanted) = (house.clone(), segments.clone());
    tasks.push(tokio::spawn(async move {
        for step in 0..40 {
            let segment: &Segment = &wanted[step % wanted.len()];
            impatient.segments.refresh(segment.id).await.unwrap();
        }
    }));
    for task in tasks {
        task.await.unwrap();
    }
    house.follow().await;

    assert_eq!(house.number("SELECT count(*) AS number FROM segment_marks"), 0);
    for (segment, limit) in segments.iter().zip(0_i64..6) {
        let wrong = house.number(&format!(
            "SELECT count(*) AS number FROM customers c LEFT JOIN segment_members m \
             ON m.customer_id = c.id AND m.segment_id = {} WHERE (m.customer_id IS NOT NULL) <> (c.total_spent > {})",
            segment.id,
            limit * 10
        ));
        assert_eq!(wrong, 0, "{}", segment.name.as_str());
    }
    let between = house.number(&format!(
        "SELECT count(*) AS number FROM customers c LEFT JOIN segment_members m ON m.customer_id = c.id AND m.segment_id = {} \
         WHERE (m.customer_id IS NOT NULL) <> (c.total_spent > 20 AND c.total_spent <= 40)",
        segments[6].id
    ));
    assert_eq!(between, 0);
    let miscounted = "SELECT count(*) AS number FROM segments s \
                      WHERE members_count <> (SELECT count(*) FROM segment_members m WHERE m.segment_id = s.id)";
    assert_eq!(house.number(miscounted), 0);
    // Each join and each leave was told once.
    let told = "SELECT count(*) AS number FROM ( \
                  SELECT customer_id, object_id, \
                         sum(CASE type WHEN 'segment.member_joined' THEN 1 ELSE -1 END) AS balance \
                  FROM events WHERE type LIKE 'segment.member_%' AND customer_id NOT IN (5, 11, 23) GROUP BY 1, 2) e \
                WHERE balance <> (SELECT count(*) FROM segment_members m \
                                  WHERE m.customer_id = e.customer_id AND m.segment_id = e.object_id)";
    assert_eq!(house.number(told), 0);
}
