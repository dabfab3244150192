//! What receivers get, in which order, and when again.

use std::{collections::BTreeSet, time::Duration};

use chrono::TimeDelta;
use growffinity_testkit::{Receiver, Reply};
use serde_json::{Value, json};

use super::{app, app_with, deliveries, hook};
use crate::common::{customer, id, order};

fn types(received: &[growffinity_testkit::receiver::Received]) -> Vec<&str> {
    received.iter().map(|one| one.header("x-growffinity-event")).collect()
}

#[actix_web::test]
async fn an_item_is_posted_as_get_answers_it() {
    let app = app().await;
    let receiver = Receiver::open().await;
    let envelope = hook(&app, &receiver, &["customer.created", "order.*"]).await;
    let ann = customer(&app, "ann@example.com").await;
    app.run_due_work().await;
    let [created] = <[_; 1]>::try_from(receiver.received()).unwrap();
    let body = created.json();
    let get = app.get(&format!("/customers/{ann}")).await;
    assert!(String::from_utf8(created.body.clone()).unwrap().ends_with(&format!("\"data\":{}}}", get.text)));
    assert_eq!(body["type"], "customer.created");
    assert_eq!(body["id"], json!(format!("evt_{}", body["sequence"])));
    assert_eq!(body["occurred_at_gmt"], "2026-11-23T10:00:00");
    assert_eq!(body["timestamp"], "2026-11-23T10:00:00.000000Z");
    assert_eq!(created.header("webhook-id"), body["id"]);
    for (name, value) in [
        ("content-type", "application/json"),
        ("x-wc-webhook-topic", "customer.created"),
        ("x-wc-webhook-resource", "customer"),
        ("x-wc-webhook-event", "created"),
        ("x-wc-webhook-id", "1"),
        ("x-growffinity-webhook-id", "1"),
        ("x-growffinity-attempt", "1"),
        ("webhook-timestamp", "1795428000"),
    ] {
        assert_eq!(created.header(name), value, "{name}");
    }
    assert!(created.header("x-wc-webhook-source").ends_with('/'));
    assert_eq!(created.header("x-wc-webhook-delivery-id").len(), 32);
    assert!(created.header("user-agent").starts_with("Growffinity/"));

    // The bare item, as WooCommerce sends it.
    app.put(&envelope, &json!({"payload": "resource"})).await.expect(200);
    let order = order(&app, "ann@example.com", "12.50").await;
    app.run_due_work().await;
    let told = receiver.received();
    assert_eq!(types(&told), ["customer.created", "order.created", "order.completed"]);
    assert_eq!(String::from_utf8(told[1].body.clone()).unwrap(), app.get(&format!("/orders/{order}")).await.text);
    app.delete(&format!("/orders/{order}")).await.expect(200);
    app.run_due_work().await;
    let last = receiver.received().pop().unwrap();
    assert_eq!(last.json(), json!({"id": order}));
}

