//! Any history of orders leaves what a recount from the orders gives: by SQL, and by adding up in Rust.

use std::{collections::HashMap, sync::Arc};

use chrono::TimeDelta;
use growffinity_customers::{
    AddressChange, Companies, CustomerFilter, CustomerOrder, CustomerQuery, Labels, LineItem, Order, OrderDraft,
    OrderFilter, OrderOrder, OrderQuery, OrderStatus, RecordOptions, RefundDraft, RefundsChange, Stats,
    recounts::{Kept, RecountReport, Recounts},
};
use growffinity_kernel::{CustomerId, Decimal, Direction, Money, OrderId, Origin, PerPage, Window};
use growffinity_postgres::{PgCompanies, PgLabels, PgRecounts};
use proptest::prelude::*;

use crate::fixture::{Shop, at, label_rules, order};

/// Something that happens to a shop.
#[derive(Debug, Clone)]
enum Step {
    Record(Vec<OrderDraft>),
    AtOnce(Vec<OrderDraft>, Vec<OrderDraft>),
    Delete(Vec<i64>),
    Days(i64),
}

fn money(cents: i64) -> Money {
    Money::new(Decimal::new(cents, 2)).unwrap()
}

fn refunds() -> impl Strategy<Value = Option<RefundsChange>> {
    let refund = (0..3_u8, 0..6_000_i64).prop_map(|(external, cents)| RefundDraft {
        external_id: (external > 0).then(|| format!("r{external}")),
        amount: money(cents),
        ..RefundDraft::default()
    });
    prop_oneof![
        3 => Just(None),
        1 => refund.clone().prop_map(|refund| Some(RefundsChange::One(refund))),
        1 => prop::collection::vec(refund, 0..3).prop_map(|refunds| Some(RefundsChange::All(refunds))),
    ]
}

fn lines() -> impl Strategy<Value = Option<Vec<LineItem>>> {
    let line = (1..4_i64, 0..3_u8).prop_map(|(product, sku)| LineItem {
        product_id: Some(product),
        sku: format!("S-{sku}"),
        name: "Thing".into(),
        categories: vec![format!("C{product}")],
        quantity: product,
        total: money(product * 100),
    });
    prop::option::of(prop::collection::vec(line, 0..3))
}

