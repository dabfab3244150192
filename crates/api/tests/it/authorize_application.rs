//! `/wp-admin/authorize-application.php`: by plain requests, and as a browser goes through it.

use growffinity_access::Role;
use growffinity_testkit::{Answer, TestApp, http_client};
use reqwest::{Method, redirect::Policy};
use serde_json::json;

use crate::{browser::Browser, oauth::encode};

const PAGE: &str = "//wp-admin/authorize-application.php";
const APP_ID: &str = "c0ffee00-1234-4abc-8def-0123456789ab";

fn form(fields: &[(&str, &str)]) -> String {
    fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}

/// Sends the form as a program that follows no redirect.
async fn send(app: &TestApp, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
    let client = http_client().redirect(Policy::none()).build().unwrap();
    let mut request = client.post(app.url(PAGE)).header("content-type", "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::to(request.body(form(fields))).await
}

async fn signs_in(app: &TestApp, login: &str, password: &str) -> u16 {
    Answer::to(app.anonymous(Method::GET, "/segments/fields").basic_auth(login, Some(password))).await.status
}

/// A parameter of an address, decoded.
fn parameter(url: &str, name: &str) -> Option<String> {
    let query = url.split('#').next()?.split_once('?')?.1;
    let value = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")))?;
    Some(percent_encoding::percent_decode_str(&value.replace('+', " ")).decode_utf8().unwrap().into_owned())
}

#[actix_web::test]
async fn whoever_agrees_is_sent_back_with_a_password() {
    let app = TestApp::start().await;
    let (login, password) = app.user("vic", Role::Viewer).await;
    let asked = [
        ("app_name", "Éditeur & co"),
        ("app_id", APP_ID),
        ("success_url", "https://app.example.com/done?state=7&password=x#part"),
        ("reject_url", ""),
    ];
    let page = Answer::to(app.anonymous(Method::GET, &format!("{PAGE}?{}", form(&asked)))).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Éditeur &amp; co") && page.text.contains("app.example.com"));
    assert!(page.header("content-security-policy").ends_with("form-action 'self' https://app.example.com"));

    let mut fields = asked.to_vec();
    fields.extend([("login", "VIC"), ("password", password.as_str()), ("action", "approve")]);
    let sent = send(&app, &fields, &[]).await;
    assert_eq!((sent.status, sent.header("cache-control")), (302, "no-store"));
    let to = sent.header("location");
    assert!(to.starts_with("https://app.example.com/done?state=7&site_url=") && to.ends_with("#part"), "{to}");
    assert_eq!(parameter(to, "site_url").as_deref(), Some(app.url("//").trim_end_matches('/')));
    assert_eq!(parameter(to, "user_login").as_deref(), Some("vic"));
    let given = parameter(to, "password").unwrap();
    assert!(given.len() == 24 && given.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{given}");
    assert_eq!(signs_in(&app, &login, &given).await, 200);
    let own = app.anonymous(Method::GET, "//wp-json/wp/v2/users/me/application-passwords/introspect");
    let own = Answer::to(own.basic_auth(&login, Some(&given))).await.expect(200);
    assert_eq!((&own["name"], &own["app_id"]), (&json!("Éditeur & co"), &json!(APP_ID)));
    let log = app.get("/audit-log?action=application_password.create").await.expect(200);
    assert_eq!((log[0]["actor"]["type"].as_str(), log[0]["actor"]["name"].as_str()), (Some("user"), Some("vic")));
}

#[actix_web::test]
async fn whoever_refuses_gives_nothing() {
    let app = TestApp::start().await;
    let reject = |fields: Vec<(&'static str, &'static str)>| {
        let app = &app;
        async move { send(app, &[fields, vec![("action", "reject")]].concat(), &[]).await }
    };
    let own =
        reject(vec![("reject_url", "https://app.example.com/no"), ("success_url", "https://app.example.com/yes")])
            .await;
    assert_eq!((own.status, own.header("location")), (302, "https://app.example.com/no"));
    let other = reject(vec![("success_url", "myapp://done?x=1")]).await;
    assert_eq!(other.header("location"), "myapp://done?x=1&success=false");
    let none = reject(Vec::new()).await;
    assert!(none.status == 200 && none.text.contains("got nothing"));
}

#[actix_web::test]
async fn without_an_address_the_password_is_shown() {
    let app = TestApp::start().await;
    let (login, password) = app.credentials();
    let fields = [("app_name", "Script"), ("login", login), ("password", password), ("action", "approve")];
    let shown = send(&app, &fields, &[]).await;
    assert_eq!(shown.status, 200);
    let given = shown.text.split("id=\"password\">").nth(1).unwrap().split('<').next().unwrap();
    assert_eq!(given.split(' ').map(str::len).collect::<Vec<_>>(), [4; 6]);
    assert_eq!(signs_in(&app, login, given).await, 200);
}

#[actix_web::test]
async fn nobody_is_sent_to_where_they_should_not_be() {
    let app = TestApp::with_settings(&[("public_url", "https://crm.example.com")]).await;
    let (login, password) = app.credentials();
    for (name, value, words) in [
        ("success_url", "javascript:alert(1)", "Invalid URL format."),
        ("success_url", "http://app.example.com/", "The URL must be served over a secure connection."),
        ("reject_url", "data:text/html,x", "Invalid URL format."),
        ("reject_url", "/elsewhere", "Invalid URL format."),
        ("app_id", "7", "The application ID must be a UUID."),
    ] {
        let page = Answer::to(app.anonymous(Method::GET, &format!("{PAGE}?{}", form(&[(name, value)])))).await;
        assert!(page.status == 400 && page.text.contains(words), "{value}: {}", page.text);
        let fields =
            [("app_name", "x"), ("login", login), ("password", password), ("action", "approve"), (name, value)];
        let sent = send(&app, &fields, &[]).await;
        assert!(sent.status == 400 && sent.header("location").is_empty(), "{value}");
    }
    let local = form(&[("success_url", "http://127.0.0.1:9000/done")]);
    assert_eq!(Answer::to(app.anonymous(Method::GET, &format!("{PAGE}?{local}"))).await.status, 200);
}

#[actix_web::test]
async fn other_sites_wrong_passwords_and_open_connections_get_nothing() {
    let app = TestApp::start().await;
    let (login, password) = app.credentials();
    let fields = [("app_name", "x"), ("login", login), ("password", password), ("action", "approve")];
    let count = || async {
        let list = app.get("//wp-json/wp/v2/users/me/application-passwords").await.expect(200);
        list.as_array().unwrap().len()
    };
    let before = count().await;
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
        assert_eq!(send(&app, &fields, &[("origin", origin)]).await.status, 403, "{origin}");
    }
    let open = [("x-forwarded-for", "203.0.113.9"), ("x-forwarded-proto", "http")];
    assert_eq!(send(&app, &fields, &open).await.status, 403);
    let nameless = send(&app, &[("login", login), ("password", password), ("action", "approve")], &[]).await;
    assert!(nameless.status == 403 && nameless.text.contains("a name"));

    let wrong = [("app_name", "x"), ("login", "<i>"), ("password", "se\"cret"), ("action", "approve")];
    let page = send(&app, &wrong, &[]).await;
    assert!(page.status == 403 && page.header("www-authenticate").is_empty(), "no box of the browser's own");
    assert!(
        page.text.contains("value=\"&lt;i&gt;\"") && !page.text.contains("cret"),
        "what was typed, but no password"
    );
    assert_eq!(count().await, before);
    // Guessing is counted as it is everywhere.
    for _ in 1..30 {
        assert_eq!(send(&app, &wrong, &[]).await.status, 403);
    }
    assert_eq!(send(&app, &fields, &[]).await.status, 429);
    assert_eq!(app.get("/audit-log?action=login&outcome=refused").await.header("x-wp-total"), "30");
}

#[actix_web::test]
async fn the_index_leads_here_where_passwords_are_safe() {
    let app = TestApp::start().await;
    let index = Answer::to(app.anonymous(Method::GET, "//wp-json/")).await.expect(200);
    let page = index["authentication"]["application-passwords"]["endpoints"]["authorization"].as_str().unwrap();
    assert_eq!(page, app.url(PAGE));
    let open = TestApp::with_settings(&[("public_url", "http://crm.example.com")]).await;
    let index = Answer::to(open.anonymous(Method::GET, "//wp-json/")).await.expect(200);
    assert_eq!(index["authentication"], json!({}));
}

#[actix_web::test]
async fn a_browser_goes_all_the_way() {
    let Some(mut browser) = Browser::start("authorize_application").await else { return };
    let app = TestApp::start().await;
    let (login, password) = app.user("vic", Role::Viewer).await;
    // Another origin for the browser, and yet a page that is there.
    let elsewhere = app.url("//healthz").replace("127.0.0.1", "localhost");
    let asked = [("app_name", "Ed\"itor"), ("app_id", APP_ID), ("success_url", &format!("{elsewhere}?state=7"))];
    let page = format!("{}?{}", app.url(PAGE), form(&asked));
    let fill = |password: &str| {
        let value = |name: &str, value: &str| format!("document.querySelector('#{name}').value = {};", json!(value));
        format!("{}{}", value("login", &login), value("password", password))
    };
    browser.resize(390, 800).await;
    browser.open(&page).await;
    browser.picture("authorize").await;
    assert_eq!(browser.evaluate("document.scripts.length").await, 0);
    assert_eq!(browser.evaluate("document.documentElement.scrollWidth <= innerWidth").await, true);
    assert_eq!(browser.evaluate("document.querySelector('#app_name').value").await, "Ed\"itor");

    browser.follow(&format!("{} document.querySelector('[value=approve]').click()", fill("wrong"))).await;
    assert!(
        browser.evaluate("document.querySelector('[role=alert]').innerText").await.as_str().unwrap().contains("belong")
    );
    assert_eq!(browser.evaluate("document.querySelector('#password').value").await, "");

    browser.follow(&format!("{} document.querySelector('[value=approve]').click()", fill(&password))).await;
    let at = browser.evaluate("location.href").await;
    let at = at.as_str().unwrap();
    assert!(at.starts_with(&format!("{elsewhere}?state=7&site_url=")), "{at}");
    assert_eq!(parameter(at, "user_login").as_deref(), Some("vic"));
    assert_eq!(signs_in(&app, &login, &parameter(at, "password").unwrap()).await, 200);
    assert_eq!(browser.evaluate("document.referrer").await, "", "the page's address is nobody's business");

    browser.open(&page).await;
    browser.follow("document.querySelector('[value=reject]').click()").await;
    assert_eq!(browser.evaluate("location.href").await, format!("{elsewhere}?state=7&success=false"));
    // A refused sign-in is a 403, which the browser notes, and the page that stands for the application has no icon.
    let expected = |problem: &str| problem.contains("403 (Forbidden)") || problem.contains("/favicon.ico");
    let wrong: Vec<_> = browser.problems().iter().filter(|problem| !expected(problem)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}
