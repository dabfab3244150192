//! Companies: made, changed, deleted, joined by hand and by orders, their totals in step.

use growffinity_testkit::{Answer, TestApp, builders};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{customer, id, ids, params};

/// Records an order with this company name in its billing address, and answers the customer's id.
async fn order_of(app: &TestApp, email: &str, total: &str, company: &str) -> i64 {
    let billing = json!({"email": email, "company": company});
    let order = app.post("/orders", builders::order(email, total).with("billing", billing).json()).await.expect(201);
    order["customer_id"].as_i64().unwrap()
}

fn totals(company: &Value) -> (i64, i64, &str) {
    let number = |name: &str| company[name].as_i64().unwrap();
    (number("customers_count"), number("orders_count"), company["total_revenue"].as_str().unwrap())
}

#[actix_web::test]
async fn a_company_is_made_changed_and_deleted() {
    let app = TestApp::start().await;
    let body = json!({"name": " ACME  Ltd. ", "email": "Office@acme.example", "phone": "1", "website": "https://acme.example",
        "address": {"address_1": "1 Main St", "country": "FR"}, "social": {"x": "@acme"}, "notes": "Pays late"});
    let made = app.post("/companies", &body).await;
    let acme = made.expect(201);
    assert_eq!((&acme["name"], &acme["email"]), (&json!("ACME Ltd."), &json!("office@acme.example")));
    let address =
        json!({"address_1": "1 Main St", "address_2": "", "city": "", "state": "", "postcode": "", "country": "FR"});
    assert_eq!(acme["address"], address);
    assert_eq!(acme["social"], json!({"linkedin": "", "facebook": "", "x": "@acme", "instagram": ""}));
    assert_eq!(totals(&acme), (0, 0, "0.00"));
    let path = format!("/companies/{}", id(&acme));
    assert!(made.header("location").ends_with(&path));
    assert_eq!(app.get(&path).await.expect(200), acme);

    let known = app.post("/companies", &json!({"name": "acme ltd."})).await.expect(409);
    assert_eq!((&known["code"], &known["data"]["resource_id"]), (&json!("growffinity_rest_name_exists"), &acme["id"]));
    let change = json!({"phone": null, "address": {"city": "Lyon"}, "social": {"x": "", "facebook": "acme"}});
    let changed = app.put(&path, &change).await.expect(200);
    assert_eq!((&changed["phone"], &changed["notes"]), (&json!(""), &json!("Pays late")));
    assert_eq!((&changed["address"]["city"], &changed["address"]["country"]), (&json!("Lyon"), &json!("FR")));
    assert_eq!(changed["social"], json!({"linkedin": "", "facebook": "acme", "x": "", "instagram": ""}));
    let other = id(&app.post("/companies", &json!({"name": "Other"})).await.expect(201));
    let taken = app.put(&path, &json!({"name": "OTHER"})).await.expect(409);
    assert_eq!(taken["data"]["resource_id"], other);
    for (method, body) in [(Method::PUT, json!({"phone": "2"})), (Method::DELETE, json!({}))] {
        let stale = Answer::to(app.request(method, &path).header("if-match", "\"1-x\"").json(&body)).await;
        assert_eq!(stale.status, 412);
    }
    let gone = app.delete(&path).await.expect(200);
    assert_eq!((&gone["deleted"], &gone["previous"]["name"]), (&json!(true), &json!("ACME Ltd.")));
    let gone = [app.get(&path).await, app.delete(&path).await, app.put(&path, &json!({"phone": "2"})).await];
    for refused in gone.into_iter().chain([app.get(&format!("{path}/customers")).await]) {
        assert_eq!(refused.expect(404)["code"], "growffinity_rest_company_invalid_id");
    }
}

#[actix_web::test]
async fn what_is_wrong_with_a_company_is_named() {
    let app = TestApp::start().await;
    assert_eq!(app.post("/companies", &json!({})).await.expect(400)["code"], "rest_missing_callback_param");
    let bad = json!({"name": "x".repeat(201), "email": "nobody", "website": "javascript:alert(1)", "phone": 5,
        "address": {"city": []}, "social": "x", "notes": "n".repeat(10_001)});
    let refused = app.post("/companies", &bad).await.expect(400);
    assert_eq!(params(&refused), ["address[city]", "email", "name", "notes", "phone", "social", "website"]);
    assert_eq!(
        app.post("/companies", &json!({"id": 1, "name": "x"})).await.expect(400)["code"],
        "growffinity_rest_existing_id"
    );
    assert_eq!(params(&app.get("/companies?email=nobody&orderby=phone").await.expect(400)), ["email", "orderby"]);
    assert_eq!(Answer::to(app.anonymous(Method::GET, "/companies")).await.status, 401);
    let ann = customer(&app, "ann@example.com").await;
    for company in [json!(0), json!("ACME"), json!({}), json!({"name": ""}), json!([1]), json!(true)] {
        let refused = app.put(&format!("/customers/{ann}"), &json!({"company": company})).await.expect(400);
        assert!(params(&refused)[0].starts_with("company"), "{company}: {refused}");
    }
    for unknown in [
        app.put(&format!("/customers/{ann}"), &json!({"company": 99, "phone": "1"})).await,
        app.post("/customers", &json!({"email": "bob@example.com", "company": {"id": 99}})).await,
    ] {
        assert_eq!(unknown.expect(404)["code"], "growffinity_rest_company_invalid_id");
    }
    assert_eq!(app.get(&format!("/customers/{ann}")).await.expect(200)["phone"], "", "nothing of it was done");
    assert_eq!(ids(&app.get("/customers").await.expect(200)), [ann]);
    app.run_due_work().await;
}

