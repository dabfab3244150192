//! A worker that is killed in the middle of an import, and an import on the command line.

use std::{fmt::Write as _, time::Duration};

use growffinity_testkit::{Answer, TestDb, cdnow};
use reqwest::Method;
use serde_json::Value;

use crate::{
    node::{Node, say, until},
    shop::{Caller, make_owner},
};

/// The sample as its shop would export it.
fn exported() -> String {
    let mut file = String::from("order_id;e-mail;date;dollar_value;status\n");
    for (number, purchase) in (1..).zip(cdnow::sample().unwrap()) {
        let day = purchase.day.format("%Y-%m-%d");
        let (customer, total) = (purchase.customer, purchase.total);
        writeln!(file, "{number};customer-{customer:05}@cdnow.invalid;{day};{total};completed").unwrap();
    }
    file
}

fn form(file: &str) -> String {
    format!(
        "--b\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\norders\r\n\
         --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"orders.csv\"\r\n\r\n{file}\r\n--b--\r\n"
    )
}

async fn import(ann: &Caller, id: &Value) -> Value {
    ann.get(&format!("/imports/{id}")).await.expect(200)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_comes_in_twice_and_nothing_is_lost() {
    let (db, folder) = (TestDb::create(), tempfile::tempdir().unwrap());
    let files = folder.path().display().to_string();
    let settings =
        [("files.dir", files.as_str()), ("imports.batch", "50"), ("worker.lease", "2 s"), ("worker.poll", "100 ms")];
    let api = Node::start(&db, &["serve", "--no-worker"], &settings);
    let ann = Caller::new(api.address(), &make_owner(&db));
    let upload = ann.request(Method::POST, "/imports").header("content-type", "multipart/form-data; boundary=b");
    let sent = Answer::to(upload.body(form(&exported()))).await.expect(202);
    let id = &sent["id"];

    let worker = Node::start(&db, &["worker"], &settings);
    until("a part is recorded", || (db.number("SELECT count(*) AS number FROM orders") > 500).then_some(()));
    worker.kill();
    let halfway = import(&ann, id).await;
    assert_eq!(halfway["status"], "running");
    let recorded = halfway["lines"].as_i64().unwrap();
    assert!(recorded < 6_919, "the worker was killed too late to show anything");
    assert_eq!(db.number("SELECT count(*) AS number FROM orders"), recorded, "orders and place move together");

    let _second = Node::start(&db, &["worker"], &settings);
    let deadline = tokio::time::Instant::now() + Duration::from_mins(2);
    let done = loop {
        let import = import(&ann, id).await;
        if import["status"] == "completed" {
            break import;
        }
        assert!(tokio::time::Instant::now() < deadline, "it is not resumed: {import}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    assert_eq!((&done["created"], &done["refused"], &done["updated"]), (&6_919.into(), &0.into(), &0.into()));
    assert_eq!(db.number("SELECT count(*) AS number FROM orders"), 6_919);
    assert_eq!(db.number("SELECT count(*) AS number FROM customers"), 2_357);
    assert_eq!(db.number("SELECT count(*) AS number FROM events WHERE type = 'order.created'"), 6_919);
    assert_eq!(db.number("SELECT (sum(total_spent) * 100)::bigint AS number FROM customers"), 24_409_194);
}

#[test]
fn the_command_line_takes_in_a_file() {
    let (db, folder) = (TestDb::create(), tempfile::tempdir().unwrap());
    say(&db, &["migrate"]);
    let file = folder.path().join("orders.csv");
    std::fs::write(&file, format!("{}9999;nobody;2026-01-05;x;completed\n", exported())).unwrap();
    let data = folder.path().join("data").display().to_string();
    let file = file.display().to_string();
    let words = ["--data-dir", &data, "import", "csv", &file, "--type", "orders", "--consent", "subscribed"];
    let said = say(&db, &words);
    assert!(said.contains("completed: 6919 created, 0 updated, 0 unchanged, 1 refused."), "{said}");
    assert!(said.contains("Line 6921, e-mail:") && said.contains("Line 6921, dollar_value:"), "{said}");
    let subscribed = "SELECT count(*) AS number FROM customers WHERE consent_status = 'subscribed'";
    assert_eq!(db.number(subscribed), 2_357);
}
