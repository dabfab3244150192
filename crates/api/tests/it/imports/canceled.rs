//! Canceling an import that is under way.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use growffinity_testkit::TestApp;
use serde_json::json;

use super::send;

/// Long enough that no machine is through before it is canceled.
const LINES: u32 = 200_000;
const SOON: Duration = Duration::from_secs(2);

#[actix_web::test]
async fn an_import_under_way_stops_within_two_seconds() {
    let app = TestApp::start().await;
    let mut file = String::from("order_id,email,total\n");
    for n in 0..LINES {
        writeln!(file, "{n},buyer-{}@example.com,5", n % 5_000).unwrap();
    }
    let sent = send(&app, file.as_bytes(), &[("type", "orders")]).await;
    assert_eq!(sent.status, 202);
    let path = format!("/imports/{}", sent.json()["id"]);
    let imports = app.services().imports.clone();
    let work = actix_web::rt::spawn(async move { imports.work_next(&|| false).await });
    let deadline = Instant::now() + Duration::from_secs(30);
    while app.get(&path).await.expect(200)["lines"] == 0 {
        assert!(Instant::now() < deadline, "it has begun");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }

    let asked = Instant::now();
    let canceled = app.post(&format!("{path}/cancel"), &json!({})).await.expect(200);
    assert!(asked.elapsed() < SOON, "{:?}", asked.elapsed());
    assert_eq!(canceled["status"], "canceled");
    let lines = canceled["lines"].as_u64().unwrap();
    assert!(lines > 0 && lines < u64::from(LINES), "{lines}");
    let worked = tokio::time::timeout(SOON, work).await.expect("the worker lets go").unwrap().unwrap().unwrap();
    assert_eq!(worked.status.as_str(), "canceled");
    assert!(asked.elapsed() < SOON, "{:?}", asked.elapsed());
    let recorded = app.db().number("SELECT count(*) AS number FROM orders");
    assert_eq!(recorded.to_string(), lines.to_string(), "nothing is recorded that the answer did not count");
    app.run_due_work().await;
    assert_eq!(app.get(&path).await.expect(200)["lines"], lines);
}