/// A word on one of six orders: by its external id, or by an id that may be there, with or without most members.
fn draft() -> impl Strategy<Value = OrderDraft> {
    let status = prop::option::of(prop::sample::select(OrderStatus::ALL.to_vec()));
    let who = (0..6_u8, 0..4_u8, 0..5_u8);
    let figures = (prop::option::of(0..90_000_i64), 0..4_u8, 1..120_i64);
    (who, figures, status, refunds(), lines(), 0..6_i64).prop_map(
        |((number, customer, by), (cents, currency, days), status, refunds, lines, told)| OrderDraft {
            id: if by == 0 { OrderId::new(i64::from(number) + 1) } else { None },
            external_id: (by != 0).then(|| number.to_string()),
            customer: if by == 1 { CustomerId::new(i64::from(customer) + 1) } else { None },
            status,
            total: cents.map(money),
            currency: match currency {
                0 => "EUR".parse().ok(),
                1 => "USD".parse().ok(),
                _ => None,
            },
            exchange_rate: (currency == 2).then(|| "1.37".parse().ok()),
            refunds,
            line_items: lines,
            coupon_codes: (days % 3 > 0)
                .then(|| vec![format!("k{}", days % 4); usize::try_from(days % 3).unwrap_or(1)]),
            created_at: (days < 100).then(|| at("2026-06-01T00:00:00") - TimeDelta::days(days)),
            billing: Some(AddressChange {
                email: Some(format!("c{customer}@example.com")),
                company: (by > 2).then(|| format!("Company {}", number % 2)),
                ..AddressChange::default()
            }),
            modified_at: (told > 0).then(|| at("2026-06-01T00:00:00") + TimeDelta::hours(told)),
            ..OrderDraft::default()
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    let batch = || prop::collection::vec(draft(), 1..6);
    prop_oneof![
        5 => batch().prop_map(Step::Record),
        2 => (batch(), batch()).prop_map(|(one, other)| Step::AtOnce(one, other)),
        1 => prop::collection::vec(1..8_i64, 1..3).prop_map(Step::Delete),
        1 => (1..60_i64).prop_map(Step::Days),
    ]
}

async fn take(shop: &Shop, labels: &Labels, step: Step) {
    let options = RecordOptions::default();
    match step {
        Step::Record(batch) => drop(shop.orders.record(batch, &options).await.unwrap()),
        Step::AtOnce(one, other) => {
            let (one, other) = tokio::join!(shop.orders.record(one, &options), shop.orders.record(other, &options));
            drop((one.unwrap(), other.unwrap()));
        }
        Step::Delete(ids) => {
            let wanted = ids.into_iter().filter_map(|id| Some((OrderId::new(id)?, None))).collect();
            drop(shop.orders.delete(wanted, Origin::Live).await.unwrap());
        }
        Step::Days(days) => {
            shop.clock.advance(TimeDelta::days(days));
            while labels.keep(2).await.unwrap() > 0 {}
        }
    }
}

async fn all_orders(shop: &Shop) -> Vec<Order> {
    let query = OrderQuery {
        filter: OrderFilter::default(),
        order: OrderOrder::Id,
        direction: Direction::Ascending,
        window: Window::Offset { offset: 0, limit: PerPage::new(100).unwrap() },
    };
    shop.orders.list(&query).await.unwrap().items
}

/// What the orders add up to, by the words of the documentation.
fn added_up(orders: &[Order]) -> HashMap<CustomerId, Stats> {
    let mut all: HashMap<CustomerId, Stats> = HashMap::new();
    for order in orders.iter().map(|order| &order.data).filter(|order| order.status.counts()) {
        let (Some(customer), Some(rate)) = (order.customer, order.base_rate("USD".parse().unwrap())) else { continue };
        let stats = all.entry(customer).or_default();
        // Cents at a rate of two decimals: nothing to round.
        let value = |amount: Money| Money::sum_of(amount.decimal() * rate).unwrap();
        stats.orders_count += 1;
        stats.total_spent = stats.total_spent + value(order.total - order.refunded_total());
        stats.refunded_total = stats.refunded_total + value(order.refunded_total());
        stats.first_order_at = Some(stats.first_order_at.map_or(order.created_at, |first| first.min(order.created_at)));
        stats.last_order_at = stats.last_order_at.max(Some(order.created_at));
    }
    all
}

async fn assert_all_agrees(shop: &Shop) {
    let mut wanted = added_up(&all_orders(shop).await);
    let everyone = CustomerQuery {
        filter: CustomerFilter::default(),
        order: CustomerOrder::Id,
        direction: Direction::Ascending,
        window: Window::default(),
    };
    for customer in shop.customers.list(&everyone).await.unwrap().items {
        let stats = wanted.remove(&customer.id).unwrap_or_default();
        assert_eq!(customer.stats, stats, "{}", customer.email);
        let now = growffinity_kernel::Clock::now(&*shop.clock);
        assert_eq!(customer.label, label_rules().judge(&stats, customer.created_at, now), "{}", customer.email);
    }
    assert!(wanted.is_empty(), "orders of nobody: {wanted:?}");
    let companies = Companies::new(Arc::new(PgCompanies::new(shop.database.clone())), shop.clock.clone());
    assert_eq!(companies.recount(10).await.unwrap(), [], "companies' totals");
    for (kept, report) in recount(shop, false).await {
        assert_eq!((report.wrong, report.first), (0, None), "{kept:?}");
    }
    let facets = "SELECT count(*) AS number FROM ((SELECT f.* FROM orders o CROSS JOIN LATERAL facets_of(o) f \
        EXCEPT ALL SELECT * FROM order_facets) UNION ALL (SELECT * FROM order_facets \
        EXCEPT ALL SELECT f.* FROM orders o CROSS JOIN LATERAL facets_of(o) f)) wrong";
    assert_eq!(shop.number(facets), 0, "categories and coupons of orders");
}

async fn recount(shop: &Shop, repair: bool) -> Vec<(Kept, RecountReport)> {
    let recounts = Recounts::new(Arc::new(PgRecounts::new(shop.database.clone())), shop.clock.clone());
    let mut reports = Vec::new();
    for kept in Kept::ALL {
        reports.push((kept, recounts.run(kept, repair).await.unwrap()));
    }
    reports
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_history_leaves_what_a_recount_gives(steps in prop::collection::vec(step(), 1..12)) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let shop = Shop::open().await;
            let labels =
                Labels::new(Arc::new(PgLabels::new(shop.database.clone())), shop.clock.clone(), label_rules());
            for step in steps {
                take(&shop, &labels, step).await;
                assert_all_agrees(&shop).await;
            }
        });
    }
}

#[tokio::test]
async fn what_was_spoilt_is_found_and_mended() {
    let shop = Shop::open().await;
    let line = LineItem {
        product_id: Some(7),
        sku: "A".into(),
        name: "Mug".into(),
        categories: Vec::new(),
        quantity: 1,
        total: money(500),
    };
    for number in 0..5 {
        let refund = RefundDraft { amount: money(100), ..RefundDraft::default() };
        let draft = OrderDraft {
            line_items: Some(vec![line.clone()]),
            refunds: Some(RefundsChange::One(refund)),
            ..order(&number.to_string(), &format!("c{number}@example.com"), "600")
        };
        shop.record(draft).await;
    }
    assert_all_agrees(&shop).await;
    shop.execute("UPDATE customers SET total_spent = 1, label = 'at_risk' WHERE id = 2");
    shop.execute("UPDATE customers SET label_due_at = '2030-01-01' WHERE id = 4");
    shop.execute("UPDATE orders SET refunded_total = 2 WHERE id = 3");
    shop.execute("DELETE FROM order_items WHERE order_id = 4");
    shop.execute("INSERT INTO order_items SELECT 99, line, customer_id, ordered_at, counts, product_id, sku, name, categories, quantity, total, base_total FROM order_items WHERE order_id = 1");
    shop.execute("INSERT INTO row_counts VALUES ('orders', 3), ('tag:9', -1)");
    let wrong =
        |reports: Vec<(Kept, RecountReport)>| -> Vec<u64> { reports.iter().map(|(_, report)| report.wrong).collect() };
    assert_eq!(wrong(recount(&shop, false).await), [1, 2, 3, 2], "the refund spoils customer 3 too");
    assert_eq!(wrong(recount(&shop, true).await), [1, 2, 2, 2], "who is right again once the refund is");
    assert_all_agrees(&shop).await;
}
