//! When a webhook is disabled, and what is told of it.

use chrono::TimeDelta;
use growffinity_testkit::{Receiver, Reply};
use serde_json::json;

use super::{app, app_with, deliveries, hook};
use crate::common::customer;

#[actix_web::test]
async fn whoever_is_gone_is_left_alone() {
    let app = app().await;
    let (gone, watching) = (Receiver::open().await, Receiver::open().await);
    let path = hook(&app, &gone, &["customer.*"]).await;
    hook(&app, &watching, &["webhook.disabled"]).await;
    app.run_due_work().await;
    gone.always(Reply::Status(410));
    let ann = customer(&app, "ann@example.com").await;
    app.put(&format!("/customers/{ann}"), &json!({"phone": "1"})).await.expect(200);
    app.run_due_work().await;
    assert_eq!(gone.received().len(), 1);
    let hook = app.get(&path).await.expect(200);
    assert_eq!((&hook["status"], &hook["disabled_reason"]), (&json!("disabled"), &json!("gone")));
    let statuses: Vec<_> = deliveries(&app, &path).await.into_iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, ["failed", "canceled"]);
    let [told] = <[_; 1]>::try_from(watching.received()).unwrap();
    assert_eq!(told.json()["data"], hook);
    customer(&app, "bob@example.com").await;
    app.run_due_work().await;
    assert_eq!(gone.received().len(), 1, "nothing more");

    gone.always(Reply::Status(200));
    let back = app.put(&path, &json!({"status": "active"})).await.expect(200);
    assert_eq!((&back["disabled_reason"], &back["failure_count"]), (&json!(null), &json!(0)));
    customer(&app, "eve@example.com").await;
    app.run_due_work().await;
    assert_eq!(gone.received().len(), 2);
}

#[actix_web::test]
async fn nothing_but_failures_for_long_enough_ends_it() {
    let settings = [("webhooks.retry_schedule", "1 min, 1 min, 1 min"), ("webhooks.disable_after", "5 min")];
    let app = app_with(&settings).await;
    let receiver = Receiver::open().await;
    let path = hook(&app, &receiver, &["customer.created"]).await;
    app.run_due_work().await;
    receiver.always(Reply::Status(500));
    for minute in 0..4 {
        customer(&app, &format!("c{minute}@example.com")).await;
        app.run_due_work().await;
        app.clock().advance(TimeDelta::minutes(1));
    }
    assert_eq!(app.get(&path).await.expect(200)["status"], "active");
    receiver.next([Reply::Status(200)]);
    customer(&app, "good@example.com").await;
    app.run_due_work().await;
    let since = app.get(&path).await.expect(200)["failing_since_gmt"].clone();
    for minute in 5..15 {
        customer(&app, &format!("c{minute}@example.com")).await;
        app.run_due_work().await;
        if app.get(&path).await.expect(200)["status"] == "disabled" {
            let hook = app.get(&path).await.expect(200);
            assert_eq!(hook["disabled_reason"], "failing");
            assert!(minute >= 8, "a success starts it anew: {since}, {hook}");
            return;
        }
        app.clock().advance(TimeDelta::minutes(1));
    }
    panic!("it was never disabled");
}

#[actix_web::test]
async fn who_may_not_see_an_item_is_not_told_of_it() {
    let app = app().await;
    let receiver = Receiver::open().await;
    let path = hook(&app, &receiver, &["customer.created", "webhook.disabled"]).await;
    app.run_due_work().await;
    // As it becomes when the user is removed.
    app.db().execute("UPDATE webhooks SET owner_id = NULL");
    customer(&app, "ann@example.com").await;
    app.run_due_work().await;
    assert!(receiver.received().is_empty());
    let hook = app.get(&path).await.expect(200);
    assert_eq!((&hook["status"], &hook["disabled_reason"]), (&json!("disabled"), &json!("owner")));
}
