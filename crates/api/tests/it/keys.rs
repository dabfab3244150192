//! API keys as credentials: every way of sending them, what each lets its bearer do, and what the others are told.

use growffinity_access::{
    Plan, Role,
    keys::{KeyPermissions, KeySecret, KeyType, NewApiKey, Scope},
};
use growffinity_testkit::{Answer, TestApp, builders};
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use crate::{
    common::{customer, id},
    oauth::{Signing, encode, query},
};

async fn key(app: &TestApp, new: impl FnOnce(&mut NewApiKey)) -> KeySecret {
    let owner = app.services().access.find_user("owner").await.unwrap().unwrap();
    let mut wanted = NewApiKey {
        name: "test".parse().unwrap(),
        kind: KeyType::Pair,
        permissions: KeyPermissions::ReadWrite,
        scopes: Vec::new(),
        plan: Plan::Standard,
        user: owner.id,
        expires_at: None,
    };
    new(&mut wanted);
    app.services().keys.create(wanted).await.unwrap().secret
}

/// A consumer key that reads and writes, and its secret.
pub async fn pair(app: &TestApp) -> (String, String) {
    let KeySecret::Pair { consumer_key, consumer_secret } = key(app, |_| ()).await else { panic!("a pair") };
    (consumer_key, consumer_secret)
}

async fn token(app: &TestApp, new: impl FnOnce(&mut NewApiKey)) -> String {
    let made = key(app, |wanted| {
        wanted.kind = KeyType::Token;
        new(wanted);
    });
    let KeySecret::Token(token) = made.await else { panic!("a token") };
    token
}

/// The request as it would come through a proxy.
fn forwarded(request: RequestBuilder, proto: &str) -> RequestBuilder {
    request.header("x-forwarded-for", "203.0.113.9").header("x-forwarded-proto", proto)
}

#[actix_web::test]
async fn a_pair_is_taken_by_basic_and_by_query_and_its_plan_counts() {
    let app = TestApp::start().await;
    let (key, secret) = pair(&app).await;
    let get = |path: &str| app.anonymous(Method::GET, path);
    let basic = Answer::to(get("/customers").basic_auth(&key, Some(&secret))).await;
    basic.expect(200);
    assert_eq!(basic.header("ratelimit-policy"), "\"standard\";q=100;w=60", "the owner's own plan is premium");
    let by_query = format!("/customers?per_page=1&consumer_key={key}&consumer_secret={secret}");
    customer(&app, "ann@example.com").await;
    customer(&app, "bob@example.com").await;
    let by_query = Answer::to(get(&by_query)).await;
    by_query.expect(200);
    assert!(by_query.header("link").contains("rel=\"next\""));
    assert!(!by_query.header("link").contains("consumer") && !by_query.text.contains(&secret));

    let wrong = Answer::to(get("/customers").basic_auth(&key, Some("cs_wrong"))).await;
    assert!(wrong.header("www-authenticate").starts_with("Basic realm="));
    let wrong = wrong.expect(401);
    assert_eq!(wrong["code"], "woocommerce_rest_authentication_error");
    assert_eq!(wrong["message"], "Consumer secret is invalid.");
    let unknown = Answer::to(get("/customers").basic_auth(format!("ck_{}", "0".repeat(40)), Some(&secret))).await;
    assert_eq!(unknown.expect(401)["message"], "Consumer key is invalid.");
    // Half a credential in the query is none.
    assert_eq!(
        Answer::to(get(&format!("/customers?consumer_key={key}"))).await.expect(401)["code"],
        "rest_not_logged_in"
    );
}

