//! What recipients do with messages: the picture, links, the way out, preferences, and the campaign's figures.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use growffinity_campaigns::mail::Mail;
use growffinity_testkit::{Answer, TestApp, builders};
use reqwest::{Method, RequestBuilder, redirect::Policy};
use serde_json::{Value, json};

use crate::common::id;

const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// A campaign with two links was sent to these; answers its path.
async fn sent(app: &TestApp, names: &[&str]) -> String {
    for name in names {
        let body = builders::customer(&format!("{name}@example.com")).with("locale", "en");
        app.post("/customers", body.json()).await.expect(201);
    }
    let rule = json!([{"field": "id", "operator": "is_not_empty"}]);
    let segment = json!({"name": "All", "conditions": rule, "refresh": "manual"});
    let segment = id(&app.post("/segments", &segment).await.expect(201));
    let body = "<html><body><p>Hi {{ customer.first_name }}, see <a href=\"https://shop.example.com/a?x=1&amp;y=2\">A</a>, \
        <a href='https://shop.example.com/b'>B</a> or <a href=\"mailto:help@example.com\">write</a>.</p></body></html>";
    let campaign = json!({"name": "Spring", "subject": "Hello", "from": {"name": "Shop", "email": "shop@example.com"},
        "content": {"format": "html", "body": body}, "segments": {"include": [segment]}});
    let campaign = format!("/campaigns/{}", id(&app.post("/campaigns", &campaign).await.expect(201)));
    app.post(&format!("{campaign}/send"), &json!({})).await.expect(202);
    app.run_due_work().await;
    campaign
}

fn mail_to(app: &TestApp, name: &str) -> Mail {
    let mails = app.mail().accepted();
    mails.into_iter().find(|mail| mail.to.email.as_str().starts_with(name)).expect("a mail")
}

/// The paths of our own links in a message, in their order: `/t/c/…`, `/u/…`.
fn paths(mail: &Mail, folder: &str) -> Vec<String> {
    let html = mail.content.html.as_deref().unwrap();
    let ours = html.split('"').filter(|part| part.contains(&format!("/{folder}/")) && part.starts_with("http"));
    ours.map(|url| format!("//{}", url.splitn(4, '/').nth(3).unwrap())).collect()
}

fn fetch(app: &TestApp, method: Method, path: &str, agent: &str) -> RequestBuilder {
    let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    client.request(method, app.url(path)).header("user-agent", agent)
}

async fn get(app: &TestApp, path: &str, agent: &str) -> reqwest::Response {
    fetch(app, Method::GET, path, agent).send().await.unwrap()
}

