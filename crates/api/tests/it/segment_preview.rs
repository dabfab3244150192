//! What conditions can say, over HTTP: counted, shown, and refused where they say nonsense. Nothing is saved.

use growffinity_testkit::TestApp;
use serde_json::{Value, json};

use crate::common::{customer, id, order, params};

async fn count(app: &TestApp, condition: Value) -> Value {
    app.post("/segments/preview", &json!({"conditions": [condition]})).await.expect(200)["count"].clone()
}

/// Ann bought a mug and started a checkout, Bob bought tea, Carl is only known.
async fn shop() -> TestApp {
    let app = TestApp::start().await;
    for (email, product, sku, category, total) in
        [("ann@example.com", 7, "A-1", "Kitchen", "50.00"), ("bob@example.com", 8, "B-2", "Food", "20.00")]
    {
        let line = json!({"product_id": product, "sku": sku, "name": "Thing", "categories": [category], "quantity": 2,
            "total": total});
        let order = json!({"status": "completed", "billing": {"email": email, "country": "FR"}, "total": total,
            "payment_method": "stripe", "coupon_codes": ["SPRING"], "line_items": [line]});
        app.post("/orders", &order).await.expect(201);
    }
    let carl = customer(&app, "carl@example.com").await;
    app.put(&format!("/customers/{carl}"), &json!({"tags": ["Wholesale"], "company": {"name": "ACME"}}))
        .await
        .expect(200);
    let event = json!({"email": "ann@example.com", "name": "checkout_started", "properties": {"value": "45.00"}});
    app.post("/events", &event).await.expect(201);
    app
}

#[actix_web::test]
async fn every_kind_of_condition_is_counted_and_nothing_is_saved() {
    let app = shop().await;
    let bought = |field: &str, value: Value| json!({"orders": {"where": [{"field": field, "operator": "equals", "value": value}]}});
    for (many, condition) in [
        (1, json!({"field": "tags", "operator": "contains", "value": "wholesale"})),
        (1, json!({"field": "company.name", "operator": "equals", "value": "acme"})),
        (3, json!({"field": "label", "operator": "in", "value": ["new", "vip"]})),
        (0, json!({"field": "label", "operator": "in", "value": ["new"], "not": true})),
        (3, json!({"field": "rfm.segment", "operator": "not_equals", "value": "champions"})),
        (2, json!({"orders": {}})),
        (1, json!({"orders": {"aggregate": "sum"}, "operator": "greater_than", "value": 30})),
        (2, json!({"orders": {"aggregate": "sum"}, "operator": "less_than", "value": 30})),
        (1, bought("product_id", json!(7))),
        (1, bought("sku", json!("b-2"))),
        (1, json!({"orders": {"where": [{"field": "category", "operator": "contains", "value": "kitchen"}]}})),
        (2, json!({"orders": {"where": [{"field": "coupon", "operator": "contains", "value": "spring"}]}})),
        (2, json!({"orders": {"within": {"last": "1 day"}}})),
        (
            1,
            json!({"event": {"name": "checkout_started", "aggregate": "max", "of": "properties.value"},
            "operator": "greater_than_or_equal", "value": 45}),
        ),
        (3, json!({"campaign": {"action": "opened"}, "not": true})),
        (3, json!({"field": "id", "operator": "is_not_empty"})),
    ] {
        assert_eq!(count(&app, condition.clone()).await, json!(many), "{condition}");
    }
    assert_eq!(app.get("/segments").await.header("x-wp-total"), "0");
    app.run_due_work().await;
}

#[actix_web::test]
async fn a_preview_shows_the_first_ten() {
    let app = TestApp::start().await;
    for number in 0..12 {
        customer(&app, &format!("c{number}@example.com")).await;
    }
    let everyone = json!({"match": "any", "conditions": [{"field": "id", "operator": "is_not_empty"}]});
    let preview = app.post("/segments/preview", &everyone).await.expect(200);
    assert_eq!(preview["count"], json!(12));
    let sample = preview["sample"].as_array().unwrap();
    assert_eq!(
        (sample.len(), &sample[0]["email"], &sample[9]["email"]),
        (10, &json!("c0@example.com"), &json!("c9@example.com"))
    );
    assert!(preview["milliseconds"].is_u64());
    app.run_due_work().await;
}