#[actix_web::test]
async fn a_token_is_taken_as_bearer_and_in_a_header_of_its_own() {
    let app = TestApp::start().await;
    let token = token(&app, |wanted| wanted.plan = Plan::Premium).await;
    for (name, value) in [("authorization", format!("Bearer {token}")), ("x-api-key", token.clone())] {
        let answer = Answer::to(app.anonymous(Method::GET, "/customers").header(name, value)).await;
        answer.expect(200);
        assert_eq!(answer.header("ratelimit-policy"), "\"premium\";q=500;w=60", "{name}");
        let wrong = Answer::to(app.anonymous(Method::GET, "/customers").header(name, "gfk_nothing")).await;
        assert_eq!(wrong.status, 401, "{name}");
    }
    let wrong = app.anonymous(Method::GET, "//wp-json/").bearer_auth("gfk_nothing");
    let wrong = Answer::to(wrong).await.expect(401);
    assert_eq!(
        (&wrong["code"], &wrong["message"]),
        (&json!("woocommerce_rest_authentication_error"), &json!("The API key is invalid."))
    );
}

#[actix_web::test]
async fn a_key_does_what_its_permissions_and_scopes_allow() {
    let app = TestApp::start().await;
    let with = async |permissions, scopes: &[Scope]| {
        token(&app, |wanted| {
            wanted.permissions = permissions;
            wanted.scopes = scopes.to_vec();
        })
        .await
    };
    let ask = async |token: &str, method: Method, path: &str| {
        let ann = builders::customer("ann@example.com");
        Answer::to(app.anonymous(method, path).bearer_auth(token).json(ann.json())).await
    };
    let reads = with(KeyPermissions::Read, &[]).await;
    let list = ask(&reads, Method::GET, "/customers").await;
    list.expect(200);
    assert_eq!(list.header("allow"), "GET");
    let refused = ask(&reads, Method::POST, "/customers").await.expect(403);
    assert_eq!(refused["code"], "woocommerce_rest_authentication_error");
    assert_eq!(refused["message"], "The API key provided does not have write permissions.");

    let writes = with(KeyPermissions::Write, &[]).await;
    ask(&writes, Method::POST, "/customers").await.expect(201);
    let refused = ask(&writes, Method::GET, "/customers").await.expect(403);
    assert_eq!(refused["message"], "The API key provided does not have read permissions.");

    let segments = with(KeyPermissions::ReadWrite, &[Scope::Segments]).await;
    ask(&segments, Method::GET, "/segments").await.expect(200);
    let refused = ask(&segments, Method::GET, "/customers").await.expect(403);
    assert_eq!((&refused["code"], &refused["data"]["scope"]), (&json!("insufficient_scope"), &json!("customers")));
    let segment = id(&app.post("/segments", &json!({"name": "Hand-picked", "type": "static"})).await.expect(201));
    let members = ask(&segments, Method::GET, &format!("/segments/{segment}/members")).await.expect(403);
    assert_eq!(members["data"]["scope"], "customers", "members are customers");
    // In a batch each request is judged by itself.
    let inside = json!({"requests": [
        {"path": "/growffinity/v1/segments", "body": {"name": "Other", "type": "static"}},
        {"path": "/growffinity/v1/customers", "body": {"email": "bob@example.com"}},
    ]});
    let batch = app.anonymous(Method::POST, "//wp-json/batch/v1").bearer_auth(&segments).json(&inside);
    let statuses: Vec<_> = Answer::to(batch).await.expect(207)["responses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["status"].clone())
        .collect();
    assert_eq!(statuses, [201, 403]);
}

#[actix_web::test]
async fn a_key_does_no_more_than_its_user() {
    let app = TestApp::start().await;
    app.user("vic", Role::Viewer).await;
    let vic = app.services().access.find_user("vic").await.unwrap().unwrap().id;
    let token = token(&app, |wanted| wanted.user = vic).await;
    let post = app.anonymous(Method::POST, "/customers").bearer_auth(&token);
    let refused = Answer::to(post.json(builders::customer("ann@example.com").json())).await.expect(403);
    assert_eq!(refused["code"], "rest_forbidden");
}

#[actix_web::test]
async fn over_plain_http_only_signatures_are_taken() {
    let app = TestApp::start().await;
    let (key, secret) = pair(&app).await;
    let token = token(&app, |_| ()).await;
    let get = |path: &str| app.anonymous(Method::GET, path);
    let in_query = format!("/customers?consumer_key={key}&consumer_secret={secret}");
    for request in [
        get("/customers").basic_auth(&key, Some(&secret)),
        get("/customers").bearer_auth(&token),
        get("/customers").header("x-api-key", &token),
        get(&in_query),
    ] {
        let again = request.try_clone().unwrap();
        let refused = Answer::to(forwarded(request, "http")).await.expect(401);
        assert_eq!(refused["message"], "Credentials are only accepted over https.");
        Answer::to(forwarded(again, "https")).await.expect(200);
    }
    let signed = Signing::new((&key, &secret), "n-1").path(&app, &Method::GET, "/customers", &[]);
    Answer::to(forwarded(get(&signed), "http")).await.expect(200);
    let open = TestApp::with_settings(&[("http.allow_plain", "true")]).await;
    let (login, password) = open.credentials();
    let request = open.anonymous(Method::GET, "/customers").basic_auth(login, Some(password));
    Answer::to(forwarded(request, "http")).await.expect(200);
}

#[actix_web::test]
async fn a_signed_request_is_taken_once_and_for_a_quarter_of_an_hour() {
    let app = TestApp::start().await;
    let key = pair(&app).await;
    let key = (key.0.as_str(), key.1.as_str());
    let get = async |path: &str| Answer::to(app.anonymous(Method::GET, path)).await;
    let words = |answer: &Answer| answer.expect(401)["message"].as_str().unwrap().to_owned();
    let parameters = [("search", "a b&c"), ("include[]", "1"), ("include[]", "2"), ("per_page", "5")];
    let signed = Signing::new(key, "n-1").path(&app, &Method::GET, "/customers", &parameters);
    let first = get(&signed).await;
    first.expect(200);
    assert_eq!(first.header("x-wp-total"), "0");
    let again = get(&signed).await;
    assert_eq!(words(&again), "Invalid nonce - nonce has already been used.");

    let other = Signing::new(key, "n-2").path(&app, &Method::GET, "/customers", &[]);
    assert_eq!(
        words(&get(&other.replace("/customers", "/orders")).await),
        "Invalid signature - provided signature does not match."
    );
    assert_eq!(
        words(&get(&format!("{other}&per_page=1")).await),
        "Invalid signature - provided signature does not match."
    );
    let method = other.replace("HMAC-SHA256", "PLAINTEXT");
    assert_eq!(words(&get(&method).await), "Invalid signature - signature method is invalid.");
    let unknown = other.replace(key.0, &format!("ck_{}", "0".repeat(40)));
    assert_eq!(words(&get(&unknown).await), "Consumer key is invalid.");
    let part = get("/customers?oauth_consumer_key=ck_1&oauth_nonce=n").await;
    assert_eq!(part.json()["code"], "woocommerce_rest_authentication_missing_parameter");
    assert_eq!(words(&part), "Missing OAuth parameter(s) oauth_timestamp, oauth_signature, oauth_signature_method");
    // None of these has used the nonce up.
    get(&other).await.expect(200);

    let late = Signing::new(key, "n-3").path(&app, &Method::GET, "/customers", &[]);
    app.clock().advance(chrono::TimeDelta::minutes(15) + chrono::TimeDelta::seconds(1));
    assert_eq!(words(&get(&late).await), "Invalid timestamp.");
    app.clock().advance(-chrono::TimeDelta::seconds(1));
    get(&late).await.expect(200);
}

#[actix_web::test]
async fn signatures_come_by_header_and_form_and_with_sha1_and_below_the_public_address() {
    let public = "https://crm.example.com/shop";
    let app = TestApp::with_settings(&[("public_url", public)]).await;
    let (key, secret) = pair(&app).await;
    let key = (key.as_str(), secret.as_str());
    // By header; signed for the public address, which a proxy in front takes the prefix off.
    let url = format!("{public}/wp-json/growffinity/v1/customers");
    let signing = Signing { sha1: true, ..Signing::new(key, "n-1") };
    let mut signed = signing.parameters("GET", &url, &[("per_page", "3")]);
    signed.retain(|(name, _)| name.starts_with("oauth_"));
    let header: Vec<_> = signed.iter().map(|(name, value)| format!("{name}=\"{}\"", encode(value))).collect();
    let header = format!("OAuth realm=\"shop\", {}", header.join(", "));
    let request = app.anonymous(Method::GET, "/customers?per_page=3").header("authorization", header);
    Answer::to(request).await.expect(200);
    // In a form, whose members are signed as well.
    let form = [("email", "ann@example.com"), ("first_name", "Zoë & Ann")];
    let signed = Signing::new(key, "n-2").parameters("POST", &app.url("/customers"), &form);
    let made = app.anonymous(Method::POST, "/customers").header("content-type", "application/x-www-form-urlencoded");
    let made = Answer::to(made.body(query(&signed))).await.expect(201);
    assert_eq!(made["first_name"], "Zoë & Ann");
    // A method override does not change what is signed.
    let path = format!("/customers/{}", id(&made));
    let path = Signing::new(key, "n-3").path(&app, &Method::POST, &path, &[("_method", "PUT")]);
    let changed = app.anonymous(Method::POST, &path).json(&json!({"first_name": "Zoë"}));
    assert_eq!(Answer::to(changed).await.expect(200)["first_name"], "Zoë");
}

#[actix_web::test]
async fn a_nonce_is_used_up_for_every_node() {
    let one = TestApp::start().await;
    let other = one.another_node();
    let key = pair(&one).await;
    // Signed for an address that both have: behind a load balancer they are one.
    let host = "crm.example.com";
    let url = format!("http://{host}/wp-json/growffinity/v1/customers");
    let signed = Signing::new((&key.0, &key.1), "n-1").parameters("GET", &url, &[]);
    let path = format!("/customers?{}", query(&signed));
    let tries = (0..8).map(|number| {
        let node = if number % 2 == 0 { &one } else { &other };
        Answer::to(node.anonymous(Method::GET, &path).header("host", host))
    });
    let answers = futures::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|answer| answer.status == 401).count(), 7);
}

