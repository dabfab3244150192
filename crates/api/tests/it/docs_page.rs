//! `/docs` as a browser shows it.

use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::json;

use crate::browser::Browser;

#[actix_web::test]
async fn the_reference_shows_every_operation_and_fetches_nothing() {
    let Some(mut browser) = Browser::start("docs_page").await else { return };
    let app = TestApp::start().await;
    let page = app.url("//docs");
    browser.resize(1_280, 900).await;
    browser.open(&page).await;
    browser.picture("docs-wide").await;
    let document = Answer::to(app.anonymous(Method::GET, "/openapi.json")).await.expect(200);
    let places = document["paths"].as_object().unwrap().values();
    let operations: Vec<&str> = places
        .flat_map(|place| place.as_object().unwrap().values())
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect();
    let shown = browser
        .evaluate("[...document.querySelectorAll('article h3')].filter(h => h.offsetHeight > 0).map(h => h.id)")
        .await;
    let mut shown: Vec<&str> = shown.as_array().unwrap().iter().filter_map(|id| id.as_str()).collect();
    let mut wanted = operations.clone();
    shown.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(shown, wanted);
    let dead = "[...document.querySelectorAll('nav a')].filter(a => !document.getElementById(a.hash.slice(1))).length";
    assert_eq!(browser.evaluate(dead).await, json!(0), "the navigation leads to what is there");
    // Its style is applied, and an answer can be unfolded without a script.
    assert_eq!(browser.evaluate("getComputedStyle(document.querySelector('.page')).display").await, "grid");
    let unfold = "(() => { const d = document.querySelector('details'); d.querySelector('summary').click(); \
        return d.open && d.querySelector('pre').offsetHeight > 0 })()";
    assert_eq!(browser.evaluate(unfold).await, json!(true));
    assert_eq!(browser.requests(), [page], "nothing else is fetched");
    assert!(browser.problems().is_empty(), "{:?}", browser.problems());
}

#[actix_web::test]
async fn the_reference_can_be_read_on_a_phone() {
    let Some(mut browser) = Browser::start("docs_page_narrow").await else { return };
    let app = TestApp::start().await;
    browser.resize(360, 740).await;
    browser.open(&app.url("//docs")).await;
    browser.picture("docs-narrow").await;
    let widths = browser.evaluate("[document.documentElement.scrollWidth, innerWidth]").await;
    assert_eq!(widths, json!([360, 360]), "nothing stands out to the side");
    let outside = "[...document.querySelectorAll('h1, h2, h3, p, summary')].filter(e => \
        e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80))";
    assert_eq!(browser.evaluate(outside).await, json!([]));
    let smallest = "Math.min(...[...document.querySelectorAll('main p, main td, main th, main code')].map(e => \
        parseFloat(getComputedStyle(e).fontSize)))";
    let smallest = browser.evaluate(smallest).await.as_f64().unwrap();
    assert!(smallest >= 12.0, "letters of {smallest} pixels");
    assert_eq!(
        browser.evaluate("document.querySelector('main').getBoundingClientRect().top < innerHeight").await,
        true
    );
    browser.follow("document.querySelector('main p a').click()").await;
    let version = browser.evaluate("JSON.parse(document.body.innerText).openapi").await;
    assert_eq!(version, "3.1.0", "the page leads to the document");
    assert!(browser.problems().is_empty(), "{:?}", browser.problems());
}
