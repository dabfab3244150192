//! Every writing route leaves an entry in the audit log: a walk over all of them.

use std::collections::BTreeSet;

use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

/// A write that is carried out on a shop that the writes before it have made.
struct Write {
    method: Method,
    /// The route, as the description of the API has it.
    route: &'static str,
    /// Where it is sent, when that is not the route with 1 for each placeholder.
    path: Option<&'static str>,
    body: Value,
    /// The entry that has to be there, and of what.
    action: &'static str,
}

fn write(method: Method, route: &'static str, body: Value, action: &'static str) -> Write {
    Write { method, route, path: None, body, action }
}

impl Write {
    fn at(self, path: &'static str) -> Self {
        Self { path: Some(path), ..self }
    }
}

const PASSWORDS: &str = "/wp/v2/users/{user_id}/application-passwords";
const PASSWORD: &str = "/wp/v2/users/{user_id}/application-passwords/{uuid}";
const OWN_PASSWORDS: &str = "//wp-json/wp/v2/users/1/application-passwords";
const OWN_PASSWORD: &str = "//wp-json/wp/v2/users/1/application-passwords/LAST";

/// Routes whose POST changes nothing by itself.
const QUIET: [&str; 2] = ["POST /batch/v1", "POST /segments/preview"];

/// Writes that are of no single thing.
const OF_ALL: [&str; 1] = ["segment.rfm_refresh"];

