//! Orders: recorded once, customers made on the way, stats always what a recount gives.

use growffinity_customers::{
    AddressChange, CustomerFilter, CustomerOrder, CustomerQuery, DeleteOrderError, LineItem, OrderDraft, OrderFilter,
    OrderOrder, OrderQuery, OrderStatus, RecordOptions, RecordOrderError, RecordOutcome, RefundDraft, RefundsChange,
};
use growffinity_kernel::{CustomerId, Direction, OrderId, Origin, StoreId, Window};
use proptest::prelude::*;

use crate::fixture::{Shop, at, order, subscribed};

#[tokio::test]
async fn an_order_finds_or_makes_its_customer_and_moves_the_stats() {
    let shop = Shop::open().await;
    let draft = OrderDraft {
        created_at: Some(at("2026-05-01T10:00:00")),
        billing: Some(AddressChange {
            email: Some("Ann@Example.com".into()),
            first_name: Some("Ann".into()),
            country: Some("FR".into()),
            ..AddressChange::default()
        }),
        line_items: Some(vec![LineItem {
            product_id: Some(7),
            sku: "A-1".into(),
            name: "Mug".into(),
            categories: vec!["Kitchen".into()],
            quantity: 2,
            total: "45".parse().unwrap(),
        }]),
        ..order("1001", "", "50.00")
    };
    let first = shop.record(draft.clone()).await;
    assert_eq!(first.outcome, RecordOutcome::Created);
    let again = shop.record(draft).await;
    assert_eq!((again.outcome, &again.order), (RecordOutcome::Unchanged, &first.order), "told twice, kept once");
    let second = shop.record(order("1002", "ann@example.com", "12.50")).await;
    assert_eq!(second.order.data.customer, first.order.data.customer);

    let ann = shop.customers.find(first.order.data.customer.unwrap()).await.unwrap().unwrap();
    assert_eq!((ann.first_name.as_str(), ann.billing.country.as_str()), ("Ann", "FR"));
    assert_eq!(ann.stats.orders_count, 2);
    assert_eq!(ann.stats.total_spent, "62.50".parse().unwrap());
    assert_eq!(ann.stats.average_order_value(), "31.25".parse().ok());
    assert_eq!(ann.stats.first_order_at, Some(at("2026-05-01T10:00:00")));
    assert_eq!(ann.created_at, at("2026-05-01T10:00:00"), "a customer since the first order");
    assert_eq!(ann.version, 1, "stats raise no version");
    assert_eq!(
        ["customer.created", "order.created", "order.updated", "order.completed"].map(|kind| shop.events(kind)),
        [1, 2, 0, 2]
    );
    shop.assert_stats_add_up().await;
}

#[tokio::test]
async fn only_what_is_paid_counts_and_other_currencies_need_a_rate() {
    let shop = Shop::open().await;
    for (number, status) in OrderStatus::ALL.into_iter().enumerate() {
        shop.record(OrderDraft { status: Some(status), ..order(&number.to_string(), "ann@example.com", "10") }).await;
    }
    let euros = OrderDraft { currency: "EUR".parse().ok(), ..order("eur", "ann@example.com", "10") };
    let recorded = shop.record(euros.clone()).await;
    let ann = recorded.order.data.customer.unwrap();
    let spent = async || {
        let stats = shop.customers.find(ann).await.unwrap().unwrap().stats;
        (stats.orders_count, stats.total_spent.to_string())
    };
    assert_eq!(spent().await, (2, "20".to_owned()), "processing and completed");
    shop.record(OrderDraft { exchange_rate: Some("1.1".parse().ok()), ..euros }).await;
    assert_eq!(spent().await, (3, "31".to_owned()));
    shop.assert_stats_add_up().await;
}

