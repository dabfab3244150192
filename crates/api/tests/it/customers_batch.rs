//! POST /customers/batch

use growffinity_testkit::{Answer, TestApp, builders};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{customer, id};

fn codes(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["error"]["code"].as_str().unwrap_or("")).collect()
}

#[actix_web::test]
async fn each_customer_is_answered_by_itself() {
    let app = TestApp::start().await;
    let (ann, bob) = (customer(&app, "ann@example.com").await, customer(&app, "bob@example.com").await);
    let batch = json!({
        "create": [
            builders::customer("new@example.com").json(),
            builders::customer("ann@example.com").json(),
            {"email": "nobody"},
            "nonsense",
            builders::customer("x@example.com").with("id", 3).json(),
            builders::customer("y@example.com").with("store", 99).json(),
            {},
        ],
        "update": [
            {"id": ann, "first_name": "Anna"},
            {"id": 999, "first_name": "X"},
            {"first_name": "X"},
            {"id": ann, "email": "bob@example.com"},
            {"id": ann, "birthday": "soon"},
        ],
        "delete": [bob, 999, "x", {"id": bob}],
    });
    let done = app.post("/customers/batch", &batch).await.expect(200);
    assert_eq!(
        codes(&done["create"]),
        [
            "",
            "growffinity_rest_customer_exists",
            "rest_invalid_param",
            "rest_invalid_param",
            "growffinity_rest_existing_id",
            "growffinity_rest_store_invalid_id",
            "rest_missing_callback_param",
        ]
    );
    assert_eq!(done["create"][1]["error"]["data"]["resource_id"], ann);
    assert_eq!((&done["create"][0]["email"], &done["create"][1]["id"]), (&json!("new@example.com"), &json!(0)));
    assert_eq!(
        codes(&done["update"]),
        [
            "",
            "growffinity_rest_customer_invalid_id",
            "rest_missing_callback_param",
            "growffinity_rest_customer_exists",
            "rest_invalid_param",
        ]
    );
    assert_eq!((&done["update"][0]["first_name"], &done["update"][1]["id"]), (&json!("Anna"), &json!(999)));
    let unknown = "growffinity_rest_customer_invalid_id";
    assert_eq!(codes(&done["delete"]), ["", unknown, unknown, unknown]);
    assert_eq!(done["delete"][0]["email"], "bob@example.com");
    app.get(&format!("/customers/{bob}")).await.expect(404);
    assert_eq!(app.get("/customers").await.header("x-wp-total"), "2");
    app.run_due_work().await;
}

#[actix_web::test]
async fn a_batch_may_change_who_is_known_and_tell_nobody() {
    let app = TestApp::start().await;
    let ann = customer(&app, "ann@example.com").await;
    let batch = json!({"create": [{"email": "ann@example.com", "phone": "1"}, {"email": "new@example.com"}],
        "update": [{"id": ann, "phone": "2"}]});
    let done = app.post("/customers/batch?upsert=true&notify=false", &batch).await.expect(200);
    assert_eq!((id(&done["create"][0]), &done["create"][0]["phone"]), (ann, &json!("1")));
    assert_eq!(done["update"][0]["phone"], "2");
    let told = "SELECT count(*) AS number FROM events WHERE origin = 'import' AND type LIKE 'customer.%'";
    assert_eq!(app.db().number(told), 3);
}

#[actix_web::test]
async fn more_than_a_hundred_are_refused_whole() {
    let app = TestApp::start().await;
    let many: Vec<Value> = (0..101).map(|n| json!({"email": format!("c{n}@example.com")})).collect();
    let error = app.post("/customers/batch", &json!({"create": many})).await.expect(413);
    assert_eq!(error["code"], "woocommerce_rest_request_entity_too_large");
    assert_eq!(app.get("/customers").await.header("x-wp-total"), "0");
    let most = json!({"create": &many[..100]});
    assert_eq!(app.post("/customers/batch", &most).await.expect(200)["create"].as_array().unwrap().len(), 100);
    assert_eq!(app.post("/customers/batch", &json!({})).await.expect(200), json!({}));
}

#[actix_web::test]
async fn put_and_patch_do_as_post_does() {
    let app = TestApp::start().await;
    for (n, method) in [Method::POST, Method::PUT, Method::PATCH].into_iter().enumerate() {
        let batch = json!({"create": [{"email": format!("c{n}@example.com")}]});
        let done = Answer::to(app.request(method, "/customers/batch").json(&batch)).await.expect(200);
        assert!(id(&done["create"][0]) > 0, "{done}");
    }
    assert_eq!(app.get("/customers").await.header("x-wp-total"), "3");
    app.run_due_work().await;
}
