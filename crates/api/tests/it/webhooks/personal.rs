//! What webhooks keep of a person goes with the person.

use growffinity_testkit::{Receiver, Reply};
use serde_json::json;

use super::{app, deliveries, hook};
use crate::common::{customer, id};

#[actix_web::test]
async fn an_erased_customer_is_in_no_delivery() {
    let app = app().await;
    let receiver = Receiver::open().await;
    let path = hook(&app, &receiver, &["customer.created", "customer.deleted"]).await;
    app.run_due_work().await;
    receiver.next([Reply::Body(200, "hello ann@example.com".to_owned()), Reply::Status(500)]);
    let ann = customer(&app, "ann@example.com").await;
    app.run_due_work().await;
    let bob = customer(&app, "bob@example.com").await;
    app.run_due_work().await;
    for person in [ann, bob] {
        app.delete(&format!("/customers/{person}")).await.expect(200);
    }
    app.run_due_work().await;
    for table in ["webhook_bodies b", "webhook_attempts b", "webhook_deliveries b"] {
        let found = format!("SELECT count(*) FROM {table} WHERE b::text ~ '(ann|bob)@example.com'");
        assert_eq!(app.db().number(&found), 0, "{table}");
    }
    let first = deliveries(&app, &path).await.remove(0);
    let whole = app.get(&format!("{path}/deliveries/{}", id(&first))).await.expect(200);
    assert_eq!((&whole["request"]["body"], &whole["attempts"][0]["response_body"]), (&json!(null), &json!(null)));

    // What was still to be told of Bob says no more than his id.
    app.clock().advance(chrono::TimeDelta::seconds(10));
    app.run_due_work().await;
    let told: Vec<_> = receiver
        .received()
        .iter()
        .skip(2)
        .map(|one| (one.json()["type"].clone(), one.json()["data"].clone()))
        .collect();
    let of = |kind: &str, id: i64| (json!(kind), json!({"id": id}));
    assert_eq!(told, [of("customer.deleted", ann), of("customer.created", bob), of("customer.deleted", bob)]);
}
