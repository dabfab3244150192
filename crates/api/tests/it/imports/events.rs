//! Files of custom events.

use growffinity_testkit::TestApp;
use serde_json::json;

use super::{figures, imported, refusals};
use crate::common::{customer, ids};

#[actix_web::test]
async fn events_come_in_for_those_who_are_known_and_those_who_are_not() {
    let app = TestApp::start().await;
    let ann = customer(&app, "ann@example.com").await;
    let file = "Event,E-mail,Date,Event ID,properties.value,page\n\
                checkout_started,ann@example.com,2026-01-05 10:30,c-1,45.00,/cart\n\
                checkout_started,new@example.com,20260106,c-1,12,/\n\
                Page Viewed,ann@example.com,,,,/\n";
    let mapping = r#"{"page":"properties.page"}"#;
    let import = imported(&app, file.as_bytes(), &[("type", "events"), ("mapping", mapping), ("tags", "seen")]).await;
    assert_eq!(figures(&import), [3, 0, 0, 0], "{import}");
    assert_eq!(import["mapping"]["Event ID"], "unique_id");
    let told = app.get(&format!("/customers/{ann}/events?order=asc")).await.expect(200);
    assert_eq!(told[0]["properties"], json!({"value": "45.00", "page": "/cart"}));
    assert_eq!((&told[0]["occurred_at"], &told[0]["unique_id"]), (&json!("2026-01-05T10:30:00"), &json!("c-1")));
    assert_eq!(told[1]["occurred_at"], "2026-11-23T10:00:00", "now, when the line says nothing");
    let new = app.get("/customers?email=new@example.com").await.expect(200);
    assert_eq!((&new[0]["tags"], &new[0]["consent"]["email"]["status"]), (&json!(["seen"]), &json!("pending")));
    let heard = "SELECT count(*) AS number FROM events WHERE origin <> 'import' AND type = 'event.recorded'";
    assert_eq!(app.db().number(heard), 0, "nobody is told unless asked");

    let again = imported(&app, file.as_bytes(), &[("type", "events"), ("mapping", mapping)]).await;
    assert_eq!(figures(&again), [1, 0, 2, 0], "what has an id of its own is known");
}

#[actix_web::test]
async fn every_bad_event_is_refused_by_itself() {
    let app = TestApp::start().await;
    let ann = customer(&app, "ann@example.com").await;
    let file = format!(
        "{{\"name\":\"seen\",\"customer_id\":{ann},\"properties\":{{\"sku\":[\"A\"]}}}}\n\
         {{\"name\":\"seen\",\"customer_id\":999}}\n\
         {{\"name\":\"order.created\",\"email\":\"ann@example.com\"}}\n\
         {{\"name\":\"seen\",\"email\":\"ann@\"}}\n\
         {{\"name\":\"seen\",\"email\":\"ann@example.com\",\"occurred_at\":\"2027-01-01T00:00:00\"}}\n\
         {{\"email\":\"ann@example.com\"}}\n\
         {{\"name\":\"seen\"}}\n"
    );
    let import = imported(&app, file.as_bytes(), &[("type", "events")]).await;
    let expected = [
        (2, "customer_id", "999", "growffinity_rest_customer_invalid_id"),
        (3, "name", "order.created", "rest_invalid_pattern"),
        (4, "email", "ann@", "rest_invalid_email"),
        (5, "occurred_at", "2027-01-01T00:00:00", "rest_out_of_bounds"),
        (6, "name", "", "rest_missing_callback_param"),
        (7, "email", "", "rest_missing_callback_param"),
    ];
    assert_eq!(refusals(&import), expected);
    assert_eq!(figures(&import), [1, 0, 0, 6]);
    let heading = super::send(&app, b"email,value\nann@example.com,3\n", &[("type", "events")]).await.expect(400);
    assert!(heading["data"]["faults"].to_string().contains("No column gives name"), "{heading}");
    assert_eq!(ids(&app.get(&format!("/customers/{ann}/events")).await.expect(200)).len(), 1);
}
