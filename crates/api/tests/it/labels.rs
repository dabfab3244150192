//! Labels in answers and filters.

use chrono::TimeDelta;
use growffinity_testkit::TestApp;

use crate::common::{customer, ids, order, params};

#[actix_web::test]
async fn labels_are_shown_and_filtered_by_and_follow_the_rules_set() {
    let app = TestApp::with_settings(&[("labels.vip_spent", "100"), ("labels.at_risk_after", "10 days")]).await;
    let lead = customer(&app, "lead@example.com").await;
    app.run_due_work().await;
    order(&app, "ann@example.com", "100").await;
    order(&app, "bob@example.com", "99.99").await;
    let with = async |label: &str| {
        let list = app.get(&format!("/customers?label={label}&orderby=id")).await;
        let found = ids(&list.expect(200));
        assert_eq!(list.header("x-wp-total"), found.len().to_string());
        found
    };
    assert_eq!(with("vip").await, [lead + 1]);
    assert_eq!(with("new").await, [lead, lead + 2]);
    assert_eq!(app.get(&format!("/customers/{}", lead + 1)).await.expect(200)["label"], "vip");
    app.clock().advance(TimeDelta::days(10));
    app.run_due_work().await;
    assert_eq!(with("at_risk").await, [lead + 1, lead + 2]);
    assert_eq!(with("new,regular").await, [lead]);
    assert_eq!(params(&app.get("/customers?label=best").await.expect(400)), ["label[0]"]);
}
