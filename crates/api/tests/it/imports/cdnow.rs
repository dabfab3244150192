//! The CDNOW purchase history, imported exactly.

use std::{collections::BTreeSet, fmt::Write as _};

use growffinity_testkit::{
    TestApp,
    cdnow::{self, Purchase},
};
use serde_json::json;

use super::{figures, imported};

/// The history as its shop would export it: dates as they stand in the data, and a mail address for each customer.
fn exported(purchases: &[Purchase]) -> String {
    let mut file = String::from("order_id,email,customer_id,date,number_of_cds,dollar_value,status\n");
    for (number, purchase) in (1..).zip(purchases) {
        let Purchase { customer, day, items, total } = purchase;
        let day = day.format("%Y%m%d");
        writeln!(
            file,
            "cdnow-{number},customer-{customer:05}@cdnow.invalid,{customer},{day},{items},{total},completed"
        )
        .unwrap();
    }
    file
}

async fn assert_imports_exactly(purchases: &[Purchase], published: (usize, usize, &str), spent_over_500: u64) {
    let (customers, orders, total) = published;
    let app = TestApp::start().await;
    let import = imported(&app, exported(purchases).as_bytes(), &[("type", "orders")]).await;
    let count = u64::try_from(orders).unwrap();
    assert_eq!((&import["status"], figures(&import)), (&"completed".into(), [count, 0, 0, 0]), "{}", import["errors"]);
    assert_eq!(app.get("/orders").await.header("x-wp-total"), orders.to_string());
    assert_eq!(app.get("/customers").await.header("x-wp-total"), customers.to_string());
    let cents = app.db().number("SELECT (sum(total_spent) * 100)::bigint AS number FROM customers");
    assert_eq!(cents.to_string(), total.replace('.', ""));
    assert_eq!(app.services().customers.recount(1).await.unwrap(), [], "stats are what a recount gives");
    let loud = "SELECT count(*) AS number FROM events WHERE origin <> 'import' AND type <> 'import.completed'";
    assert_eq!(app.db().number(loud), 0);
    assert_spent_over_500(&app, spent_over_500).await;
}

/// As of the last day in the data.
async fn assert_spent_over_500(app: &TestApp, expected: u64) {
    app.clock().set("1998-06-30T23:59:59Z".parse().unwrap());
    let rule = json!({"name": "Over 500", "conditions": [
        {"field": "total_spent", "operator": "greater_than", "value": 500},
        {"field": "last_order_date", "operator": "within_last", "value": "546 days"}]});
    let segment = app.post("/segments", &rule).await.expect(201);
    assert_eq!((&segment["status"], &segment["members_count"]), (&json!("ready"), &json!(expected)));
}

#[actix_web::test]
async fn the_sample_comes_in_exactly() {
    assert_imports_exactly(&cdnow::sample().unwrap(), (2_357, 6_919, "244091.94"), 76).await;
}

#[actix_web::test]
async fn the_whole_history_comes_in_exactly() {
    let purchases = cdnow::master(include_str!("../../../../testkit/data/CDNOW_master.txt")).unwrap();
    let customers: BTreeSet<u32> = purchases.iter().map(|purchase| purchase.customer).collect();
    assert_eq!(customers.len(), 23_570);
    assert_imports_exactly(&purchases, (23_570, 69_659, "2500315.63"), 734).await;
}