/// Waits until so many hits are written.
async fn written(app: &TestApp, hits: i64) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while app.db().number("SELECT count(*) AS number FROM tracking_hits WHERE kind <> 'unsubscribe'") < hits {
        assert!(Instant::now() < deadline, "hits are written");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Lets the hits be judged, and checks that the figures are those of a recount.
async fn judged(app: &TestApp, hits: i64) {
    written(app, hits).await;
    app.clock().advance(TimeDelta::seconds(20));
    app.run_due_work().await;
    assert_recounted(app);
}

fn assert_recounted(app: &TestApp) {
    let faults = app.db().number(
        "SELECT count(*) AS number FROM tracking_recount() r \
         FULL JOIN (SELECT campaign_id, status, sum(delta) AS hits FROM campaign_totals \
            WHERE status ~ '^(open|click|link):' OR status = 'unsubscribed' GROUP BY 1, 2 HAVING sum(delta) <> 0) t \
            USING (campaign_id, status) WHERE r.hits IS DISTINCT FROM t.hits",
    );
    assert_eq!(faults, 0, "kept figures are those of a recount");
}

fn engagements(app: &TestApp, action: &str) -> i64 {
    app.db().number(&format!("SELECT count(*) AS number FROM campaign_engagements WHERE action = '{action}'"))
}

fn events(app: &TestApp, kind: &str) -> i64 {
    app.db().number(&format!("SELECT count(*) AS number FROM events WHERE type = '{kind}'"))
}

#[actix_web::test]
async fn a_message_carries_links_a_picture_and_the_way_out() {
    let app = TestApp::with_settings(&[
        ("public_url", "https://crm.example.com"),
        ("site.postal_address", "1 Main Street, Springfield"),
    ])
    .await;
    sent(&app, &["ann"]).await;
    let mail = mail_to(&app, "ann");
    let html = mail.content.html.clone().unwrap();
    assert_eq!((paths(&mail, "t/c").len(), paths(&mail, "t/o").len()), (2, 1), "{html}");
    assert!(html.contains("href=\"mailto:help@example.com\"") && !html.contains("shop.example.com"), "{html}");
    assert!(html.contains("1 Main Street, Springfield") && mail.content.text.contains("https://crm.example.com/u/"));
    let list = mail.list.unwrap();
    let way_out = paths(&mail_to(&app, "ann"), "u").remove(0).replacen("//", "https://crm.example.com/", 1);
    assert_eq!((list.unsubscribe, list.id.as_str()), (way_out, "campaigns.example.com"));
}

#[actix_web::test]
async fn people_are_counted_once_and_each_time_and_machines_apart() {
    let app = TestApp::start().await;
    let campaign = sent(&app, &["ann", "bob", "cid"]).await;
    let (ann, bob, cid) = (mail_to(&app, "ann"), mail_to(&app, "bob"), mail_to(&app, "cid"));
    for agent in [BROWSER, BROWSER, "Mozilla/5.0"] {
        let answer = get(&app, &paths(&ann, "t/o")[0], agent).await;
        assert_eq!((answer.status().as_u16(), &answer.headers()["content-type"]), (200, &"image/gif".parse().unwrap()));
        assert_eq!(answer.headers()["cache-control"], "no-store, private");
        assert!(answer.bytes().await.unwrap().starts_with(b"GIF89a"));
    }
    let links = paths(&ann, "t/c");
    for link in [&links[0], &links[0]] {
        let answer = get(&app, link, BROWSER).await;
        assert_eq!(answer.status().as_u16(), 302);
        assert_eq!(answer.headers()["location"], "https://shop.example.com/a?x=1&y=2");
    }
    // A scanner follows every link of bob's, and looks at the head of cid's.
    for link in paths(&bob, "t/c") {
        get(&app, &link, BROWSER).await;
    }
    let head = fetch(&app, Method::HEAD, &paths(&cid, "t/c")[1], BROWSER).send().await.unwrap();
    assert_eq!(head.status().as_u16(), 302);
    written(&app, 8).await;
    app.run_due_work().await;
    let early = app.get(&format!("{campaign}/stats")).await.expect(200);
    assert_eq!(early["opens"]["total"], 0, "judged once all that belongs to it is there");
    judged(&app, 8).await;
    let stats = app.get(&format!("{campaign}/stats")).await.expect(200);
    assert_eq!(stats["opens"], json!({"unique": 1, "total": 2, "machine": 1}));
    assert_eq!(stats["clicks"], json!({"unique": 1, "total": 2, "machine": 3}));
    assert_eq!(stats["links"][0]["url"], "https://shop.example.com/a?x=1&y=2");
    assert_eq!(stats["links"][0]["clicks"], json!({"unique": 1, "total": 2, "machine": 1}));
    assert_eq!(stats["links"][1]["clicks"], json!({"unique": 0, "total": 0, "machine": 2}));
    assert_eq!((&stats["rates"]["open"], &stats["rates"]["click_to_open"]), (&json!(0.3333), &json!(1.0)));
    let totals = &app.get(&campaign).await.expect(200)["totals"];
    assert_eq!((&totals["opens"], &totals["clicks"], &totals["unsubscribed"]), (&json!(1), &json!(1), &json!(0)));
    assert_eq!((engagements(&app, "opened"), engagements(&app, "clicked")), (2, 2));
    assert_eq!((events(&app, "campaign.opened"), events(&app, "campaign.clicked")), (1, 1));
    // Later, the other link: another click of hers, told once more.
    get(&app, &links[1], BROWSER).await;
    get(&app, &links[1], BROWSER).await;
    judged(&app, 10).await;
    let stats = app.get(&format!("{campaign}/stats")).await.expect(200);
    assert_eq!(stats["clicks"], json!({"unique": 1, "total": 4, "machine": 3}));
    assert_eq!((events(&app, "campaign.opened"), events(&app, "campaign.clicked")), (1, 2));
}

#[actix_web::test]
async fn what_we_did_not_sign_leads_nowhere() {
    let app = TestApp::start().await;
    sent(&app, &["ann"]).await;
    let mail = mail_to(&app, "ann");
    let (click, open, out) =
        (paths(&mail, "t/c").remove(0), paths(&mail, "t/o").remove(0), paths(&mail, "u").remove(0));
    let mut forged = click.clone();
    forged.replace_range(12..13, if &click[12..13] == "A" { "B" } else { "A" });
    let swapped = [open.replace("/t/o/", "/t/c/"), out.replace("/u/", "/p/"), out.replace("/u/", "/t/o/")];
    for path in swapped.into_iter().chain([forged, "//t/c/x".to_owned(), "//u/x".to_owned(), "//p/".to_owned() + "x"]) {
        let answer = get(&app, &path, BROWSER).await;
        assert_eq!(answer.status().as_u16(), 404, "{path}");
        assert!(!answer.headers().contains_key("location"));
    }
    let answer = fetch(&app, Method::POST, "//u/x", BROWSER).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 404);
    app.finish().await;
}

async fn consent(app: &TestApp) -> Value {
    app.get("/customers/1").await.expect(200)["consent"]["email"].clone()
}