#[actix_web::test]
async fn a_customer_joins_a_company_by_hand() {
    let app = TestApp::start().await;
    let acme = id(&app.post("/companies", &json!({"name": "ACME"})).await.expect(201));
    let ann = app.post("/customers", &json!({"email": "ann@example.com", "company": acme})).await.expect(201);
    assert_eq!(ann["company"], json!({"id": acme, "name": "ACME"}));
    let link = &ann["_links"]["company"][0]["href"];
    assert!(link.as_str().unwrap().ends_with(&format!("/companies/{acme}")), "{link}");
    let bob =
        app.post("/customers", &json!({"email": "bob@example.com", "company": {"name": "acme"}})).await.expect(201);
    assert_eq!(bob["company"]["id"], acme, "found, whatever the case");
    let path = format!("/customers/{}", id(&bob));
    let moved = app.put(&path, &json!({"company": {"name": "New Ltd."}})).await.expect(200);
    let new = id(&moved["company"]);
    assert_eq!(app.get(&format!("/companies/{new}")).await.expect(200)["name"], "New Ltd.");
    let etag = app.get(&path).await.header("etag").to_owned();
    let same = app.put(&path, &json!({"company": {"id": new, "name": "as GET answered it"}})).await;
    assert_eq!(same.header("etag"), etag, "nothing changed");
    assert_eq!(app.put(&path, &json!({"company": null})).await.expect(200)["company"], json!(null));
    let of = async |company: i64| ids(&app.get(&format!("/companies/{company}/customers")).await.expect(200));
    assert_eq!((of(acme).await, of(new).await), (vec![id(&ann)], vec![]));
    app.run_due_work().await;
}

#[actix_web::test]
async fn orders_bring_customers_into_companies_and_move_their_totals() {
    let app = TestApp::start().await;
    let ann = order_of(&app, "ann@example.com", "10.50", "ACME  Ltd.").await;
    let bob = order_of(&app, "bob@example.com", "20", "acme ltd.").await;
    order_of(&app, "ann@example.com", "5", "Another name").await;
    customer(&app, "eve@example.com").await;
    let list = app.get("/companies").await;
    let list = (list.expect(200), list.header("x-wp-total").to_owned());
    assert_eq!(list.1, "1", "{}", list.0);
    let acme = &list.0[0];
    assert_eq!((&acme["name"], totals(acme)), (&json!("ACME Ltd."), (2, 3, "35.50")));
    let acme = id(acme);
    let path = format!("/companies/{acme}");

    let order = app.get(&format!("/customers/{bob}/orders")).await.expect(200)[0].clone();
    app.put(&format!("/orders/{}", id(&order)), &json!({"status": "cancelled"})).await.expect(200);
    assert_eq!(totals(&app.get(&path).await.expect(200)), (2, 2, "15.50"));
    app.delete(&format!("/orders/{}", id(&order))).await.expect(200);
    assert_eq!(totals(&app.get(&path).await.expect(200)), (2, 2, "15.50"));

    let customers = app.get(&format!("{path}/customers?orderby=email")).await;
    assert_eq!((ids(&customers.expect(200)), customers.header("x-wp-total")), (vec![ann, bob], "2"));
    let filtered = app.get(&format!("/customers?company={acme}&orderby=total_spent&order=desc")).await;
    assert_eq!((ids(&filtered.expect(200)), filtered.header("x-wp-total")), (vec![ann, bob], "2"));
    let narrowed = app.get(&format!("/customers?company={acme}&email=bob@example.com")).await;
    assert_eq!((ids(&narrowed.expect(200)), narrowed.header("x-wp-total")), (vec![bob], "1"));
    assert_eq!(ids(&app.get("/customers?company=99").await.expect(200)), Vec::<i64>::new());

    app.delete(&path).await.expect(200);
    assert_eq!(app.get(&format!("/customers/{ann}")).await.expect(200)["company"], json!(null));
    app.run_due_work().await;
}

#[actix_web::test]
async fn companies_are_sorted_by_what_their_customers_add_up_to() {
    let app = TestApp::start().await;
    order_of(&app, "a1@example.com", "10", "Few").await;
    order_of(&app, "b1@example.com", "1", "Many").await;
    order_of(&app, "b2@example.com", "1", "Many").await;
    order_of(&app, "b2@example.com", "2", "Many").await;
    let none = json!({"name": "none", "email": "office@none.example", "address": {"country": "DE"}});
    app.post("/companies", &none).await.expect(201);
    let list = async |query: &str| {
        let list = app.get(&format!("/companies?{query}")).await.expect(200);
        list.as_array().unwrap().iter().map(|company| company["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(list("").await, ["Few", "Many", "none"]);
    assert_eq!(list("orderby=total_revenue&order=desc").await, ["Few", "Many", "none"]);
    assert_eq!(list("orderby=orders_count&order=desc").await, ["Many", "Few", "none"]);
    assert_eq!(list("orderby=customers_count").await, ["none", "Few", "Many"]);
    assert_eq!(list("country=DE").await, ["none"]);
    assert_eq!(list("email=OFFICE@none.example").await, ["none"]);
    assert_eq!(list("search=AN").await, ["Many"]);
    assert_eq!(list("search=office%40").await, ["none"]);
    assert_eq!(list("cursor=&per_page=2").await, ["Few", "Many"]);
    app.run_due_work().await;
}