#[tokio::test]
async fn a_batch_refuses_what_is_wrong_and_records_the_rest() {
    let shop = Shop::open().await;
    let too_much = RefundDraft { amount: "11".parse().unwrap(), ..RefundDraft::default() };
    let drafts = vec![
        order("1", "ann@example.com", "10"),
        order("2", "not an address", "10"),
        OrderDraft { total: None, ..order("3", "bob@example.com", "10") },
        OrderDraft { store: StoreId::new(99), ..order("4", "bob@example.com", "10") },
        OrderDraft { customer: CustomerId::new(99), ..order("5", "bob@example.com", "10") },
        OrderDraft { id: OrderId::new(99), ..OrderDraft::default() },
        OrderDraft { status: Some(OrderStatus::Refunded), ..order("1", "ann@example.com", "10") },
        OrderDraft { external_id: None, billing: None, ..order("", "", "7") },
        OrderDraft { refunds: Some(RefundsChange::One(too_much)), ..order("6", "eve@example.com", "10") },
    ];
    let outcomes = shop.orders.record(drafts, &RecordOptions::default()).await.unwrap();
    let outcomes: Vec<_> = outcomes.into_iter().map(|outcome| outcome.map(|recorded| recorded.outcome)).collect();
    assert_eq!(
        outcomes,
        [
            Ok(RecordOutcome::Created),
            Err(RecordOrderError::InvalidEmail),
            Err(RecordOrderError::TotalMissing),
            Err(RecordOrderError::UnknownStore(StoreId::new(99).unwrap())),
            Err(RecordOrderError::UnknownCustomer(CustomerId::new(99).unwrap())),
            Err(RecordOrderError::UnknownOrder(OrderId::new(99).unwrap())),
            Ok(RecordOutcome::Updated),
            Ok(RecordOutcome::Created),
            Err(RecordOrderError::RefundTooLarge),
        ]
    );
    assert_eq!(shop.number("SELECT count(*) AS number FROM orders"), 2);
    assert_eq!(shop.number("SELECT count(*) AS number FROM customers"), 1, "no customer of a refused order");
    assert_eq!(shop.number("SELECT count(*) AS number FROM orders WHERE customer_id IS NULL"), 1);
    shop.assert_stats_add_up().await;
}

#[tokio::test]
async fn an_order_given_to_someone_else_moves_both_stats() {
    let shop = Shop::open().await;
    let bob = shop.subscriber("bob@example.com").await;
    let recorded = shop.record(order("1", "ann@example.com", "10")).await;
    let ann = recorded.order.data.customer.unwrap();
    let given = OrderDraft { id: Some(recorded.order.id), customer: Some(bob), ..OrderDraft::default() };
    assert_eq!(shop.record(given).await.order.version, 2);
    let count = async |id| shop.customers.find(id).await.unwrap().unwrap().stats.orders_count;
    assert_eq!((count(ann).await, count(bob).await), (0, 1));
    shop.assert_stats_add_up().await;
}