#[actix_web::test]
async fn looking_unsubscribes_nobody_and_one_click_does_once() {
    let app = TestApp::start().await;
    let campaign = sent(&app, &["ann"]).await;
    let out = paths(&mail_to(&app, "ann"), "u").remove(0);
    for method in [Method::GET, Method::HEAD] {
        assert_eq!(fetch(&app, method, &out, BROWSER).send().await.unwrap().status().as_u16(), 200);
    }
    let page = get(&app, &out, BROWSER).await.text().await.unwrap();
    assert!(
        page.contains("<html lang=\"en\">") && page.contains("ann@example.com") && page.contains("Yes, unsubscribe me")
    );
    assert_eq!(consent(&app).await["status"], "subscribed");
    for _ in 0..2 {
        let one_click = fetch(&app, Method::POST, &out, "MailProvider/1.0")
            .header("content-type", "application/x-www-form-urlencoded")
            .body("List-Unsubscribe=One-Click");
        let answer = one_click.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200);
        assert!(answer.text().await.unwrap().contains("You are unsubscribed"));
    }
    let after = consent(&app).await;
    assert_eq!((&after["status"], &after["source"]), (&json!("unsubscribed"), &json!("campaign")));
    assert_eq!(after["proof"]["user_agent"], "MailProvider/1.0");
    let stats = app.get(&format!("{campaign}/stats")).await.expect(200);
    assert_eq!((&stats["unsubscribed"], &stats["rates"]["unsubscribe"]), (&json!(1), &json!(1.0)));
    assert_eq!((events(&app, "customer.unsubscribed"), engagements(&app, "unsubscribed")), (1, 1));
    let of =
        "SELECT count(*) AS number FROM events WHERE type = 'customer.unsubscribed' AND data -> 'campaign_id' = '1'";
    assert_eq!(app.db().number(of), 1);
    assert_recounted(&app);
    let log = app.get("/audit-log?per_page=100").await.expect(200);
    let told = |entry: &&Value| entry["action"] == "customer.unsubscribe" && entry["object"]["id"] == 1;
    assert!(log.as_array().unwrap().iter().any(|entry| told(&entry) && entry["actor"]["type"] == "anonymous"), "{log}");
    app.run_due_work().await;
}

#[actix_web::test]
async fn preferences_are_chosen_by_the_form_alone_in_the_customers_language() {
    let app = TestApp::start().await;
    sent(&app, &["ann"]).await;
    let path = paths(&mail_to(&app, "ann"), "p").remove(0);
    app.put("/customers/1", &json!({"locale": "de-AT"})).await.expect(200);
    let page = get(&app, &path, BROWSER).await.text().await.unwrap();
    assert!(page.contains("<html lang=\"de\">") && page.contains("value=\"yes\" required checked"), "{page}");
    let choose = async |body: &'static str| {
        let form =
            fetch(&app, Method::POST, &path, BROWSER).header("content-type", "application/x-www-form-urlencoded");
        form.body(body).send().await.unwrap().status().as_u16()
    };
    assert_eq!(choose("mail=maybe").await, 400);
    assert_eq!(consent(&app).await["status"], "subscribed");
    assert_eq!(choose("mail=no").await, 200);
    assert_eq!(consent(&app).await["status"], "unsubscribed");
    assert_eq!(choose("mail=yes").await, 200);
    assert_eq!(consent(&app).await["status"], "subscribed");
    app.run_due_work().await;
}

#[actix_web::test]
async fn the_way_out_holds_for_whom_they_became_and_figures_for_whom_was_erased() {
    let app = TestApp::start().await;
    let campaign = sent(&app, &["ann", "bob"]).await;
    let (ann, bob) = (mail_to(&app, "ann"), mail_to(&app, "bob"));
    get(&app, &paths(&bob, "t/c")[0], BROWSER).await;
    judged(&app, 1).await;
    app.post("/customers/1/merge", &json!({"from": 2})).await.expect(200);
    let answer = fetch(&app, Method::POST, &paths(&bob, "u")[0], BROWSER).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200, "{}", answer.text().await.unwrap());
    assert_eq!(consent(&app).await["status"], "unsubscribed", "bob is ann now");
    Answer::to(app.request(Method::DELETE, "/customers/1")).await.expect(200);
    assert_eq!(get(&app, &paths(&ann, "u")[0], BROWSER).await.status().as_u16(), 404);
    let stats = app.get(&format!("{campaign}/stats")).await.expect(200);
    assert_eq!((&stats["clicks"]["unique"], &stats["unsubscribed"]), (&json!(1), &json!(1)));
    assert_eq!(stats["links"][0]["url"], "", "nobody else followed it");
    let left =
        "SELECT count(*) AS number FROM tracking_hits WHERE link IS NOT NULL OR address IS NOT NULL OR agent <> ''";
    assert_eq!(app.db().number(left), 0);
    assert_recounted(&app);
    app.run_due_work().await;
}

#[actix_web::test]
async fn what_was_answered_is_written_before_the_server_ends() {
    let app = TestApp::start().await;
    sent(&app, &["ann"]).await;
    let open = paths(&mail_to(&app, "ann"), "t/o").remove(0);
    for _ in 0..20 {
        get(&app, &open, BROWSER).await;
    }
    let other = app.another_node();
    app.finish().await;
    assert_eq!(other.db().number("SELECT count(*) AS number FROM tracking_hits"), 20);
}
