//! Files of addresses that are not to be mailed.

use growffinity_access::Role;
use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::json;

use super::{figures, refusals, send, send_to};
use crate::common::{customer, ids};

const PATH: &str = "/suppressions/import";

#[actix_web::test]
async fn a_file_of_addresses_is_suppressed() {
    let app = TestApp::start().await;
    customer(&app, "ann@example.com").await;
    app.post("/suppressions", &json!({"email": "known@example.com", "reason": "complained"})).await.expect(201);
    let file = "Email Address;reason;created\n\
                ANN@example.com;Bounced;2026-01-05\n\
                known@example.com;manual;\n\
                new@example.com;550 5.1.1 no such user;\n\
                new@example.com;bounced;\n\
                nobody;bounced;\n";
    let sent = send_to(&app, PATH, file.as_bytes(), &[("reason", "unsubscribed")]).await;
    let import = sent.expect(202);
    assert_eq!((&import["type"], &import["status"]), (&json!("suppressions"), &json!("queued")));
    app.run_due_work().await;
    let path = format!("/imports/{}", import["id"]);
    assert!(sent.header("location").ends_with(&path));
    let import = app.get(&path).await.expect(200);
    assert_eq!(figures(&import), [2, 0, 2, 1], "{import}");
    assert_eq!(refusals(&import), [(6, "Email Address", "nobody", "rest_invalid_email")]);
    for (email, reason) in
        [("ann@example.com", "bounced"), ("known@example.com", "complained"), ("new@example.com", "unsubscribed")]
    {
        let found = app.get(&format!("/suppressions?email={email}")).await.expect(200);
        assert_eq!(found[0]["reason"], reason, "{email}");
    }
    assert_eq!(app.get("/suppressions?email=ann@example.com").await.expect(200)[0]["email"], "ann@example.com");
    assert_eq!(ids(&app.get("/imports?type=suppressions").await.expect(200)).len(), 1);
    let clear = "SELECT count(*) AS number FROM suppressions s WHERE to_jsonb(s)::text LIKE '%example.com%'";
    assert_eq!(app.db().number(clear), 0, "only the hash is kept");
}

#[actix_web::test]
async fn one_address_a_line_of_json_and_what_is_wrong() {
    let app = TestApp::start().await;
    let import = send_to(&app, PATH, b"{\"email\":\"x@example.com\"}\n", &[]).await.expect(202);
    assert_eq!(import["format"], "ndjson");
    app.run_due_work().await;
    assert_eq!(app.get("/suppressions?email=x@example.com").await.expect(200)[0]["reason"], "manual");
    let wrong = send_to(&app, PATH, b"email\nx@example.com\n", &[("reason", "mood")]).await.expect(400);
    assert!(wrong["data"]["params"]["reason"].is_string(), "{wrong}");
    let nothing = send_to(&app, PATH, b"colour\nred\n", &[]).await.expect(400);
    assert!(nothing.to_string().contains("No column gives email"), "{nothing}");
    send(&app, b"email\nx@example.com\n", &[("type", "suppressions")]).await.expect(400);
    let (login, password) = app.user("vera", Role::Viewer).await;
    let viewer = app.anonymous(Method::POST, PATH).basic_auth(login, Some(password));
    assert_eq!(Answer::to(viewer).await.status, 403);
}
