//! A node that is asked to stop: no request is cut, no claimed work is lost.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use growffinity_testkit::{
    TestDb,
    smtp_sink::{Phase, SmtpSink},
};

use crate::{
    node::{Node, until},
    shop::{Caller, make_owner, sample},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_stops_between_messages_and_the_next_goes_on() {
    let (db, sink) = (TestDb::create(), SmtpSink::start().await);
    let api = Node::start(&db, &["serve", "--no-worker"], &[("site.default_consent", "subscribed")]);
    let ann = Caller::new(api.address(), &make_owner(&db));
    ann.load(&sample()).await;
    let segment = ann.make_segment().await;
    let members = ann.members(segment).await;
    let campaign = ann.send_campaign(segment).await;

    let url = sink.url();
    let settings = [("smtp.url", url.as_str())];
    sink.delay(Phase::Content, Duration::from_millis(100));
    let mut worker = Node::start(&db, &["worker"], &settings);
    until("a third is sent", || (sink.count() > members.len() / 3).then_some(()));
    worker.terminate();
    assert!(worker.ended().success());

    let stats = ann.stats(campaign).await;
    assert!(stats["queued"].as_u64().unwrap() > 0, "it stopped before the end: {stats}");
    assert_eq!(stats["uncertain"], 0, "{stats}");
    assert_eq!(stats["sent"].as_u64().unwrap(), u64::try_from(sink.count()).unwrap(), "what went out is known");

    sink.accept_everything();
    let _second = Node::start(&db, &["worker"], &settings);
    // The lease of what was given back is five minutes long: it goes on at once only because it was given back.
    let stats = ann.finished(campaign).await;
    assert_eq!(stats["sent"].as_u64().unwrap(), u64::try_from(members.len()).unwrap(), "{stats}");
    assert!(sink.count_by_recipient().values().all(|times| *times == 1));
}

#[test]
fn a_request_under_way_is_answered() {
    let db = TestDb::create();
    let mut node = Node::start(&db, &["serve"], &[]);
    let password = make_owner(&db);
    let body = r#"{"email":"bob@example.com"}"#;
    let mut connection = TcpStream::connect(node.address()).unwrap();
    connection.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let head = format!(
        "POST /wp-json/growffinity/v1/customers HTTP/1.1\r\nHost: {}\r\nAuthorization: Basic {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        node.address(),
        STANDARD.encode(format!("ann:{password}")),
        body.len()
    );
    connection.write_all(head.as_bytes()).unwrap();
    // The server asks for the body: the request is under way.
    let mut go_on = [0; 25];
    connection.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    let (first, second) = body.split_at(10);
    connection.write_all(first.as_bytes()).unwrap();

    node.terminate();
    until("no new connections are taken", || TcpStream::connect(node.address()).is_err().then_some(()));
    connection.write_all(second.as_bytes()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert!(answer.trim_end().ends_with('}'), "the whole body: {answer}");
    assert!(node.ended().success());
}
