//! Labels: kept with the orders, as time moves, and when the rules change.

use std::sync::Arc;

use chrono::TimeDelta;
use growffinity_customers::{Label, LabelRules, Labels, OrderDraft, OrderStatus};
use growffinity_kernel::{CustomerId, Origin};
use growffinity_postgres::PgLabels;

use crate::fixture::{Shop, at, label_rules, order};

fn labels(shop: &Shop, rules: LabelRules) -> Labels {
    Labels::new(Arc::new(PgLabels::new(shop.database.clone())), shop.clock.clone(), rules)
}

async fn label(shop: &Shop, customer: CustomerId) -> Label {
    shop.customers.find(customer).await.unwrap().unwrap().label
}

/// A completed order of `total`, made so many days before the shop's clock.
async fn bought(shop: &Shop, email: &str, total: &str, days_ago: i64) -> CustomerId {
    let created_at = Some(at("2026-06-01T12:00:00") - TimeDelta::days(days_ago));
    let external = format!("{email}-{days_ago}");
    shop.record(OrderDraft { created_at, ..order(&external, email, total) }).await.order.data.customer.unwrap()
}

#[tokio::test]
async fn an_order_moves_the_label_in_its_own_transaction() {
    let shop = Shop::open().await;
    let ann = bought(&shop, "ann@example.com", "499.99", 60).await;
    assert_eq!(label(&shop, ann).await, Label::Regular);
    assert_eq!(shop.events("customer.updated"), 0, "made with its label");
    let more = bought(&shop, "ann@example.com", "0.01", 10).await;
    assert_eq!((more, label(&shop, ann).await), (ann, Label::Vip));
    assert_eq!(shop.events("customer.updated"), 1);
    assert_eq!(shop.number("SELECT count(*) AS number FROM events WHERE data = '{\"changed\": [\"label\"]}'"), 1);
    let last = shop.number("SELECT max(id) AS number FROM orders");
    shop.orders.delete(vec![(growffinity_kernel::OrderId::new(last).unwrap(), None)], Origin::Live).await.unwrap();
    assert_eq!(label(&shop, ann).await, Label::Regular);
    assert_eq!(shop.events("customer.updated"), 2);
    let old = bought(&shop, "old@example.com", "900", 90).await;
    assert_eq!(label(&shop, old).await, Label::AtRisk);
    let new = bought(&shop, "new@example.com", "1", 29).await;
    assert_eq!(label(&shop, new).await, Label::New);
}

#[tokio::test]
async fn time_moves_labels_of_those_alone_whose_time_came() {
    let shop = Shop::open().await;
    let labels = labels(&shop, label_rules());
    let ann = bought(&shop, "ann@example.com", "10", 0).await;
    let bob = shop.subscriber("bob@example.com").await;
    assert_eq!(labels.keep(100).await.unwrap(), 0);
    assert_eq!((label(&shop, bob).await, shop.events("customer.updated")), (Label::New, 0));
    shop.clock.advance(TimeDelta::days(30) - TimeDelta::seconds(1));
    assert_eq!(labels.keep(100).await.unwrap(), 0);
    shop.clock.advance(TimeDelta::seconds(1));
    assert_eq!(labels.keep(100).await.unwrap(), 2);
    assert_eq!((label(&shop, ann).await, label(&shop, bob).await), (Label::Regular, Label::Regular));
    shop.clock.advance(TimeDelta::days(60));
    assert_eq!(labels.keep(100).await.unwrap(), 1, "only who ordered can be at risk");
    assert_eq!((label(&shop, ann).await, label(&shop, bob).await), (Label::AtRisk, Label::Regular));
    assert_eq!(shop.events("customer.updated"), 3);
    shop.assert_stats_add_up().await;
}

#[tokio::test]
async fn changed_rules_judge_everybody_anew_in_turns() {
    let shop = Shop::open().await;
    for number in 0..7 {
        bought(&shop, &format!("c{number}@example.com"), &format!("{number}00"), 40).await;
    }
    let vips = || shop.number("SELECT count(*) AS number FROM customers WHERE label = 'vip'");
    assert_eq!(vips(), 2);
    let generous = labels(&shop, LabelRules { vip_spent: "100".parse().unwrap(), ..label_rules() });
    let mut turns = Vec::new();
    for _ in 0..4 {
        turns.push(generous.keep(3).await.unwrap());
    }
    assert_eq!((turns, vips()), (vec![3, 3, 1, 0], 6));
    assert_eq!(shop.events("customer.updated"), 4);
    let cancelled =
        OrderDraft { status: Some(OrderStatus::Cancelled), ..order("c1@example.com-40", "c1@example.com", "100") };
    shop.record(cancelled).await;
    assert_eq!(vips(), 5);
}
