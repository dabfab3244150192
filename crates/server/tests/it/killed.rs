//! A worker that is killed in the middle of a campaign.

use std::time::Duration;

use growffinity_testkit::{
    TestDb,
    smtp_sink::{Phase, SmtpSink},
};

use crate::{
    node::{Node, until},
    shop::{Caller, make_owner, sample},
};

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_two_messages_and_who_may_have_got_none_is_told() {
    let (db, sink) = (TestDb::create(), SmtpSink::start().await);
    let api = Node::start(&db, &["serve", "--no-worker"], &[("site.default_consent", "subscribed")]);
    let ann = Caller::new(api.address(), &make_owner(&db));
    ann.load(&sample()).await;
    let segment = ann.make_segment().await;
    let members = ann.members(segment).await;
    let campaign = ann.send_campaign(segment).await;

    let url = sink.url();
    let settings = [("smtp.url", url.as_str()), ("worker.lease", "3 s"), ("worker.poll", "100 ms")];
    // Each content is taken but answered late, so that the kill finds some between the two.
    sink.delay(Phase::Content, Duration::from_millis(150));
    let worker = Node::start(&db, &["worker"], &settings);
    until("a third is sent", || (sink.count() > members.len() / 3).then_some(()));
    worker.kill();
    let before = sink.count();
    assert!(before < members.len(), "the worker was killed too late to show anything");

    sink.accept_everything();
    let _second = Node::start(&db, &["worker"], &settings);
    let stats = ann.finished(campaign).await;

    let received = sink.count_by_recipient();
    assert!(received.values().all(|times| *times == 1), "nobody twice");
    assert!(received.keys().all(|address| members.contains(address)), "nobody else");
    let figure = |name: &str| usize::try_from(stats[name].as_u64().unwrap()).unwrap();
    assert_eq!(figure("sent") + figure("uncertain"), members.len(), "each has an outcome: {stats}");
    assert!(figure("uncertain") > 0, "the kill found some under way: {stats}");
    assert!(figure("uncertain") <= 64, "no more than one worker has under way: {stats}");
    let missing = members.len() - received.len();
    assert!(missing <= figure("uncertain"), "{missing} got nothing, and {stats}");
    assert!(figure("sent") <= received.len(), "what is said to be sent has arrived: {stats}");
}
