//! `/wp/v2/users/<id|me>/application-passwords`

use growffinity_access::Role;
use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

const OWN: &str = "//wp-json/wp/v2/users/me/application-passwords";

/// Someone, and how they ask.
struct Caller<'a> {
    app: &'a TestApp,
    login: String,
    password: String,
}

impl Caller<'_> {
    async fn ask(&self, method: Method, path: &str, body: &Value) -> Answer {
        let request = self.app.anonymous(method, path).basic_auth(&self.login, Some(&self.password));
        Answer::to(request.json(body)).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &json!({})).await
    }
}

async fn caller<'a>(app: &'a TestApp, login: &str, role: Role) -> (Caller<'a>, i64) {
    let (login, password) = app.user(login, role).await;
    let id = app.services().access.find_user(&login).await.unwrap().unwrap().id.get();
    (Caller { app, login, password }, id)
}

#[actix_web::test]
async fn one_is_made_used_renamed_and_revoked() {
    let app = TestApp::start().await;
    let (vic, id) = caller(&app, "vic", Role::Viewer).await;
    let app_id = "c0ffee00-1234-4abc-8def-0123456789ab";
    let answer = vic.ask(Method::POST, OWN, &json!({"name": " My \t laptop ", "app_id": app_id})).await;
    let made = answer.expect(201);
    let uuid = made["uuid"].as_str().unwrap();
    let item = format!("//wp-json/wp/v2/users/{id}/application-passwords/{uuid}");
    assert_eq!(answer.header("location"), app.url(&item));
    let groups: Vec<_> = made["password"].as_str().unwrap().split(' ').map(str::len).collect();
    assert_eq!(groups, [4; 6]);
    let shown = json!({
        "uuid": uuid, "app_id": app_id, "name": "My laptop", "created": "2026-11-23T10:00:00", "last_used": null,
        "last_ip": null, "_links": {"self": [{"href": app.url(&item)}]},
    });
    let mut with_password = shown.clone();
    with_password["password"] = made["password"].clone();
    assert_eq!(made, with_password);

    let second = Caller { app: &app, login: "vic".to_owned(), password: made["password"].as_str().unwrap().to_owned() };
    let introspected = second.get(&format!("{OWN}/introspect")).await.expect(200);
    assert_eq!((&introspected["uuid"], &introspected["last_used"]), (&json!(uuid), &json!("2026-11-23T10:00:00")));
    assert_eq!(introspected["last_ip"], "127.0.0.1");
    let list = vic.get(OWN).await;
    let names: Vec<_> = list.expect(200).as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
    assert_eq!((json!(names), list.header("x-wp-total")), (json!(["test", "My laptop"]), ""));

    for method in [Method::PUT, Method::POST, Method::PATCH] {
        let renamed = vic.ask(method, &item, &json!({"name": "Desk"})).await.expect(200);
        assert_eq!(renamed["name"], "Desk");
    }
    assert_eq!(
        vic.ask(Method::PUT, &item, &json!({})).await.expect(200)["name"],
        "Desk",
        "nothing named, nothing changed"
    );
    let gone = vic.ask(Method::DELETE, &item, &json!({})).await.expect(200);
    assert_eq!((&gone["deleted"], &gone["previous"]["name"]), (&json!(true), &json!("Desk")));
    assert!(gone["previous"]["_links"].is_null() && gone["previous"]["password"].is_null());
    assert_eq!(second.get(OWN).await.expect(401)["code"], "incorrect_password", "at once");
    assert_eq!(vic.get(&item).await.expect(404)["code"], "rest_application_password_not_found");
    let all = vic.ask(Method::DELETE, OWN, &json!({})).await.expect(200);
    assert_eq!(all, json!({"deleted": true, "count": 1}));
    assert_eq!(vic.get(OWN).await.status, 401, "its own as well");
}

