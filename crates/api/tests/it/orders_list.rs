//! GET /orders

use growffinity_testkit::{TestApp, builders};
use serde_json::json;

use crate::common::{id, ids, params};

#[actix_web::test]
async fn each_filter_narrows_the_list() {
    let app = TestApp::start().await;
    let mug = json!([{"product_id": 7, "sku": "A-1", "name": "Mug", "categories": ["Kitchen", "Gifts"], "total": "5"}]);
    let pot =
        json!([{"product_id": 8, "sku": "B-2", "categories": ["Kitchen"], "total": "5"}, {"name": "x", "total": 1}]);
    let first = builders::order("ann@example.com", "50")
        .external_id("1001")
        .with("line_items", mug)
        .with("coupon_codes", json!(["SPRING", "VIP"]))
        .with("source", json!({"campaign_id": 3}))
        .with("billing", json!({"email": "Ann@Example.com", "last_name": "Lee", "company": "ACME"}));
    let second =
        builders::order("bob@example.com", "20").external_id("1002").with("line_items", pot).with("currency", "EUR");
    let (first, second) = (
        id(&app.post("/orders", first.json()).await.expect(201)),
        id(&app.post("/orders", second.json()).await.expect(201)),
    );
    for (query, wanted) in [
        ("", vec![first, second]),
        ("email=ANN@example.com", vec![first]),
        ("product=8", vec![second]),
        ("sku=a-1", vec![first]),
        ("category=Kitchen", vec![first, second]),
        ("category=Gifts&sku=A-1", vec![first]),
        ("category=Gifts&sku=B-2", vec![]),
        ("coupon=VIP", vec![first]),
        ("coupon=vip", vec![]),
        ("campaign=3", vec![first]),
        ("campaign=4", vec![]),
        ("currency=EUR", vec![second]),
        ("external_id=1002", vec![second]),
        ("min_total=20.01", vec![first]),
        ("max_total=20", vec![second]),
        ("search=100", vec![first, second]),
        ("search=acme", vec![first]),
        ("search=ANN@EX", vec![first]),
        ("search=LEE", vec![first]),
        ("search=%25", vec![]),
        ("status=any,failed", vec![first, second]),
        ("status=failed", vec![]),
        ("customer=1", vec![first]),
        ("store=1&after=2020-01-01T00:00:00&before=2030-01-01T00:00:00", vec![first, second]),
        ("modified_after=2030-01-01T00:00:00", vec![]),
    ] {
        let list = app.get(&format!("/orders?orderby=id&order=asc&{query}")).await;
        assert_eq!(ids(&list.expect(200)), wanted, "{query}");
        assert_eq!(list.header("x-wp-total"), wanted.len().to_string(), "{query}");
    }
    for (order, wanted) in
        [("total&order=asc", [second, first]), ("number", [second, first]), ("modified&order=asc", [first, second])]
    {
        assert_eq!(ids(&app.get(&format!("/orders?orderby={order}")).await.expect(200)), wanted, "{order}");
    }
    assert_eq!(params(&app.get("/orders?product=x&currency=XXQ").await.expect(400)), ["currency", "product"]);
    app.run_due_work().await;
}
