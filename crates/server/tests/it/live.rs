//! Live segments over two nodes that are told of work: nobody waits for a poll.

use std::time::{Duration, Instant};

use growffinity_testkit::TestDb;
use serde_json::json;

use crate::{
    node::Node,
    shop::{Caller, make_owner},
};

#[tokio::test(flavor = "multi_thread")]
async fn an_order_on_one_node_wakes_the_workers_of_another() {
    let db = TestDb::create();
    let web = Node::start(&db, &["serve", "--no-worker"], &[]);
    // Whoever waits for this poll waits for two minutes.
    let _worker = Node::start(&db, &["worker"], &[("worker.poll", "2 min")]);
    let ann = Caller::new(web.address(), &make_owner(&db));
    let big =
        json!({"name": "Big", "conditions": [{"field": "total_spent", "operator": "greater_than", "value": 100}]});
    let segment = ann.post("/segments", &big).await.expect(201)["id"].as_i64().unwrap();
    for round in 1..=3 {
        let order =
            json!({"billing": {"email": format!("c{round}@example.com")}, "total": "150", "status": "completed"});
        ann.post("/orders", &order).await.expect(201);
        let begun = Instant::now();
        while ann.members(segment).await.len() < round {
            assert!(begun.elapsed() < Duration::from_secs(20), "not in the segment");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        println!("in the segment after {:?}", begun.elapsed());
    }
}