#[actix_web::test]
async fn what_is_taken_back_on_one_node_is_refused_on_all_within_a_second() {
    let one = TestApp::start().await;
    let other = one.another_node();
    let (login, password) = one.user("vic", Role::Viewer).await;
    let vic = one.services().access.find_user("vic").await.unwrap().unwrap().id;
    let owner = one.services().access.find_user("owner").await.unwrap().unwrap().id;
    let wanted = NewApiKey {
        name: "test".parse().unwrap(),
        kind: KeyType::Token,
        permissions: KeyPermissions::ReadWrite,
        scopes: Vec::new(),
        plan: Plan::Premium,
        user: owner,
        expires_at: None,
    };
    let made = one.services().keys.create(wanted).await.unwrap();
    let KeySecret::Token(token) = made.secret else { panic!("a token") };
    let by_token = async |app: &TestApp| {
        Answer::to(app.anonymous(Method::GET, "/segments/fields").bearer_auth(&token)).await.status
    };
    let by_password = async |app: &TestApp| {
        let request = app.anonymous(Method::GET, "/segments/fields").basic_auth(&login, Some(&password));
        Answer::to(request).await.status
    };
    for node in [&one, &other] {
        assert_eq!((by_token(node).await, by_password(node).await), (200, 200));
    }
    one.services().keys.revoke(made.key.id).await.unwrap();
    one.services().access.revoke_application_passwords(vic).await.unwrap();
    // The clock of the nodes stands still: what they remember would be good for ever.
    let start = std::time::Instant::now();
    assert_eq!((by_token(&one).await, by_password(&one).await), (401, 401), "at once where it was done");
    while (by_token(&other).await, by_password(&other).await) != (401, 401) {
        assert!(start.elapsed() < std::time::Duration::from_secs(1), "still accepted");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}
