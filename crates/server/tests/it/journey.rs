//! The main job by HTTP and SMTP: one message for each member, and none for anyone else.

use growffinity_kernel::{Clock, SystemClock};
use growffinity_testkit::{TestDb, smtp_sink::SmtpSink};

use crate::{
    node::Node,
    shop::{Caller, lapsed_big_spenders, make_owner, sample},
};

#[tokio::test(flavor = "multi_thread")]
async fn every_member_gets_one_message_and_nobody_else_any() {
    let (db, sink) = (TestDb::create(), SmtpSink::start().await);
    let settings = [("smtp.url", sink.url()), ("site.default_consent", "subscribed".to_owned())];
    let settings = settings.each_ref().map(|(key, value)| (*key, value.as_str()));
    let mut node = Node::start(&db, &["serve"], &settings);
    let ann = Caller::new(node.address(), &make_owner(&db));

    let purchases = sample();
    ann.load(&purchases).await;
    for (path, total) in [("/customers", "2357"), ("/orders", "6919")] {
        assert_eq!(ann.get(&format!("{path}?per_page=1")).await.header("x-wp-total"), total, "{path}");
    }

    let segment = ann.make_segment().await;
    let members = ann.members(segment).await;
    assert_eq!(members, lapsed_big_spenders(&purchases, SystemClock.now()));
    assert!(members.len() > 300);

    let campaign = ann.send_campaign(segment).await;
    let stats = ann.finished(campaign).await;
    let count = u64::try_from(members.len()).unwrap();
    assert_eq!((stats["recipients"].as_u64(), stats["sent"].as_u64()), (Some(count), Some(count)), "{stats}");

    let received = sink.count_by_recipient();
    assert_eq!(received.keys().cloned().collect::<std::collections::BTreeSet<_>>(), members);
    assert!(received.values().all(|times| *times == 1));
    let message = sink.messages().into_iter().next().unwrap();
    assert_eq!(message.subject(), "Ann, it has been a while");

    node.terminate();
    assert!(node.ended().success());
    assert_eq!(sink.count(), members.len(), "nothing goes out at the end either");
}
