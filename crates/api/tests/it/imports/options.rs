//! What a caller may ask of an import.

use growffinity_testkit::TestApp;
use serde_json::json;

use super::{figures, imported, refusals, send};

#[actix_web::test]
async fn consent_is_given_to_new_customers_and_never_to_those_who_refused() {
    let app = TestApp::start().await;
    let gone = json!({"email": "gone@example.com", "consent": {"email": {"status": "unsubscribed"}}});
    assert_eq!(app.post("/customers", &gone).await.status, 201);
    app.post("/customers", &json!({"email": "known@example.com"})).await;
    let file = b"email,consent\nnew@example.com,\ngone@example.com,subscribed\nknown@example.com,\nno@example.com,Unsubscribed\n";
    let consent = r#"{"status":"subscribed","source":"old shop"}"#;
    let import = imported(&app, file, &[("type", "customers"), ("consent", consent), ("notify", "all")]).await;
    assert_eq!(figures(&import), [2, 1, 1, 0], "{import}");
    for (email, status, source) in [
        ("new", "subscribed", "old shop"),
        ("gone", "unsubscribed", ""),
        ("known", "subscribed", "old shop"),
        ("no", "unsubscribed", "old shop"),
    ] {
        let found = app.get(&format!("/customers?email={email}@example.com")).await.json();
        let consent = &found[0]["consent"]["email"];
        assert_eq!((&consent["status"], &consent["source"]), (&json!(status), &json!(source)), "{email}");
    }
}

#[actix_web::test]
async fn tags_segment_and_store_are_given_to_all() {
    let app = TestApp::start().await;
    let segment = json!({"name": "Old shop", "type": "static"});
    let segment = app.post("/segments", &segment).await.json()["id"].clone();
    let fields = [("type", "orders"), ("tags", "Imported, Old shop"), ("segment", &segment.to_string())];
    let file = b"order_id\temail\ttotal\n1\tann@example.com\t5\n2\tann@example.com\t6\n3\tbob@example.com\t7\n";
    let import = imported(&app, file, &fields).await;
    assert_eq!(figures(&import), [3, 0, 0, 0], "{import}");
    let tagged = app.get("/customers?tag=Imported").await;
    assert_eq!(tagged.json().as_array().unwrap().len(), 2, "{}", tagged.json());
    assert_eq!(app.get(&format!("/segments/{segment}")).await.json()["members_count"], 2);
    let wrong = send(&app, file, &[("type", "orders"), ("segment", "999")]).await;
    assert_eq!((wrong.status, &wrong.json()["code"]), (404, &json!("growffinity_rest_segment_invalid_id")));
    let wrong = send(&app, file, &[("type", "orders"), ("store", "999")]).await;
    assert_eq!((wrong.status, &wrong.json()["code"]), (404, &json!("growffinity_rest_store_invalid_id")));
}

#[actix_web::test]
async fn a_file_sent_again_changes_nothing_twice() {
    let app = TestApp::start().await;
    let file = b"order_id,email,total,status\n1,ann@example.com,5,completed\n2,ann@example.com,6,completed\n";
    let fields = [("type", "orders")];
    assert_eq!(figures(&imported(&app, file, &fields).await), [2, 0, 0, 0]);
    assert_eq!(figures(&imported(&app, file, &fields).await), [0, 0, 2, 0]);
    let kept = imported(&app, file, &[("type", "orders"), ("update", "false")]).await;
    assert_eq!(figures(&kept), [0, 0, 0, 2]);
    assert!(refusals(&kept).iter().all(|refusal| refusal.3 == "growffinity_rest_order_exists"));
    let ann = app.get("/customers?email=ann@example.com").await.json();
    assert_eq!(ann[0]["stats"]["total_spent"], "11.00");
}

#[actix_web::test]
async fn a_mapping_names_columns_and_leaves_out() {
    let app = TestApp::start().await;
    let file = b"Kundin;Umsatz;Datum;Farbe;email\nann@example.com;5.50;20260105;red;x\n";
    let mapping = r#"{"Kundin":"billing.email","Umsatz":"total","Datum":"date_created","email":""}"#;
    let import = imported(&app, file, &[("type", "orders"), ("mapping", mapping)]).await;
    let expected = json!({"Kundin": "billing.email", "Umsatz": "total", "Datum": "date_created"});
    assert_eq!((&import["mapping"], figures(&import)), (&expected, [1, 0, 0, 0]), "{import}");
    let order = &app.get("/orders").await.json()[0];
    assert_eq!((&order["total"], &order["date_created"]), (&json!("5.50"), &json!("2026-01-05T00:00:00")));
}

#[actix_web::test]
async fn a_store_gets_the_orders_and_its_own_ids_of_customers() {
    let app = TestApp::start().await;
    let store = json!({"name": "Second shop", "url": "https://second.example.com"});
    let store = app.post("/stores", &store).await.expect(201)["id"].clone();
    let fields = [("type", "customers"), ("store", &store.to_string())];
    let file = b"email,Customer ID\nann@example.com,58\nbob@example.com,58\n";
    let import = imported(&app, file, &fields).await;
    assert_eq!(figures(&import), [1, 0, 0, 1], "{import}");
    assert_eq!(refusals(&import), [(3, "external_ids", "58", "growffinity_rest_customer_exists")]);
    let ann = app.get("/customers?email=ann@example.com").await.expect(200)[0].clone();
    assert_eq!(ann["external_ids"], json!([{"store": store, "external_id": "58"}]));
    assert_eq!(ann["store"]["id"], store);
    let fields = [("type", "orders"), ("store", &store.to_string())];
    let import = imported(&app, b"order_id,email,total\n1,ann@example.com,5\n", &fields).await;
    assert_eq!(figures(&import), [1, 0, 0, 0], "{import}");
    assert_eq!(app.get(&format!("/orders?store={store}")).await.header("x-wp-total"), "1");
}
