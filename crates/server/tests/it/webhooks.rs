//! Deliveries under load while workers are killed and PostgreSQL is restarted: none is lost.

use std::{collections::BTreeSet, time::Duration};

use growffinity_private_postgres::{Options, PrivatePostgres};
use growffinity_testkit::{Receiver, Reply, TestDb};
use serde_json::{Value, json};

use crate::{
    node::{Node, run_at, said},
    shop::{Caller, make_owner, make_owner_at},
};

const SETTINGS: [(&str, &str); 4] = [
    ("webhooks.allow_private", "on"),
    ("webhooks.timeout", "1 s"),
    ("worker.poll", "100 ms"),
    ("webhooks.retry_schedule", "1 s, 1 s, 1 s"),
];

async fn listen(ann: &Caller, receiver: &Receiver) -> String {
    let body = json!({"delivery_url": receiver.url(), "events": ["customer.created"]});
    format!("/webhooks/{}", ann.post("/webhooks", &body).await.expect(201)["id"])
}

/// Makes customers, a hundred at a time.
async fn make_customers(ann: &Caller, count: usize) {
    for batch in 0..count / 100 {
        let people = (0..100).map(|number| json!({"email": format!("c{batch}-{number}@example.com")}));
        let body = json!({"create": people.collect::<Vec<_>>()});
        let made = ann.post("/customers/batch", &body).await.expect(200);
        assert!(made["create"].as_array().unwrap().iter().all(|one| one["error"].is_null()), "{made}");
    }
}

/// The events that the receiver has heard of.
fn heard(receiver: &Receiver) -> BTreeSet<String> {
    receiver.received().iter().map(|one| one.header("webhook-id").to_owned()).collect()
}

async fn until_heard(receiver: &Receiver, count: usize) {
    let begun = std::time::Instant::now();
    while heard(receiver).len() < count {
        assert!(begun.elapsed() < Duration::from_mins(2), "{} of {count} were heard", heard(receiver).len());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until every delivery is settled, and answers how many attempts each took.
async fn settled(ann: &Caller, hook: &str, count: usize) -> Vec<Value> {
    let begun = std::time::Instant::now();
    loop {
        let done = ann.get(&format!("{hook}/deliveries?status=delivered&event=customer.created&per_page=1")).await;
        if done.header("x-wp-total") == count.to_string() {
            let other = ann.get(&format!("{hook}/deliveries?status=pending,failed,canceled")).await;
            return other.json().as_array().unwrap().clone();
        }
        assert!(begun.elapsed() < Duration::from_mins(2), "{} of {count} are delivered", done.header("x-wp-total"));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_that_are_killed_lose_no_delivery() {
    const COUNT: usize = 600;
    let (db, receiver) = (TestDb::create(), Receiver::open().await);
    let api = Node::start(&db, &["serve", "--no-worker"], &SETTINGS);
    let ann = Caller::new(api.address(), &make_owner(&db));
    let hook = listen(&ann, &receiver).await;
    receiver.always(Reply::Slow(Duration::from_millis(40)));
    make_customers(&ann, COUNT).await;
    // Now and then one answers 500 first.
    receiver.next((0..60).map(|number| if number % 7 == 0 { Reply::Status(500) } else { Reply::Status(200) }));
    let mut killed_at = Vec::new();
    for wanted in [70, 200, 370] {
        let worker = Node::start(&db, &["worker"], &SETTINGS);
        until_heard(&receiver, wanted).await;
        worker.kill();
        killed_at.push(heard(&receiver).len());
    }
    assert!(killed_at.iter().all(|heard| *heard < COUNT), "killed too late to show anything: {killed_at:?}");
    let _last = Node::start(&db, &["worker"], &SETTINGS);
    until_heard(&receiver, COUNT).await;
    let left = settled(&ann, &hook, COUNT).await;
    assert!(left.iter().all(|one| one["type"] == "webhook.ping"), "{left:?}");
    let requests = receiver.received();
    assert_eq!(heard(&receiver).len(), COUNT, "each event, and no other");
    // The same bytes, however often.
    let bodies: BTreeSet<_> = requests.iter().map(|one| (one.header("webhook-id"), &one.body)).collect();
    assert_eq!(bodies.len(), COUNT);
    println!("{} requests for {COUNT} events, workers killed after {killed_at:?}", requests.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_restarted_under_load_loses_no_delivery() {
    const COUNT: usize = 300;
    let folder = tempfile::tempdir().unwrap();
    let options = Options::for_tests(folder.path().join("postgres"));
    let server = PrivatePostgres::start(&options).unwrap();
    server.psql("postgres", "CREATE DATABASE shop").unwrap();
    let url = server.database_url("shop");
    said(&run_at(&url, &["migrate"]), &["migrate"]);
    let receiver = Receiver::open().await;
    let node = Node::start_at(&url, &["serve"], &SETTINGS);
    let ann = Caller::new(node.address(), &make_owner_at(&url));
    let hook = listen(&ann, &receiver).await;
    receiver.always(Reply::Slow(Duration::from_millis(100)));
    make_customers(&ann, COUNT).await;
    until_heard(&receiver, 50).await;
    server.stop().unwrap();
    let before = heard(&receiver).len();
    assert!(before < COUNT, "restarted too late to show anything");
    tokio::time::sleep(Duration::from_secs(1)).await;
    let server = PrivatePostgres::start(&options).unwrap();
    assert_eq!(server.database_url("shop"), url);
    receiver.always(Reply::Status(200));
    until_heard(&receiver, COUNT).await;
    let left = settled(&ann, &hook, COUNT).await;
    assert!(left.iter().all(|one| one["type"] == "webhook.ping"), "{left:?}");
    assert_eq!(heard(&receiver).len(), COUNT);
    drop(node);
    server.stop().unwrap();
}