#[expect(clippy::too_many_lines, reason = "a table, a line a write")]
fn writes() -> Vec<Write> {
    let (post, put, delete) = (Method::POST, Method::PUT, Method::DELETE);
    let customer = |email: &str| json!({"email": email});
    let order = json!({"email": "ann@example.com", "billing": {"email": "ann@example.com"}, "total": "10.00"});
    let condition = json!([{"field": "orders_count", "operator": "greater_than", "value": 0}]);
    vec![
        write(post.clone(), "/customers", customer("ann@example.com"), "customer.create"),
        write(put.clone(), "/customers/{id}", json!({"phone": "1"}), "customer.update"),
        write(post.clone(), "/orders", order.clone(), "order.create"),
        write(post.clone(), "/orders/batch", json!({"create": [order]}), "order.create"),
        write(post.clone(), "/customers/batch", json!({"create": [customer("many@example.com")]}), "customer.create"),
        write(
            post.clone(),
            "/customers/bulk",
            json!({"filter": {}, "action": "add_tags", "tags": ["all"]}),
            "customer.bulk",
        ),
        write(post.clone(), "/segments", json!({"name": "Buyers", "conditions": condition}), "segment.create"),
        write(put.clone(), "/segments/{id}", json!({"description": "They bought"}), "segment.update"),
        write(post.clone(), "/segments/{id}/refresh", json!({}), "segment.refresh"),
        write(post.clone(), "/segments/rfm/refresh", json!({}), "segment.rfm_refresh"),
        write(post.clone(), "/segments/{id}/duplicate", json!({}), "segment.create"),
        write(post.clone(), "/campaigns", campaign(), "campaign.create"),
        write(put.clone(), "/campaigns/{id}", json!({"name": "Summer"}), "campaign.update"),
        write(post.clone(), "/campaigns/{id}/send", json!({}), "campaign.send"),
        write(post.clone(), "/segments", json!({"name": "None", "type": "static"}), "segment.create"),
        write(delete.clone(), "/segments/{id}", json!({}), "segment.delete").at("/segments/2"),
        write(post.clone(), "/customers/{id}/notes", json!({"note": "Called."}), "customer.add_notes"),
        write(put.clone(), "/customers/{id}/notes/{note}", json!({"note": "Wrote."}), "customer.update_notes")
            .at("/customers/1/notes/LAST"),
        write(delete.clone(), "/customers/{id}/notes/{note}", json!({}), "customer.remove_notes")
            .at("/customers/1/notes/LAST"),
        write(post.clone(), "/customers/{id}/tags", json!({"tags": ["wholesale"]}), "customer.update"),
        write(delete.clone(), "/customers/{id}/tags/{name}", json!({}), "customer.update")
            .at("/customers/1/tags/wholesale"),
        write(post.clone(), "/customers/{id}/groups", json!({"groups": ["news"]}), "customer.update"),
        write(delete.clone(), "/customers/{id}/groups/{name}", json!({}), "customer.update")
            .at("/customers/1/groups/news"),
        write(
            post.clone(),
            "/customers/{id}/consent",
            json!({"status": "subscribed", "source": "form"}),
            "customer.update",
        ),
        write(post.clone(), "/customers/{id}/events", json!({"name": "checkout_started"}), "event.create"),
        write(post.clone(), "/events", json!({"email": "ann@example.com", "name": "seen"}), "event.create"),
        write(
            post.clone(),
            "/events/batch",
            json!({"events": [{"email": "ann@example.com", "name": "seen"}]}),
            "event.create",
        ),
        write(post.clone(), "/tags", json!({"name": "a"}), "tag.create"),
        write(put.clone(), "/tags/{id}", json!({"description": "A"}), "tag.update").at("/tags/LAST"),
        write(delete.clone(), "/tags/{id}", json!({}), "tag.delete").at("/tags/LAST"),
        write(post.clone(), "/groups", json!({"name": "b"}), "group.create"),
        write(put.clone(), "/groups/{id}", json!({"description": "B"}), "group.update").at("/groups/LAST"),
        write(delete.clone(), "/groups/{id}", json!({}), "group.delete").at("/groups/LAST"),
        write(post.clone(), "/companies", json!({"name": "ACME"}), "company.create"),
        write(put.clone(), "/companies/{id}", json!({"phone": "1"}), "company.update").at("/companies/LAST"),
        write(delete.clone(), "/companies/{id}", json!({}), "company.delete").at("/companies/LAST"),
        write(post.clone(), "/suppressions", json!({"email": "gone@example.com"}), "suppression.create"),
        write(delete.clone(), "/suppressions/{id}", json!({}), "suppression.delete").at("/suppressions/LAST"),
        write(
            post.clone(),
            "/stores",
            json!({"name": "Second shop", "url": "https://shop.example.com"}),
            "store.create",
        ),
        write(put.clone(), "/stores/{id}", json!({"name": "First shop"}), "store.update").at("/stores/LAST"),
        write(
            post.clone(),
            "/stores",
            json!({"name": "Third shop", "url": "https://third.example.com"}),
            "store.create",
        ),
        write(delete.clone(), "/stores/{id}", json!({}), "store.delete").at("/stores/LAST"),
        write(
            post.clone(),
            "/users",
            json!({"login": "bob", "email": "bob@example.com", "role": "member"}),
            "user.create",
        ),
        write(put.clone(), "/users/{id}", json!({"name": "Bob"}), "user.update").at("/users/LAST"),
        write(post.clone(), "/users/{id}/invite", json!({}), "user.invite").at("/users/LAST/invite"),
        write(delete.clone(), "/users/{id}", json!({}), "user.delete").at("/users/2"),
        write(post.clone(), "/api-keys", json!({"name": "shop"}), "api_key.create"),
        write(post.clone(), "/api-keys/{id}/rotate", json!({}), "api_key.rotate").at("/api-keys/LAST/rotate"),
        write(delete.clone(), "/api-keys/{id}", json!({}), "api_key.revoke").at("/api-keys/1"),
        write(post.clone(), PASSWORDS, json!({"name": "phone"}), "application_password.create").at(OWN_PASSWORDS),
        write(put.clone(), PASSWORD, json!({"name": "old phone"}), "application_password.update").at(OWN_PASSWORD),
        write(delete.clone(), PASSWORD, json!({}), "application_password.delete").at(OWN_PASSWORD),
        write(
            post.clone(),
            "/webhooks",
            json!({"delivery_url": "https://example.com/hook", "events": ["customer.created"]}),
            "webhook.create",
        ),
        write(put.clone(), "/webhooks/{id}", json!({"name": "Hook"}), "webhook.update"),
        write(post.clone(), "/webhooks/{id}/test", json!({}), "webhook.test"),
        write(post.clone(), "/webhooks/{id}/rotate-secret", json!({}), "webhook.rotate_secret"),
        write(post.clone(), "/webhooks/{id}/deliveries/{delivery}/redeliver", json!({}), "webhook.redeliver"),
        write(post.clone(), "/webhooks/{id}/replay", json!({"after": "2026-11-23T00:00:00"}), "webhook.replay"),
        write(delete.clone(), "/webhooks/{id}", json!({}), "webhook.delete"),
        write(put, "/orders/{id}", json!({"status": "completed"}), "order.update"),
        write(post, "/orders/{id}/refunds", json!({"amount": "1.00"}), "order.update"),
        write(delete, "/orders/{id}", json!({}), "order.delete"),
    ]
}

