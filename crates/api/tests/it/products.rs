//! Products, and what lines of orders take from them.

use growffinity_testkit::{TestApp, builders};
use serde_json::json;

use crate::common::{id, params};

#[actix_web::test]
async fn a_product_is_recorded_by_its_id_in_the_shop_and_found_again() {
    let app = TestApp::start().await;
    let mug =
        json!({"external_id": "7", "sku": "A-1", "name": "Mug", "categories": ["Kitchen", "Gifts"], "price": "22.5"});
    let made = app.post("/products", &mug).await;
    let item = made.expect(201);
    assert_eq!(
        (&item["price"], &item["categories"][0], &item["store"]["id"]),
        (&json!("22.50"), &json!("Kitchen"), &json!(1))
    );
    assert!(made.header("location").ends_with(&format!("/products/{}", id(&item))));
    let again = app.post("/products", &json!({"external_id": "7", "price": "20"})).await.expect(200);
    assert_eq!((id(&again), &again["price"], &again["name"]), (id(&item), &json!("20.00"), &json!("Mug")));
    let path = format!("/products/{}", id(&item));
    let changed = app.put(&path, &json!({"name": "Big mug", "price": null})).await.expect(200);
    assert_eq!((&changed["name"], &changed["price"]), (&json!("Big mug"), &json!(null)));
    assert_eq!(app.get(&path).await.expect(200), changed);
    let old = json!({"external_id": "7", "name": "Old", "date_modified": "2020-01-01T00:00:00"});
    assert_eq!(app.post("/products", &old).await.expect(200)["name"], "Big mug", "an older word");

    assert_eq!(params(&app.post("/products", &json!({"name": "x"})).await.expect(400)), ["external_id"]);
    assert_eq!(params(&app.put(&path, &json!({"external_id": "8", "price": "-1"})).await.expect(400)), ["price"]);
    assert_eq!(params(&app.put(&path, &json!({"external_id": "8"})).await.expect(400)), ["external_id"]);
    assert_eq!(app.put("/products/99", &json!({})).await.expect(404)["code"], "growffinity_rest_product_invalid_id");
    let unknown = app.post("/products", &json!({"external_id": "1", "store": 99})).await.expect(404);
    assert_eq!(unknown["code"], "growffinity_rest_store_invalid_id");

    app.post("/products", &json!({"external_id": "8", "sku": "b-2", "name": "apron", "categories": ["Kitchen"]}))
        .await
        .expect(201);
    for (query, names) in [
        ("", vec!["apron", "Big mug"]),
        ("?order=desc", vec!["Big mug", "apron"]),
        ("?search=MUG", vec!["Big mug"]),
        ("?sku=B-2", vec!["apron"]),
        ("?category=Gifts", vec!["Big mug"]),
        ("?external_id=8&store=1", vec!["apron"]),
        ("?cursor=", vec!["Big mug", "apron"]),
    ] {
        let list = app.get(&format!("/products{query}")).await;
        let found: Vec<_> = list.expect(200).as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
        assert_eq!(found, names, "{query}");
        assert_eq!(list.header("x-wp-total"), names.len().to_string(), "{query}");
    }
}

#[actix_web::test]
async fn lines_take_what_they_lack_and_keep_it() {
    let app = TestApp::start().await;
    let mug = json!({"external_id": "7", "sku": "A-1", "name": "Mug", "categories": ["Kitchen"]});
    let mug = app.post("/products", &mug).await.expect(201);
    let lines = json!([{"product_id": 7, "total": "5"}, {"sku": "a-1", "name": "A mug", "total": "5"},
        {"product_id": 7, "name": "Cup", "categories": ["Other"], "total": "5"}, {"product_id": 9, "total": "5"}]);
    let order = builders::order("ann@example.com", "20").external_id("1").with("line_items", lines);
    let told = |order: &serde_json::Value| -> Vec<(String, String)> {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let lines = order["line_items"].as_array().unwrap();
        lines.iter().map(|line| (text(&line["name"]), text(&line["categories"][0]))).collect()
    };
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, category)| ((*name).to_owned(), (*category).to_owned())).collect()
    };
    let first = app.post("/orders", order.json()).await.expect(201);
    let expected = pairs(&[("Mug", "Kitchen"), ("A mug", "Kitchen"), ("Cup", "Other"), ("", "")]);
    assert_eq!(told(&first), expected);
    app.put(&format!("/products/{}", mug["id"]), &json!({"name": "Pot", "categories": ["Garden"]})).await.expect(200);
    let again = app.post("/orders", order.json()).await.expect(200);
    assert_eq!(told(&again), expected, "the order keeps what it was recorded with");
    assert_eq!(again["date_modified"], first["date_modified"]);
    let later = app.post("/orders", order.external_id("2").json()).await.expect(201);
    assert_eq!(told(&later)[0], ("Pot".to_owned(), "Garden".to_owned()));
    app.run_due_work().await;
}

