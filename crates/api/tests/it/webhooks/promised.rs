//! Every use case raises the events it promises, and a change that is rolled back none: a walk over the API.

use growffinity_testkit::{Answer, Receiver, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

use super::{app, hook};

/// A request, and the events that a webhook hears of because of it.
struct Step(Method, &'static str, Value, &'static [&'static str]);

#[expect(clippy::too_many_lines, reason = "a table, a line a request")]
fn steps() -> Vec<Step> {
    let (post, put, delete) = (Method::POST, Method::PUT, Method::DELETE);
    let order = |number: &str, status: &str| json!({"external_id": number, "status": status, "total": "50.00", "billing": {"email": "ann@example.com"}});
    let everyone = json!([{"field": "orders_count", "operator": "greater_than", "value": 0}]);
    vec![
        Step(post.clone(), "/customers", json!({"email": "ann@example.com"}), &["customer.created"]),
        Step(post.clone(), "/customers", json!({"email": "bob@example.com", "tags": ["vip"]}), &["customer.created"]),
        Step(put.clone(), "/customers/1", json!({"first_name": "Ann"}), &["customer.updated"]),
        Step(put.clone(), "/customers/1", json!({"first_name": "Ann"}), &[]),
        Step(
            post.clone(),
            "/customers?upsert=true",
            json!({"email": "bob@example.com", "phone": "1"}),
            &["customer.updated"],
        ),
        Step(post.clone(), "/customers/1/tags", json!({"tags": ["a"]}), &["customer.updated"]),
        Step(delete.clone(), "/customers/1/tags/a", json!({}), &["customer.updated"]),
        Step(post.clone(), "/customers/1/groups", json!({"groups": ["b"]}), &["customer.updated"]),
        Step(delete.clone(), "/customers/1/groups/b", json!({}), &["customer.updated"]),
        Step(
            post.clone(),
            "/customers/1/consent",
            json!({"status": "subscribed", "source": "form"}),
            &["customer.updated"],
        ),
        Step(
            post.clone(),
            "/customers/1/consent",
            json!({"status": "unsubscribed", "source": "form"}),
            &["customer.updated", "customer.unsubscribed"],
        ),
        Step(post.clone(), "/customers/1/notes", json!({"note": "Called."}), &[]),
        Step(post.clone(), "/customers/1/events", json!({"name": "visited"}), &[]),
        Step(post.clone(), "/orders", order("1", "pending"), &["order.created"]),
        Step(post.clone(), "/orders", order("1", "completed"), &["order.updated", "order.completed"]),
        Step(put.clone(), "/orders/1", json!({"payment_method": "stripe"}), &["order.updated"]),
        Step(put.clone(), "/orders/1", json!({"status": "processing"}), &["order.updated"]),
        Step(put.clone(), "/orders/1", json!({"status": "completed"}), &["order.updated"]),
        Step(post.clone(), "/orders/1/refunds", json!({"amount": "5.00"}), &["order.updated"]),
        Step(post.clone(), "/orders", order("2", "completed"), &["order.created", "order.completed"]),
        Step(
            post.clone(),
            "/orders/batch",
            json!({"create": [order("3", "pending")], "update": [{"id": 2, "payment_method": "cash"}]}),
            &["order.created", "order.updated"],
        ),
        Step(delete.clone(), "/orders/2", json!({}), &["order.deleted"]),
        Step(
            post.clone(),
            "/customers/batch",
            json!({"create": [{"email": "eve@example.com"}]}),
            &["customer.created"],
        ),
        Step(
            post.clone(),
            "/customers/bulk",
            json!({"filter": {"include": [1, 2]}, "action": "add_tags", "tags": ["all"]}),
            &["customer.updated", "customer.updated", "import.completed"],
        ),
        Step(
            post.clone(),
            "/segments",
            json!({"name": "Buyers", "conditions": everyone, "refresh": "manual"}),
            &["segment.updated", "segment.member_joined"],
        ),
        Step(post.clone(), "/segments/1/refresh", json!({}), &[]),
        Step(put.clone(), "/segments/1", json!({"description": "They bought"}), &[]),
        Step(
            put.clone(),
            "/segments/1",
            json!({"conditions": [{"field": "id", "operator": "is_empty"}]}),
            &["segment.updated", "segment.member_left"],
        ),
        Step(post.clone(), "/segments", json!({"name": "Press", "type": "static"}), &[]),
        Step(post.clone(), "/customers/1/segments", json!({"segment_id": 2}), &["segment.member_joined"]),
        Step(delete.clone(), "/customers/1/segments/2", json!({}), &["segment.member_left"]),
        Step(
            post.clone(),
            "/segments/2/members",
            json!({"customer_ids": [1, 2]}),
            &["segment.member_joined", "segment.member_joined"],
        ),
        Step(delete.clone(), "/segments/2/members/2", json!({}), &["segment.member_left"]),
        Step(
            post.clone(),
            "/customers/1/consent",
            json!({"status": "subscribed", "source": "form"}),
            &["customer.updated"],
        ),
        Step(
            post.clone(),
            "/campaigns",
            json!({"name": "Spring", "subject": "Hello", "from": {"name": "Shop", "email": "shop@example.com"},
                "content": {"format": "text", "body": "Hello"}, "segments": {"include": [2]}}),
            &[],
        ),
        Step(post.clone(), "/campaigns/1/send", json!({}), &["campaign.sent"]),
        Step(post, "/customers/1/merge", json!({"from": 2}), &["customer.updated", "customer.deleted"]),
        Step(delete, "/customers/1", json!({}), &["customer.deleted"]),
        // What is refused raises nothing.
        Step(Method::POST, "/customers", json!({"email": "eve@example.com"}), &[]),
        Step(Method::PUT, "/orders/3", json!({"status": "lost"}), &[]),
        Step(Method::POST, "/orders/3/refunds", json!({"amount": "500.00"}), &[]),
    ]
}

/// The types a step made the receiver hear of, sorted.
async fn heard(app: &TestApp, receiver: &Receiver, step: &Step) -> (Answer, Vec<String>) {
    let before = receiver.received().len();
    let answer = Answer::to(app.request(step.0.clone(), step.1).json(&step.2)).await;
    app.run_due_work().await;
    let told = receiver.received().split_off(before);
    let mut types: Vec<String> = told.iter().map(|one| one.header("x-growffinity-event").to_owned()).collect();
    types.sort();
    (answer, types)
}

#[actix_web::test]
async fn every_use_case_raises_what_it_promises() {
    let app = app().await;
    let receiver = Receiver::open().await;
    hook(&app, &receiver, &["*"]).await;
    app.run_due_work().await;
    let mut faults = Vec::new();
    for (number, step) in steps().into_iter().enumerate() {
        let (answer, told) = heard(&app, &receiver, &step).await;
        let mut promised: Vec<String> = step.3.iter().map(|&kind| kind.to_owned()).collect();
        promised.sort();
        if told != promised || (answer.status >= 400) != (number >= steps().len() - 3) {
            faults.push(format!(
                "{} {}: promised {promised:?}, told {told:?}; {} {}",
                step.0, step.1, answer.status, answer.text
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[actix_web::test]
async fn what_is_rolled_back_tells_nobody() {
    let app = app().await;
    let receiver = Receiver::open().await;
    hook(&app, &receiver, &["*"]).await;
    app.post("/customers", &json!({"email": "ann@example.com"})).await.expect(201);
    app.run_due_work().await;
    // Fails when everything is written, at the very end of the transaction.
    app.db().execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$",
    );
    for table in ["customers", "customer_tags", "orders", "segments"] {
        app.db().execute(&format!(
            "CREATE CONSTRAINT TRIGGER refuse_{table} AFTER INSERT OR UPDATE ON {table} DEFERRABLE INITIALLY DEFERRED \
             FOR EACH ROW EXECUTE FUNCTION refuse()"
        ));
    }
    let (before, events) = (receiver.received().len(), app.db().number("SELECT count(*) FROM events"));
    let condition = json!([{"field": "id", "operator": "is_not_empty"}]);
    for (method, path, body) in [
        (Method::POST, "/customers", json!({"email": "bob@example.com"})),
        (Method::PUT, "/customers/1", json!({"first_name": "Ann"})),
        (Method::POST, "/customers/1/tags", json!({"tags": ["a"]})),
        (Method::POST, "/orders", json!({"total": "5.00", "billing": {"email": "ann@example.com"}})),
        (Method::POST, "/segments", json!({"name": "All", "conditions": condition})),
    ] {
        let answer = Answer::to(app.request(method.clone(), path).json(&body)).await;
        assert!(answer.status >= 500, "{method} {path}: {} {}", answer.status, answer.text);
    }
    app.run_due_work().await;
    assert_eq!(app.db().number("SELECT count(*) FROM events"), events);
    assert_eq!(receiver.received().len(), before);
    assert_eq!(app.db().number("SELECT count(*) FROM webhook_deliveries WHERE status = 'pending'"), 0);
}
