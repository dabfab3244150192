//! `context`: how much of an item is shown, and to whom.

use growffinity_access::Role;
use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{customer, order};

fn names(item: &Value) -> Vec<&str> {
    item.as_object().unwrap().keys().map(String::as_str).collect()
}

#[actix_web::test]
async fn embed_shows_what_tells_an_item_from_others() {
    let app = TestApp::start().await;
    let id = customer(&app, "ann@example.com").await;
    let short = ["_links", "date_created", "date_created_gmt", "email", "first_name", "id", "last_name", "status"];
    let item = app.get(&format!("/customers/{id}?context=embed")).await;
    assert_eq!(names(&item.expect(200)), short);
    assert!(!item.header("etag").is_empty());
    let list = app.get("/customers?context=embed").await.expect(200);
    assert_eq!(names(&list[0]), short);
    assert_eq!(list[0]["_links"]["orders"][0]["embeddable"], true);
    let both = app.get("/customers?context=embed&_fields=id,stats,email").await.expect(200);
    assert_eq!(both, json!([{"id": id, "email": "ann@example.com"}]));
    let whole = app.get(&format!("/customers/{id}")).await.expect(200);
    for context in ["view", "edit"] {
        assert_eq!(app.get(&format!("/customers/{id}?context={context}")).await.expect(200), whole, "{context}");
    }
    app.get("/customers/99?context=embed").await.expect(404);
}

#[actix_web::test]
async fn what_is_embedded_is_short() {
    let app = TestApp::start().await;
    let order = order(&app, "ann@example.com", "5").await;
    let item = app.get(&format!("/orders/{order}?_embed")).await.expect(200);
    let customer = &item["_embedded"]["customer"][0];
    assert_eq!(customer["email"], "ann@example.com");
    assert!(customer["stats"].is_null() && item["line_items"].is_array(), "{item}");
}

#[actix_web::test]
async fn another_context_is_refused_after_all_else() {
    let app = TestApp::start().await;
    let id = customer(&app, "ann@example.com").await;
    for path in
        [format!("/customers/{id}?context=all"), "/customers/99?context=".to_owned(), "/orders?context[]=x".to_owned()]
    {
        let error = app.get(&path).await.expect(400);
        assert_eq!(error["code"], "rest_invalid_param", "{path}");
        assert!(error["data"]["params"]["context"].is_string(), "{path}");
    }
    let error = app.get("/customers/1?context=all").await.expect(400);
    assert_eq!(error["data"]["params"]["context"], "context is not one of view, embed, and edit.");
    assert_eq!(error["data"]["details"]["context"]["code"], "rest_not_in_enum");
    let nobody = Answer::to(app.anonymous(Method::GET, "/customers/1?context=all")).await;
    assert_eq!(nobody.expect(401)["code"], "rest_not_logged_in");
}

#[actix_web::test]
async fn edit_is_for_those_who_may() {
    let app = TestApp::start().await;
    let id = customer(&app, "ann@example.com").await;
    let (login, password) = app.user("vic", Role::Viewer).await;
    let ask = |path: String| Answer::to(app.anonymous(Method::GET, &path).basic_auth(&login, Some(&password)));
    for path in [format!("/customers/{id}"), "/customers".to_owned()] {
        let refused = ask(format!("{path}?context=edit")).await.expect(403);
        assert_eq!(refused["code"], "rest_forbidden_context");
        ask(format!("{path}?context=view")).await.expect(200);
        app.get(&format!("{path}?context=edit")).await.expect(200);
    }
    // Nobody changes the list of a customer's orders, so it has nothing to hide from anyone who may read it.
    ask(format!("/customers/{id}/orders?context=edit")).await.expect(200);
}

#[actix_web::test]
async fn the_schema_tells_contexts_and_what_can_be_written() {
    let app = TestApp::start().await;
    let asked = Answer::to(app.anonymous(Method::OPTIONS, "/customers/1")).await.expect(200);
    let members = &asked["schema"]["properties"];
    assert_eq!(asked["schema"]["$schema"], "http://json-schema.org/draft-04/schema#");
    assert_eq!(members["email"]["context"], json!(["view", "edit", "embed"]));
    assert_eq!(members["stats"]["context"], json!(["view", "edit"]));
    assert_eq!((&members["stats"]["readonly"], &members["email"]["readonly"]), (&json!(true), &Value::Null));
    assert_eq!(members["billing"]["properties"]["city"]["type"], "string", "nothing is left to look up");
    assert!(!asked.to_string().contains("$ref"), "{asked}");
    let list = Answer::to(app.anonymous(Method::OPTIONS, "/customers")).await.expect(200);
    assert_eq!(list["schema"]["properties"]["email"]["required"], true);
    let args = &asked["endpoints"][0]["args"];
    assert_eq!(
        (&args["context"]["default"], &args["context"]["enum"]),
        (&json!("view"), &json!(["view", "embed", "edit"]))
    );
    let help = Answer::to(app.anonymous(Method::GET, "//wp-json/growffinity/v1?context=help")).await.expect(200);
    assert_eq!(help["routes"]["/growffinity/v1/customers"], list);
    let plain = Answer::to(app.anonymous(Method::GET, "//wp-json/?context=view")).await.expect(200);
    assert!(plain["routes"]["/growffinity/v1/customers"]["schema"].is_null());
    Answer::to(app.anonymous(Method::GET, "//wp-json/?context=all")).await.expect(400);
}
