//! Files with faults: each costs its line, and nothing else is lost.

use growffinity_testkit::TestApp;
use reqwest::Method;
use serde_json::json;

use super::{figures, imported, refusals, send};

#[actix_web::test]
async fn every_bad_order_is_refused_by_itself() {
    let app = TestApp::start().await;
    let long = "x".repeat(10_000_000);
    let rows = [
        "1001,ann@example.com,50.00,completed,USD".to_owned(),
        "1002,ann@example.com,-5,completed,USD".to_owned(),
        "1003,ann@example.com,NaN,completed,USD".to_owned(),
        "1004,ann@example.com,5,completed,XXX1".to_owned(),
        "1005,ann@,5,completed,USD".to_owned(),
        "1006,ann@example.com,5".to_owned(),
        format!("1007,{long},5,completed,USD"),
        "1008,ann@example.com,5,done,USD".to_owned(),
        "1009,ann@example.com,,completed,USD".to_owned(),
        "1010,bob@example.com,7.50,wc-processing,".to_owned(),
    ];
    let file = format!("\u{feff}order_id,email,total,status,currency\r\n{}\r\n", rows.join("\r\n"));
    let import = imported(&app, file.as_bytes(), &[("type", "orders")]).await;
    assert_eq!(import["status"], "completed", "{import}");
    assert_eq!(figures(&import), [2, 0, 0, 8], "{}", import["errors"]);
    let expected = [
        (3, "total", "-5", "rest_out_of_bounds"),
        (4, "total", "NaN", "rest_invalid_type"),
        (5, "currency", "XXX1", "rest_not_in_enum"),
        (6, "email", "ann@", "rest_invalid_email"),
        (7, "", "1006 ann@example.com 5", "growffinity_rest_invalid_row"),
        (8, "", "", "rest_too_long"),
        (9, "status", "done", "rest_not_in_enum"),
        (10, "total", "", "rest_missing_callback_param"),
    ];
    assert_eq!(refusals(&import), expected);
    assert_eq!((&import["lines"], &import["bytes"]), (&json!(10), &import["bytes_total"]));
    let bob = app.get("/customers?email=bob@example.com").await.json();
    assert_eq!(bob[0]["stats"]["total_spent"], "7.50");
    let all = app.request(Method::GET, &format!("/imports/{}/errors", import["id"])).send().await.unwrap();
    assert_eq!(all.headers()["content-type"], "application/x-ndjson; charset=UTF-8");
    let lines = all.text().await.unwrap();
    assert_eq!(lines.lines().count(), 8);
    assert_eq!(serde_json::from_str::<serde_json::Value>(lines.lines().next().unwrap()).unwrap(), import["errors"][0]);
}

#[actix_web::test]
async fn every_bad_customer_is_refused_by_itself() {
    let app = TestApp::start().await;
    let mut file = b"E-mail;Vorname;Birthday\n".to_vec();
    for row in
        ["ann@example.com;Zo\u{eb};1990-05-17", "nobody;Bo;", "ANN@example.com;Again;", "cy@example.com;Cy;1990-13-40"]
    {
        file.extend(row.bytes());
        file.push(b'\n');
    }
    file.extend(b"bad@example.com;\xff\xfe;\n\"dee@example.com;Dee;\neve@example.com;Eve;\n");
    let import = imported(&app, &file, &[("type", "customers")]).await;
    let expected = [
        (3, "E-mail", "nobody", "rest_invalid_email"),
        (4, "email", "ann@example.com", "growffinity_rest_customer_exists"),
        (5, "Birthday", "1990-13-40", "rest_invalid_date"),
        (6, "", "bad@example.com \u{fffd}\u{fffd} ", "growffinity_rest_invalid_encoding"),
        (7, "", "dee@example.com;Dee;\neve@example.com;Eve;\n", "growffinity_rest_invalid_row"),
    ];
    assert_eq!(refusals(&import), expected);
    assert_eq!(figures(&import), [2, 0, 0, 5]);
    let ann = app.get("/customers?email=ann@example.com").await.json();
    assert_eq!((&ann[0]["first_name"], &ann[0]["birthday"]), (&json!("Zo\u{eb}"), &json!("1990-05-17")));
}

#[actix_web::test]
async fn lines_of_json_are_refused_with_their_path() {
    let app = TestApp::start().await;
    let file = "{\"external_id\":\"1\",\"total\":5,\"billing\":{\"email\":\"ann@example.com\"}}\n\
                {\"external_id\":\"2\",\"total\":5,\"billing\":{\"email\":\"oops\"}}\n\
                {\"external_id\":\"3\",\"total\":5,\"line_items\":[{\"name\":\"Mug\",\"total\":\"x\"}]}\n\
                {oops\n{\"external_id\":\"4\",\"total\":\"6.00\",\"customer_id\":999999}\n";
    let import = imported(&app, file.as_bytes(), &[("type", "orders")]).await;
    assert_eq!(import["format"], "ndjson");
    let expected = [
        (2, "billing.email", "oops", "rest_invalid_email"),
        (3, "line_items.0.total", "x", "rest_invalid_type"),
        (4, "", "{oops", "rest_invalid_json"),
        (5, "customer_id", "999999", "growffinity_rest_customer_invalid_id"),
    ];
    assert_eq!(refusals(&import), expected);
    assert_eq!(figures(&import), [1, 0, 0, 4]);
}

#[actix_web::test]
async fn what_is_no_table_is_refused_at_once_and_not_kept() {
    let app = TestApp::start().await;
    for (file, words) in [
        (&b"PK\x03\x04\x14\x00rest"[..], "ZIP"),
        (b"", "empty"),
        (b"colour,size\nred,1\n", "No column gives"),
        (b"\0\0\0\0", "null bytes"),
    ] {
        let sent = send(&app, file, &[("type", "customers")]).await;
        assert_eq!((sent.status, &sent.json()["code"]), (400, &json!("rest_invalid_param")), "{}", sent.json());
        assert!(sent.json()["data"]["faults"].to_string().contains(words), "{}", sent.json());
    }
    let faults =
        send(&app, b"a,b\n1,2\n", &[("type", "customers"), ("mapping", r#"{"a":"emial","z":"phone"}"#)]).await.json();
    let paths: Vec<_> = faults["data"]["faults"].as_array().unwrap().iter().map(|fault| &fault["path"]).collect();
    assert_eq!(paths, ["mapping[a]", "mapping[z]", "mapping"]);
    assert_eq!(app.get("/imports").await.json(), json!([]));
    assert_eq!(std::fs::read_dir(app.files().join("imports")).unwrap().count(), 0);
}