/// On what the shops sell.
fn writes_of_products() -> Vec<Write> {
    let (post, put, delete) = (Method::POST, Method::PUT, Method::DELETE);
    vec![
        write(post.clone(), "/products", json!({"name": "Mug", "external_id": "7", "sku": "M-1"}), "product.create"),
        write(put, "/products/{id}", json!({"name": "Cup"}), "product.update").at("/products/LAST"),
        write(post, "/products/batch", json!({"create": [{"name": "Pot", "external_id": "8"}]}), "product.create"),
        write(delete, "/products/{id}", json!({}), "product.delete").at("/products/1"),
    ]
}

fn campaign() -> Value {
    json!({"name": "Spring", "subject": "Hello", "from": {"name": "Shop", "email": "shop@example.com"},
        "content": {"format": "html", "body": "<p>Hello</p>"}, "segments": {"include": [1]}})
}

#[actix_web::test]
async fn every_writing_route_is_told() {
    let app = TestApp::with_settings(&[("rates.premium", "0")]).await;
    let (mut walked, mut faults, mut last) = (BTreeSet::new(), Vec::new(), String::new());
    for write in writes().into_iter().chain(writes_of_products()) {
        let path = write.path.map_or_else(|| with_ones(write.route), |path| path.replace("LAST", &last));
        let said = format!("{} {}", write.method, write.route);
        let (answer, told) = entries_of(&app, write.method, &path, &write.body).await;
        let made = answer.json();
        last = made["uuid"].as_str().map_or_else(|| made["id"].to_string(), str::to_owned);
        let of_one = |entry: &Value| entry["object"]["id"].is_i64() || OF_ALL.contains(&write.action);
        let fits = |entry: &&Value| entry["action"] == write.action && of_one(entry);
        let by_owner = |entry: &&Value| entry["actor"]["id"] == 1 && entry["outcome"] == "done";
        if answer.status >= 300 || !told.iter().filter(fits).any(|entry| by_owner(&entry)) {
            faults.push(format!(
                "{said}, {path}: {}, no {} among {told:?}\n{}",
                answer.status, write.action, answer.text
            ));
        }
        walked.insert(said);
    }
    // Of routes that this walk has no write for yet: what is refused leaves no entry.
    for (method, route) in writing_routes(&app).await {
        let said = format!("{method} {route}");
        let also_put = walked.contains(&format!("PUT {route}"));
        if !walked.contains(&said) && !QUIET.contains(&said.as_str()) && !also_put {
            println!("no write of its own in this walk: {said}");
            let body = json!({"name": "x", "email": "x@example.com"});
            let (answer, told) = entries_of(&app, method, &with_ones(&route), &body).await;
            if answer.status >= 400 && !told.is_empty() {
                faults.push(format!("{said}: {} and yet {told:?}", answer.status));
            }
        }
    }
    println!("{} routes walked", walked.len());
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
    app.leave_due_work();
}

/// Sends a write and answers the entries that its request left.
async fn entries_of(app: &TestApp, method: Method, path: &str, body: &Value) -> (Answer, Vec<Value>) {
    let answer = Answer::to(app.request(method, path).json(body)).await;
    let list = app.get("/audit-log?per_page=100").await.expect(200);
    let of_request = |entry: &&Value| entry["request_id"] == answer.header("x-request-id");
    let told = list.as_array().unwrap().iter().filter(of_request).cloned().collect();
    (answer, told)
}

fn with_ones(route: &str) -> String {
    let parts = route.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// The writing routes of the first version, from the description of the API.
async fn writing_routes(app: &TestApp) -> Vec<(Method, String)> {
    let document = app.get("/openapi.json").await.expect(200);
    let mut routes = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        let path =
            path.strip_prefix("/wp-json/growffinity/v1").or(path.strip_prefix("/growffinity/v1")).unwrap_or(path);
        for method in operations.as_object().unwrap().keys() {
            if matches!(method.as_str(), "post" | "put" | "patch" | "delete") {
                routes.push((method.to_uppercase().parse().unwrap(), path.to_owned()));
            }
        }
    }
    assert!(routes.len() > 20, "{routes:?}");
    routes
}
