//! GET /customers

use growffinity_testkit::{TestApp, builders};
use serde_json::json;

use crate::common::{customer, id, ids, params};

async fn five() -> (TestApp, Vec<i64>) {
    let app = TestApp::start().await;
    let mut made = Vec::new();
    for name in ["eve", "dan", "cat", "bob", "ann"] {
        let body = builders::customer(&format!("{name}@example.com")).with("last_name", name);
        made.push(id(&app.post("/customers", body.json()).await.expect(201)));
    }
    (app, made)
}

#[actix_web::test]
async fn pages_come_with_totals_and_links() {
    let (app, made) = five().await;
    let answer = app.get("/customers?per_page=2&page=2&search=example&status=active,inactive").await;
    assert_eq!(ids(&answer.expect(200)), [made[2], made[1]]);
    assert_eq!((answer.header("x-wp-total"), answer.header("x-wp-totalpages")), ("5", "3"));
    let base = app.url("/customers");
    let page = |page| format!("<{base}?per_page=2&page={page}&search=example&status=active%2Cinactive>");
    assert_eq!(answer.header("link"), format!("{}; rel=\"prev\", {}; rel=\"next\"", page(1), page(3)));
    assert!(answer.header("cache-control").contains("no-store"));
}

#[actix_web::test]
async fn beyond_the_end_is_an_empty_page() {
    let (app, _) = five().await;
    let answer = app.get("/customers?per_page=2&page=9").await;
    assert_eq!(answer.expect(200), json!([]));
    assert_eq!(answer.header("x-wp-totalpages"), "3");
    assert_eq!(answer.header("link"), format!("<{}?per_page=2&page=3>; rel=\"prev\"", app.url("/customers")));
    let none = app.get("/customers?search=nobody").await;
    assert_eq!((none.header("x-wp-total"), none.header("x-wp-totalpages")), ("0", "0"));
}

#[actix_web::test]
async fn offset_wins_over_page() {
    let (app, made) = five().await;
    let answer = app.get("/customers?per_page=2&page=1&offset=3").await;
    assert_eq!(ids(&answer.expect(200)), [made[1], made[0]]);
}

#[actix_web::test]
async fn a_cursor_walks_the_whole_list_once() {
    let (app, mut made) = five().await;
    let mut seen = Vec::new();
    let mut next = Some(app.url("/customers?cursor=&per_page=2"));
    while let Some(url) = next {
        let path = url.split("/growffinity/v1").nth(1).unwrap();
        let answer = app.get(path).await;
        seen.extend(ids(&answer.expect(200)));
        let link = answer.header("link");
        next = link.contains("rel=\"next\"").then(|| link.split(['<', '>']).nth(1).unwrap().to_owned());
    }
    made.sort_unstable();
    assert_eq!(seen, made);
    assert_eq!(params(&app.get("/customers?cursor=nonsense").await.expect(400)), ["cursor"]);
}

#[actix_web::test]
async fn include_exclude_and_order() {
    let (app, made) = five().await;
    let (first, second) = (made[0], made[3]);
    let list = app.get(&format!("/customers?include={second},{first}&orderby=include")).await.expect(200);
    assert_eq!(ids(&list), [second, first]);
    let list = app.get(&format!("/customers?include[]={first}&include[]={second}&orderby=id&order=desc")).await;
    assert_eq!(ids(&list.expect(200)), [second, first]);
    let list = app.get(&format!("/customers?exclude={first}%20{second}")).await.expect(200);
    assert_eq!(list.as_array().unwrap().len(), 3);
    let error = app.get("/customers?orderby=include").await.expect(400);
    assert_eq!(params(&error), ["orderby"]);
}

#[actix_web::test]
async fn all_wrong_parameters_are_told_at_once() {
    let app = TestApp::start().await;
    let url =
        "/customers?page=0&per_page=101&order=ASC&orderby=shoe&after=yesterday&min_spent=lots&include=a&context=x";
    let error = app.get(url).await.expect(400);
    let expected = ["after", "context", "include[0]", "min_spent", "order", "orderby", "page", "per_page"];
    assert_eq!(params(&error), expected);
    let told = &error["data"]["params"];
    assert_eq!(told["page"], "page must be greater than or equal to 1");
    assert_eq!(told["per_page"], "per_page must be between 1 (inclusive) and 100 (inclusive)");
    assert_eq!(told["order"], "order is not one of asc and desc.");
    assert_eq!(told["context"], "context is not one of view, embed, and edit.");
    assert_eq!(error["data"]["details"]["page"]["code"], "rest_out_of_bounds");
}

#[actix_web::test]
async fn later_duplicates_win_and_unknown_parameters_do_nothing() {
    let (app, _) = five().await;
    let answer = app.get("/customers?per_page=1&per_page=3&_locale=user&filter[x]=1&_=9").await;
    assert_eq!(ids(&answer.expect(200)).len(), 3);
}

#[actix_web::test]
async fn filters_narrow_the_list() {
    let app = TestApp::start().await;
    let ann = customer(&app, "ann@example.com").await;
    let body = builders::customer("bob@example.com")
        .with("consent", json!({"email": {"status": "unsubscribed"}}))
        .with("billing", json!({"country": "FR"}))
        .with("attributes", json!({"size": 42}));
    let bob = id(&app.post("/customers", body.json()).await.expect(201));
    for (filter, expected) in [
        ("email=ANN@example.com", ann),
        ("consent=unsubscribed", bob),
        ("country=FR", bob),
        ("attributes[size]=42", bob),
        ("search=bob", bob),
    ] {
        assert_eq!(ids(&app.get(&format!("/customers?{filter}")).await.expect(200)), [expected], "{filter}");
    }
    assert_eq!(app.get("/customers?min_spent=0.01").await.expect(200), json!([]));
    assert_eq!(app.get("/customers?after=2026-11-23T10:00:00Z").await.expect(200), json!([]));
}
