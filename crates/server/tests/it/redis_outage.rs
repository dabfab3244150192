//! Redis is killed, restarted and slow while callers call; no request fails, and the node says so.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::Duration,
};

use growffinity_testkit::{PrivateRedis, TestDb, gate::Gate};
use reqwest::Method;

use crate::{
    node::Node,
    shop::{Caller, make_owner},
};

const AWAY: &str = "the shared rate counter is away: this node counts rates by itself";

/// A caller who never pauses, and what became of the calls.
#[derive(Default)]
struct Load {
    answered: AtomicUsize,
    stop: AtomicBool,
}

impl Load {
    async fn run(&self, ann: &Caller) {
        while !self.stop.load(Ordering::Relaxed) {
            let answer = ann.call(Method::GET, "/customers?per_page=1", None).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            assert_eq!(answer.header("ratelimit-limit"), "1000000", "each is counted, here or there");
            self.answered.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits for that many more calls.
    async fn more(&self, calls: usize) {
        let wanted = self.answered.load(Ordering::Relaxed) + calls;
        while self.answered.load(Ordering::Relaxed) < wanted {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// A figure of the node's metrics.
async fn figure(ann: &Caller, name: &str) -> usize {
    let text = ann.get("/../../../metrics").await.text;
    let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

async fn until_alone(ann: &Caller, alone: bool) {
    let begun = std::time::Instant::now();
    while figure(ann, "rate_counter_degraded ").await != usize::from(alone) {
        assert!(begun.elapsed() < Duration::from_mins(1), "still not alone = {alone}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_is_killed_restarted_and_slow_under_load_and_no_request_fails() {
    let (db, folder) = (TestDb::create(), tempfile::tempdir().unwrap());
    let redis = PrivateRedis::start(&folder.path().join("one")).unwrap();
    let gate = Gate::before(redis.port()).await;
    let url = gate.redis_url();
    let settings = [("redis.url", url.as_str()), ("rates.standard", "1000000")];
    let node = Node::start(&db, &["serve", "--no-worker"], &settings);
    let ann = Caller::new(node.address(), &make_owner(&db));
    let load = Load::default();
    let events = async {
        until_alone(&ann, false).await;
        load.more(50).await;

        gate.lead_to(None);
        drop(redis);
        until_alone(&ann, true).await;
        let said = node.said(AWAY);
        load.more(200).await;
        assert_eq!(node.said(AWAY), said, "it says so once");
        assert_eq!(figure(&ann, "rate_counter_outages_total").await, said);

        let redis = PrivateRedis::start(&folder.path().join("two")).unwrap();
        gate.lead_to(Some(redis.port()));
        until_alone(&ann, false).await;
        load.more(50).await;

        gate.delay(Duration::from_millis(200));
        until_alone(&ann, true).await;
        assert!(node.said(AWAY) > said);
        load.more(50).await;
        gate.delay(Duration::ZERO);
        until_alone(&ann, false).await;
        load.more(50).await;
        assert!(node.said("the shared rate counter is back") >= 2);
        load.stop.store(true, Ordering::Relaxed);
    };
    tokio::join!(events, load.run(&ann), load.run(&ann), load.run(&ann), load.run(&ann));
}