#[actix_web::test]
async fn a_preview_and_a_segment_of_the_same_conditions_agree() {
    let app = shop().await;
    let conditions = json!([
        {"orders": {"aggregate": "avg", "of": "items"}, "operator": "equals", "value": 2},
        {"orders": {"where": [{"field": "product_id", "operator": "equals", "value": 7}]}, "not": true},
    ]);
    assert_eq!(app.post("/segments/preview", &json!({"conditions": conditions})).await.expect(200)["count"], json!(1));
    let made =
        app.post("/segments", &json!({"name": "Tea", "refresh": "manual", "conditions": conditions})).await.expect(201);
    assert_eq!(made["members_count"], json!(1));
    let kept = &made["conditions"][0]["orders"];
    assert_eq!((&kept["aggregate"], &kept["of"]), (&json!("average"), &json!("items")));
    let members = app.get(&format!("/segments/{}/members", id(&made))).await.expect(200);
    assert_eq!(members[0]["email"], "bob@example.com");
    app.run_due_work().await;
}

#[actix_web::test]
async fn nonsense_is_refused_with_the_path_of_the_node() {
    let app = TestApp::start().await;
    order(&app, "ann@example.com", "50").await;
    let deep =
        (0..8).fold(json!({"field": "id", "operator": "is_not_empty"}), |inner, _| json!({"conditions": [inner]}));
    let too_deep = ["conditions[0]"; 9].join(".");
    let many = vec![json!({"orders": {}}); 201];
    for (conditions, path) in [
        (json!([{"orders": {"aggregate": "median"}}]), "conditions[0].orders.aggregate"),
        (json!([{"orders": {"of": "weight"}}]), "conditions[0].orders.of"),
        (json!([{"orders": {"withn": {"last": "1 day"}}}]), "conditions[0].orders.withn"),
        (json!([{"orders": {"within": {"last": "soon"}}}]), "conditions[0].orders.within.last"),
        (json!([{"orders": {"within": {}}}]), "conditions[0].orders.within"),
        (json!([{"orders": {"within": {"last": "1 day", "after": "today"}}}]), "conditions[0].orders.within"),
        (
            json!([{"orders": {"where": [{"field": "sku", "operator": "equals", "value": 5}]}}]),
            "conditions[0].orders.where[0].value",
        ),
        (
            json!([{"orders": {"where": [{"field": "colour", "operator": "equals", "value": "x"}]}}]),
            "conditions[0].orders.where[0].field",
        ),
        (json!([{"orders": {}, "operator": "contains", "value": "x"}]), "conditions[0].operator"),
        (json!([{"orders": {}, "operator": "equals", "value": "many"}]), "conditions[0].value"),
        (json!([{"event": {}}]), "conditions[0].event.name"),
        (json!([{"event": {"name": "a", "aggregate": "sum"}}]), "conditions[0].event.of"),
        (json!([{"event": {"name": "a", "of": "value"}}]), "conditions[0].event.of"),
        (json!([{"campaign": {"id": 1}}]), "conditions[0].campaign.action"),
        (json!([{"campaign": {"action": "opened", "link": "https://a.example"}}]), "conditions[0].campaign.link"),
        (json!([{"campaign": {"action": "seen"}}]), "conditions[0].campaign.action"),
        (json!([{"segment": 99}]), "conditions[0].segment"),
        (
            json!([{"segment": 99, "not": true}, {"field": "id", "operator": "is_empty", "value": 1}]),
            "conditions[1].value",
        ),
        (json!([{"field": "first_name", "operator": "contains", "value": "a".repeat(1_001)}]), "conditions[0].value"),
        (json!([deep]), too_deep.as_str()),
        (json!(many), "conditions[200]"),
    ] {
        let refused = app.post("/segments/preview", &json!({"conditions": conditions})).await.expect(400);
        assert_eq!(refused["code"], "rest_invalid_param");
        assert!(params(&refused).contains(&path), "{path}: {refused}");
    }
    let missing = app.post("/segments/preview", &json!({})).await.expect(400);
    assert_eq!(missing["code"], "rest_missing_callback_param");
    let bomb = "(a+)+$%_".repeat(100);
    let harmless = json!({"field": "first_name", "operator": "contains", "value": bomb});
    assert_eq!(count(&app, harmless).await, json!(0));
    app.run_due_work().await;
}