#[actix_web::test]
async fn a_failed_delivery_is_made_again_with_the_same_bytes() {
    let app = app().await;
    let receiver = Receiver::open().await;
    let path = hook(&app, &receiver, &["customer.*"]).await;
    app.run_due_work().await;
    let ann = customer(&app, "ann@example.com").await;
    receiver.next([Reply::Body(500, "broken \u{0}".to_owned()), Reply::Close, Reply::Later(503, "600".to_owned())]);
    app.run_due_work().await;
    assert_eq!(receiver.received().len(), 1);
    let [waiting] = <[_; 1]>::try_from(deliveries(&app, &path).await).unwrap();
    assert_eq!((&waiting["status"], &waiting["attempt_count"]), (&json!("pending"), &json!(1)));
    let hook_now = app.get(&path).await.expect(200);
    assert_eq!(
        (&hook_now["failure_count"], &hook_now["failing_since_gmt"]),
        (&json!(1), &json!("2026-11-23T10:00:00"))
    );

    // What the customer becomes meanwhile is told after it, and changes nothing of it.
    app.put(&format!("/customers/{ann}"), &json!({"first_name": "Anna"})).await.expect(200);
    app.run_due_work().await;
    assert_eq!(receiver.received().len(), 1, "the second waits for the first");
    for (pause, attempts) in [(TimeDelta::seconds(6), 2), (TimeDelta::seconds(360), 3)] {
        app.clock().advance(pause);
        app.run_due_work().await;
        assert_eq!(receiver.received().len(), attempts);
    }
    app.clock().advance(TimeDelta::minutes(36));
    app.run_due_work().await;
    let received = receiver.received();
    assert_eq!(types(&received), ["customer.created"; 4].into_iter().chain(["customer.updated"]).collect::<Vec<_>>());
    let same: BTreeSet<_> = received[..4].iter().map(|one| (one.header("webhook-id"), &one.body)).collect();
    assert_eq!(same.len(), 1, "the same id and bytes on every attempt");
    let attempts: Vec<_> = received[..4].iter().map(|one| one.header("x-growffinity-attempt")).collect();
    assert_eq!(attempts, ["1", "2", "3", "4"]);
    let signatures: BTreeSet<_> = received[..4].iter().map(|one| one.header("webhook-signature")).collect();
    assert_eq!(signatures.len(), 4, "each with a time of its own");

    let all = deliveries(&app, &path).await;
    assert!(all.iter().all(|one| one["status"] == "delivered"), "{all:?}");
    let whole = app.get(&format!("{path}/deliveries/{}", id(&all[0]))).await.expect(200);
    let told: Vec<Value> = whole["attempts"].as_array().unwrap().iter().map(|one| one["status_code"].clone()).collect();
    assert_eq!(told, [json!(500), Value::Null, json!(503), json!(200)]);
    assert_eq!(whole["attempts"][0]["response_body"], "broken \u{fffd}");
    assert!(whole["attempts"][1]["error"].is_string(), "{whole}");
    assert_eq!(app.get(&path).await.expect(200)["failure_count"], 0);
    let found = app.get(&format!("{path}/deliveries?status=delivered&event=customer.updated")).await.expect(200);
    assert_eq!(found.as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn the_schedule_comes_to_an_end() {
    let app = app_with(&[("webhooks.retry_schedule", "1 s, 2 s")]).await;
    let receiver = Receiver::open().await;
    let path = hook(&app, &receiver, &["customer.created"]).await;
    receiver.always(Reply::Redirect("http://127.0.0.1:1/".to_owned()));
    customer(&app, "ann@example.com").await;
    for _ in 0..5 {
        app.run_due_work().await;
        app.clock().advance(TimeDelta::seconds(3));
    }
    assert_eq!(receiver.received().len(), 3, "redirects are not followed, they are failures");
    let [failed] = <[_; 1]>::try_from(deliveries(&app, &path).await).unwrap();
    assert_eq!((&failed["status"], &failed["attempt_count"]), (&json!("failed"), &json!(3)));
    assert!(failed["completed_at"].is_string() && failed["next_attempt_at"].is_null());

    receiver.always(Reply::Status(204));
    let again = app.post(&format!("{path}/deliveries/{}/redeliver", id(&failed)), &json!({})).await.expect(202);
    app.run_due_work().await;
    let received = receiver.received();
    assert_eq!((received.len(), &received[3].body), (4, &received[0].body));
    assert_eq!(received[3].header("webhook-id"), received[0].header("webhook-id"));
    assert_ne!(received[3].header("x-wc-webhook-delivery-id"), received[0].header("x-wc-webhook-delivery-id"));
    let again = app.get(&format!("{path}/deliveries/{}", id(&again))).await.expect(200);
    assert_eq!((&again["status"], &again["event_id"]), (&json!("delivered"), &failed["event_id"]));
}

#[actix_web::test]
async fn a_range_is_told_again_whether_it_was_heard_or_not() {
    let app = app().await;
    let receiver = Receiver::open().await;
    let path = hook(&app, &receiver, &["customer.created"]).await;
    customer(&app, "heard@example.com").await;
    app.run_due_work().await;
    app.clock().advance(TimeDelta::minutes(10));
    app.put(&path, &json!({"status": "paused"})).await.expect(200);
    customer(&app, "missed@example.com").await;
    app.run_due_work().await;
    let range = json!({"after": "2026-11-23T09:00:00"});
    let refused = app.post(&format!("{path}/replay"), &range).await.expect(409);
    assert_eq!(
        (&refused["code"], &refused["data"]["state"]),
        (&json!("growffinity_rest_webhook_state"), &json!("paused"))
    );
    app.put(&path, &json!({"status": "active"})).await.expect(200);
    assert_eq!(receiver.received().len(), 1);
    assert_eq!(app.post(&format!("{path}/replay"), &range).await.expect(202), json!({"queued": 2}));
    app.run_due_work().await;
    let received = receiver.received();
    let emails: Vec<Value> = received.iter().map(|one| one.json()["data"]["email"].clone()).collect();
    assert_eq!(emails, [json!("heard@example.com"), json!("heard@example.com"), json!("missed@example.com")]);
    assert_eq!(received[0].body, received[1].body);
    let later = json!({"after": "2026-11-23T10:05:00", "before": "2026-11-23T10:15:00"});
    assert_eq!(app.post(&format!("{path}/replay"), &later).await.expect(202), json!({"queued": 1}));
    app.run_due_work().await;
}

#[actix_web::test]
async fn one_item_is_told_in_order_and_others_side_by_side() {
    let app = app().await;
    let receiver = Receiver::open().await;
    hook(&app, &receiver, &["customer.*"]).await;
    let mut people = Vec::new();
    for number in 0..5 {
        people.push(customer(&app, &format!("c{number}@example.com")).await);
    }
    for round in 0..4 {
        for person in &people {
            app.put(&format!("/customers/{person}"), &json!({"phone": round.to_string()})).await.expect(200);
        }
    }
    receiver.always(Reply::Slow(Duration::from_millis(10)));
    app.run_due_work().await;
    let received = receiver.received();
    assert_eq!(received.len(), 25);
    for person in people {
        let own = received.iter().map(growffinity_testkit::receiver::Received::json);
        let own: Vec<i64> = own.filter(|one| one["data"]["id"] == person).map(|one| id_of(&one["sequence"])).collect();
        assert!(own.is_sorted() && own.len() == 5, "{own:?}");
    }
}

fn id_of(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

#[actix_web::test]
async fn a_receiver_that_hangs_holds_up_nobody() {
    let app = app_with(&[("webhooks.timeout", "2 s")]).await;
    let (hanging, quick) = (Receiver::open().await, Receiver::open().await);
    hook(&app, &hanging, &["customer.created"]).await;
    hook(&app, &quick, &["customer.created"]).await;
    app.run_due_work().await;
    hanging.always(Reply::Hang);
    for number in 0..30 {
        customer(&app, &format!("c{number}@example.com")).await;
    }
    let began = std::time::Instant::now();
    let working = app.run_due_work();
    let served = quick.wait_for(30);
    tokio::pin!(working);
    tokio::select! {
        _ = &mut working => panic!("the quick one was served last"),
        received = served => assert_eq!(received.len(), 30),
    }
    assert!(began.elapsed() < Duration::from_secs(2), "before the first time-out was over");
    working.await;
    app.leave_due_work();
}

#[actix_web::test]
async fn nasty_receivers_do_no_harm() {
    let app = app_with(&[("webhooks.retry_schedule", "1 s")]).await;
    let receiver = Receiver::open().await;
    let path = hook(&app, &receiver, &["customer.created"]).await;
    app.run_due_work().await;
    for (reply, status, code) in [
        (Reply::Flood, "delivered", json!(200)),
        (Reply::CutOff, "delivered", json!(200)),
        (Reply::Close, "pending", Value::Null),
        (Reply::Hang, "pending", Value::Null),
        (Reply::Slow(Duration::from_millis(200)), "delivered", json!(200)),
    ] {
        receiver.next([reply.clone()]);
        customer(&app, &format!("{}@example.com", receiver.received().len())).await;
        app.run_due_work().await;
        let last = deliveries(&app, &path).await.pop().unwrap();
        let whole = app.get(&format!("{path}/deliveries/{}", id(&last))).await.expect(200);
        assert_eq!((&whole["status"], &whole["attempts"][0]["status_code"]), (&json!(status), &code), "{reply:?}");
        if reply == Reply::Flood {
            assert_eq!(whole["attempts"][0]["response_body"].as_str().unwrap().len(), 4_096);
            assert!(receiver.bytes_sent() < 20_000_000, "{} bytes were taken", receiver.bytes_sent());
        }
    }
    app.leave_due_work();
}

#[actix_web::test]
async fn imports_are_told_when_asked() {
    let app = app().await;
    let receiver = Receiver::open().await;
    hook(&app, &receiver, &["order.*", "customer.created"]).await;
    let order = |total: &str| json!({"billing": {"email": "ann@example.com"}, "total": total, "status": "completed"});
    app.post("/orders?notify=false", &order("5.00")).await.expect(201);
    app.run_due_work().await;
    assert!(receiver.received().is_empty());
    app.post("/orders", &order("6.00")).await.expect(201);
    app.run_due_work().await;
    assert_eq!(types(&receiver.received()), ["order.created", "order.completed"]);
}