#[actix_web::test]
async fn those_of_others_are_for_owners() {
    let app = TestApp::start().await;
    let (vic, vic_id) = caller(&app, "vic", Role::Viewer).await;
    let (_, mia_id) = caller(&app, "mia", Role::Member).await;
    let of = |id: i64| format!("//wp-json/wp/v2/users/{id}/application-passwords");
    let mias = app.get(&of(mia_id)).await.expect(200)[0]["uuid"].as_str().unwrap().to_owned();
    let item = format!("{}/{mias}", of(mia_id));
    for (method, path, code) in [
        (Method::GET, of(mia_id), "rest_cannot_list_application_passwords"),
        (Method::POST, of(mia_id), "rest_cannot_create_application_passwords"),
        (Method::DELETE, of(mia_id), "rest_cannot_delete_application_passwords"),
        (Method::GET, item.clone(), "rest_cannot_read_application_password"),
        (Method::PUT, item.clone(), "rest_cannot_edit_application_password"),
        (Method::DELETE, item.clone(), "rest_cannot_delete_application_password"),
        (
            Method::GET,
            format!("{}/introspect", of(mia_id)),
            "rest_cannot_introspect_app_password_for_non_authenticated_user",
        ),
    ] {
        let refused = vic.ask(method.clone(), &path, &json!({"name": "x"})).await;
        assert_eq!(refused.expect(403)["code"], code, "{path}");
        let nobody = Answer::to(app.anonymous(method, &path).json(&json!({"name": "x"}))).await;
        assert_eq!(nobody.expect(401)["code"], code, "{path}, nobody");
    }
    vic.get(&of(vic_id)).await.expect(200);
    let nobody = Answer::to(app.anonymous(Method::GET, OWN)).await;
    assert_eq!(nobody.expect(401)["code"], "rest_not_logged_in");

    // An owner may, and is told who is not there.
    app.post(&of(mia_id), &json!({"name": "Phone"})).await.expect(201);
    assert_eq!(app.get(&item).await.expect(200)["name"], "test");
    assert_eq!(app.get(&of(99)).await.expect(404)["code"], "rest_user_invalid_id");
    let introspect = app.get(&format!("{}/introspect", of(mia_id))).await;
    assert_eq!(introspect.expect(403)["code"], "rest_cannot_introspect_app_password_for_non_authenticated_user");
    // Someone's password is not found below someone else.
    assert_eq!(app.get(&format!("{}/{mias}", of(vic_id))).await.status, 404);
    assert_eq!(app.get(&format!("{OWN}/no-uuid")).await.expect(404)["code"], "rest_application_password_not_found");
    assert_eq!(app.get(&format!("{OWN}/no.uuid")).await.expect(404)["code"], "rest_no_route");
}

#[actix_web::test]
async fn a_key_makes_no_passwords() {
    let app = TestApp::start().await;
    let key = app.post("/api-keys", &json!({"name": "x", "permissions": "read_write"})).await.expect(201);
    let token = key["token"].as_str().unwrap();
    let by_key =
        |method, path: &str| Answer::to(app.anonymous(method, path).bearer_auth(token).json(&json!({"name": "x"})));
    assert_eq!(by_key(Method::POST, OWN).await.expect(403)["code"], "rest_cannot_create_application_passwords");
    assert_eq!(by_key(Method::GET, OWN).await.expect(403)["code"], "rest_cannot_list_application_passwords");
    assert_eq!(by_key(Method::GET, "//wp-json/wp/v2/users/me").await.expect(200)["slug"], "owner");
}

#[actix_web::test]
async fn what_is_wrong_is_told_as_wordpress_does() {
    let app = TestApp::start().await;
    let nameless = app.post(OWN, &json!({})).await.expect(400);
    assert_eq!(
        (&nameless["code"], &nameless["data"]["params"]),
        (&json!("rest_missing_callback_param"), &json!(["name"]))
    );
    let wrong = app.post(OWN, &json!({"name": "  ", "app_id": "7"})).await.expect(400);
    assert_eq!(wrong["code"], "rest_invalid_param");
    assert_eq!(wrong["data"]["details"]["app_id"]["code"], "rest_invalid_uuid");
    assert_eq!(wrong["data"]["params"]["app_id"], "app_id is not a valid UUID.");
    assert!(wrong["data"]["params"]["name"].is_string());
    let index = Answer::to(app.anonymous(Method::GET, "//wp-json/")).await.expect(200);
    let pattern = "/wp/v2/users/(?P<user_id>(?:[\\d]+|me))/application-passwords";
    assert_eq!(index["routes"][pattern]["methods"], json!(["GET", "POST", "DELETE"]));
    let one = &index["routes"][&format!("{pattern}/(?P<uuid>[\\w\\-]+)")];
    assert_eq!(one["methods"], json!(["GET", "POST", "PUT", "PATCH", "DELETE"]));
}