#[tokio::test]
async fn deleted_orders_leave_the_stats_and_are_told_of() {
    let shop = Shop::open().await;
    let first = shop.record(order("1", "ann@example.com", "10")).await.order;
    let second = shop.record(order("2", "ann@example.com", "5")).await.order;
    let unknown = OrderId::new(99).unwrap();
    let wanted = vec![(first.id, None), (unknown, None), (first.id, None), (second.id, Some(7))];
    let outcomes = shop.orders.delete(wanted, Origin::Live).await.unwrap();
    let stale = DeleteOrderError::Stale { current: 1 };
    let expected = [
        Ok(first.clone()),
        Err(DeleteOrderError::UnknownOrder(unknown)),
        Err(DeleteOrderError::UnknownOrder(first.id)),
        Err(stale),
    ];
    assert_eq!(outcomes, expected);
    let ann = shop.customers.find(first.data.customer.unwrap()).await.unwrap().unwrap();
    assert_eq!((ann.stats.orders_count, ann.stats.total_spent), (1, "5".parse().unwrap()));
    assert_eq!(shop.events("order.deleted"), 1);
    assert_eq!(shop.number("SELECT sum(delta)::bigint AS number FROM row_counts WHERE name = 'orders'"), 1);
    shop.assert_stats_add_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_writers_at_once_lose_nothing() {
    let shop = Shop::open().await;
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..6 {
        let orders = shop.orders.clone();
        writers.spawn(async move {
            for turn in 0..10 {
                // The same twenty customers, and every order told by two writers.
                let batch = (0..10).map(|n| {
                    let number = (writer / 2) * 100 + turn * 10 + n;
                    order(&number.to_string(), &format!("c{}@example.com", (number * 7) % 20), "1.25")
                });
                let batch = if writer % 2 == 0 { batch.collect() } else { batch.rev().collect() };
                orders.record(batch, &RecordOptions::default()).await.unwrap();
            }
        });
    }
    while let Some(done) = writers.join_next().await {
        done.unwrap();
    }
    assert_eq!(shop.number("SELECT count(*) AS number FROM orders"), 300);
    assert_eq!(shop.number("SELECT count(*) AS number FROM customers"), 20);
    assert_eq!(shop.number("SELECT sum(orders_count)::bigint AS number FROM customers"), 300);
    assert_eq!(shop.events("order.created"), 300);
    assert_eq!(shop.events("customer.created"), 20);
    shop.assert_stats_add_up().await;
}

#[tokio::test]
async fn an_import_says_so_and_brings_its_consent() {
    let shop = Shop::open().await;
    let options = RecordOptions { origin: Origin::Import, consent: Some(subscribed()), needs_customer: true };
    shop.orders.record(vec![order("1", "ann@example.com", "10")], &options).await.unwrap();
    assert_eq!(shop.number("SELECT count(*) AS number FROM events WHERE origin <> 'import'"), 0);
    assert_eq!(shop.number("SELECT count(*) AS number FROM customers WHERE consent_status = 'subscribed'"), 1);
}

#[tokio::test]
async fn a_new_order_must_name_somebody_where_that_is_asked() {
    let shop = Shop::open().await;
    let options = RecordOptions { needs_customer: true, ..RecordOptions::default() };
    let nobody = OrderDraft { billing: None, ..order("1", "", "10") };
    let refused = shop.orders.record_one(nobody, &options).await.unwrap();
    assert_eq!(refused.unwrap_err(), RecordOrderError::CustomerMissing);
    let known = shop.record(order("1", "ann@example.com", "10")).await.order;
    let later = OrderDraft { id: Some(known.id), total: "12".parse().ok(), ..OrderDraft::default() };
    let changed = shop.orders.record_one(later, &options).await.unwrap().unwrap();
    assert_eq!(changed.order.data.customer, known.data.customer, "a known order keeps its own");
}

#[tokio::test]
async fn orders_are_listed_by_customer_newest_first() {
    let shop = Shop::open().await;
    for (external, email, day) in
        [("1", "ann@example.com", "01"), ("2", "bob@example.com", "02"), ("3", "ann@example.com", "03")]
    {
        let created_at = Some(at(&format!("2026-05-{day}T00:00:00")));
        shop.record(OrderDraft { created_at, ..order(external, email, "10") }).await;
    }
    let everyone = CustomerQuery {
        filter: CustomerFilter { email: "ann@example.com".parse().ok(), ..CustomerFilter::default() },
        order: CustomerOrder::Id,
        direction: Direction::Ascending,
        window: Window::default(),
    };
    let ann = shop.customers.list(&everyone).await.unwrap().items[0].id;
    let query = OrderQuery {
        filter: OrderFilter { customer: Some(ann), ..OrderFilter::default() },
        order: OrderOrder::Created,
        direction: Direction::Descending,
        window: Window::default(),
    };
    let page = shop.orders.list(&query).await.unwrap();
    let numbers: Vec<_> = page.items.iter().map(|order| order.data.number.as_str()).collect();
    assert_eq!((page.total, numbers), (2, vec!["3", "1"]));
    let all = OrderQuery { filter: OrderFilter::default(), ..query };
    assert_eq!(shop.orders.list(&all).await.unwrap().total, 3);
}

fn any_draft() -> impl Strategy<Value = OrderDraft> {
    (0..6_u8, 0..4_u8, proptest::sample::select(OrderStatus::ALL.to_vec()), 0..10_000_i64, 0..3_u8, 1..28_u32).prop_map(
        |(number, customer, status, cents, currency, day)| OrderDraft {
            status: Some(status),
            total: growffinity_kernel::Money::new(growffinity_kernel::Decimal::new(cents, 2)).ok(),
            currency: if currency == 0 { "EUR".parse().ok() } else { "USD".parse().ok() },
            exchange_rate: (currency == 1).then(|| "1.37".parse().ok()),
            created_at: Some(at(&format!("2026-05-{day:02}T00:00:00"))),
            ..order(&number.to_string(), &format!("c{customer}@example.com"), "0")
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn any_history_leaves_what_a_recount_gives(batches in prop::collection::vec(prop::collection::vec(any_draft(), 1..8), 1..8)) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let shop = Shop::open().await;
            for batch in batches {
                shop.orders.record(batch, &RecordOptions::default()).await.unwrap();
                shop.assert_stats_add_up().await;
            }
        });
    }
}