#[actix_web::test]
async fn a_batch_answers_each_product_by_itself() {
    let app = TestApp::start().await;
    let mug = id(&app.post("/products", &json!({"external_id": "7", "name": "Mug"})).await.expect(201));
    let pot = id(&app.post("/products", &json!({"external_id": "8", "name": "Pot"})).await.expect(201));
    let batch = json!({
        "create": [{"external_id": "9", "name": "Pan"}, {"external_id": "7", "name": "Cup"}, {"name": "x"},
            {"external_id": "1", "price": "-1"}, {"external_id": "1", "id": 3}, {"external_id": "1", "store": 99}],
        "update": [{"id": mug, "price": "5"}, {"id": 999, "name": "x"}, {"name": "x"}, {"id": mug, "external_id": "1"}],
        "delete": [pot, 999, "x"],
    });
    let codes = |list: &serde_json::Value| -> Vec<String> {
        let code = |one: &serde_json::Value| one["error"]["code"].as_str().unwrap_or_default().to_owned();
        list.as_array().unwrap().iter().map(code).collect()
    };
    let done = app.put("/products/batch", &batch).await.expect(200);
    let (missing, invalid) = ("rest_missing_callback_param", "rest_invalid_param");
    let (exists, store) = ("growffinity_rest_existing_id", "growffinity_rest_store_invalid_id");
    assert_eq!(codes(&done["create"]), ["", "", missing, invalid, exists, store]);
    assert_eq!((id(&done["create"][1]), &done["create"][1]["name"]), (mug, &json!("Cup")), "known by its shop's id");
    let unknown = "growffinity_rest_product_invalid_id";
    assert_eq!(codes(&done["update"]), ["", unknown, missing, invalid]);
    assert_eq!((&done["update"][0]["name"], &done["update"][0]["price"]), (&json!("Cup"), &json!("5.00")));
    assert_eq!(codes(&done["delete"]), ["", unknown, unknown]);
    assert_eq!(done["delete"][0]["name"], "Pot");
    assert_eq!(app.get("/products").await.header("x-wp-total"), "2");
    let many: Vec<_> = (0..101).map(|n| json!({"external_id": n.to_string()})).collect();
    app.post("/products/batch", &json!({"create": many})).await.expect(413);
}

#[actix_web::test]
async fn a_deleted_product_leaves_the_orders_as_they_are() {
    let app = TestApp::start().await;
    let made = app.post("/products", &json!({"external_id": "7", "name": "Mug", "categories": ["Kitchen"]})).await;
    let (path, etag) = (format!("/products/{}", id(&made.expect(201))), made.header("etag").to_owned());
    let order = builders::order("ann@example.com", "5").with("line_items", json!([{"product_id": 7, "total": "5"}]));
    let order = id(&app.post("/orders", order.json()).await.expect(201));
    app.put(&path, &json!({"name": "Cup"})).await.expect(200);
    let stale = app.request(reqwest::Method::DELETE, &path).header("if-match", etag);
    assert_eq!(growffinity_testkit::Answer::to(stale).await.status, 412);
    let gone = app.delete(&path).await.expect(200);
    assert_eq!((&gone["deleted"], &gone["previous"]["name"]), (&json!(true), &json!("Cup")));
    assert_eq!(app.delete(&path).await.expect(404)["code"], "growffinity_rest_product_invalid_id");
    assert_eq!(app.get("/products").await.header("x-wp-total"), "0");
    let line = &app.get(&format!("/orders/{order}")).await.expect(200)["line_items"][0];
    assert_eq!((&line["name"], &line["categories"]), (&json!("Mug"), &json!(["Kitchen"])));
    app.run_due_work().await;
}
