//! Lines of orders as rows: always those of the orders.

use growffinity_customers::{LineItem, OrderDraft, OrderStatus};
use growffinity_kernel::Origin;

use crate::fixture::{Shop, order};

fn line(sku: &str, categories: &[&str], total: &str) -> LineItem {
    LineItem {
        product_id: Some(7),
        sku: sku.into(),
        name: "Mug".into(),
        categories: categories.iter().map(|category| (*category).to_owned()).collect(),
        quantity: 2,
        total: total.parse().unwrap(),
    }
}

#[tokio::test]
async fn rows_follow_their_order_whatever_moves_it() {
    let shop = Shop::open().await;
    let bob = shop.subscriber("bob@example.com").await;
    let draft = OrderDraft {
        line_items: Some(vec![line("A-1", &["Kitchen", "Gifts"], "45"), line("", &[], "5")]),
        currency: "EUR".parse().ok(),
        exchange_rate: Some("2".parse().ok()),
        ..order("1", "ann@example.com", "50")
    };
    let made = shop.record(draft).await.order;
    let count = |condition: &str| shop.number(&format!("SELECT count(*) AS number FROM order_items WHERE {condition}"));
    assert_eq!(count("counts AND sku = 'a-1' AND categories @> '{Gifts}' AND base_total = 90 AND line = 1"), 1);
    assert_eq!(count("counts AND sku = '' AND line = 2"), 1);
    let change = |draft| OrderDraft { id: Some(made.id), ..draft };
    shop.record(change(OrderDraft { customer: Some(bob), ..OrderDraft::default() })).await;
    assert_eq!(count(&format!("counts AND customer_id = {bob}")), 2);
    shop.record(change(OrderDraft { status: Some(OrderStatus::Cancelled), ..OrderDraft::default() })).await;
    assert_eq!(count("counts"), 0);
    shop.record(change(OrderDraft { line_items: Some(vec![line("B", &[], "1")]), ..OrderDraft::default() })).await;
    assert_eq!((count("sku = 'b'"), count("true")), (1, 1));
    shop.execute(&format!("UPDATE orders SET customer_id = NULL WHERE id = {}", made.id));
    assert_eq!(count("customer_id IS NULL"), 1, "a change past the program counts too");
    shop.orders.delete(vec![(made.id, None)], Origin::Live).await.unwrap();
    assert_eq!(count("true"), 0);
}
