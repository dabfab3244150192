//! Customers: made once, changed over the version seen, listed in every order.

use growffinity_customers::{
    AddressChange, CreateCustomerError, CustomerChange, CustomerFilter, CustomerOrder, CustomerQuery, ExternalId,
    NewCustomer, UpdateCustomerError,
};
use growffinity_kernel::{Direction, Origin, PerPage, StoreId, Window};
use serde_json::json;

use crate::fixture::{Shop, order};

fn new(email: &str, rest: CustomerChange) -> NewCustomer {
    NewCustomer { email: email.parse().unwrap(), rest, origin: Origin::Live }
}

fn named(first: &str, last: &str) -> CustomerChange {
    CustomerChange { first_name: Some(first.into()), last_name: Some(last.into()), ..CustomerChange::default() }
}

fn query(filter: CustomerFilter, order: CustomerOrder, direction: Direction) -> CustomerQuery {
    CustomerQuery { filter, order, direction, window: Window::default() }
}

#[tokio::test]
async fn what_is_written_is_what_is_read() {
    let shop = Shop::open().await;
    let rest = CustomerChange {
        first_name: Some("Ann".into()),
        birthday: Some("1990-05-17".parse().ok()),
        billing: Some(AddressChange { country: Some("FR".into()), ..AddressChange::default() }),
        attributes: json!({ "shoe_size": 42, "gone": null }).as_object().cloned(),
        store: Some(Some(shop.store)),
        external_ids: vec![ExternalId { store: shop.store, external_id: "58".into() }],
        ..CustomerChange::default()
    };
    let made = shop.customers.create(new("Ann@Example.com", rest)).await.unwrap();
    assert_eq!(made.email.as_str(), "ann@example.com");
    assert_eq!(made.store.as_ref().unwrap().name, "Main");
    assert_eq!(made.attributes, json!({ "shoe_size": 42 }).as_object().cloned().unwrap());
    assert_eq!(made.external_ids[0].external_id, "58");
    assert_eq!(shop.customers.find(made.id).await.unwrap(), Some(made));
    assert_eq!(shop.events("customer.created"), 1);
}

#[tokio::test]
async fn an_address_or_external_id_belongs_to_one_customer() {
    let shop = Shop::open().await;
    let id = |external: &str| ExternalId { store: shop.store, external_id: external.into() };
    let with_id = |external: &str| CustomerChange { external_ids: vec![id(external)], ..CustomerChange::default() };
    let ann = shop.customers.create(new("ann@example.com", with_id("1"))).await.unwrap();
    let taken = shop.customers.create(new("ANN@example.com", CustomerChange::default())).await.unwrap_err();
    assert!(matches!(taken, CreateCustomerError::Exists(owner) if owner == ann.id));
    let taken = shop.customers.create(new("bob@example.com", with_id("1"))).await.unwrap_err();
    assert!(matches!(taken, CreateCustomerError::Exists(owner) if owner == ann.id));
    assert_eq!(shop.number("SELECT count(*) AS number FROM customers"), 1, "the refused one leaves nothing");

    let (same, was_made) = shop.customers.upsert(new("ann@example.com", with_id("2"))).await.unwrap();
    assert!(!was_made);
    assert_eq!(same.external_ids, [id("2")], "a shop has one id for a customer");

    let clash = shop.customers.upsert(new("bob@example.com", with_id("2"))).await.unwrap_err();
    assert!(matches!(clash, UpdateCustomerError::Taken(owner) if owner == ann.id));
    let bob = shop.customers.create(new("bob@example.com", CustomerChange::default())).await.unwrap();
    let steal = CustomerChange { email: "ann@example.com".parse().ok(), ..CustomerChange::default() };
    let taken = shop.customers.update(bob.id, steal, None).await.unwrap_err();
    assert!(matches!(taken, UpdateCustomerError::Taken(owner) if owner == ann.id));
    let nowhere = CustomerChange { store: Some(StoreId::new(99)), ..CustomerChange::default() };
    let unknown = shop.customers.update(bob.id, nowhere, None).await.unwrap_err();
    assert!(matches!(unknown, UpdateCustomerError::UnknownStore(_)));
}

#[tokio::test]
async fn a_change_raises_the_version_once_and_tells_what_changed() {
    let shop = Shop::open().await;
    let ann = shop.customers.create(new("ann@example.com", named("Ann", "Lee"))).await.unwrap();
    let same = shop.customers.update(ann.id, named("Ann", "Lee"), None).await.unwrap();
    assert_eq!(same.version, 1, "nothing changed");
    assert_eq!(shop.events("customer.updated"), 0);

    let moved = shop.customers.update(ann.id, named("Ann", "Li"), Some(1)).await.unwrap();
    assert_eq!(moved.version, 2);
    let stale = shop.customers.update(ann.id, named("Ann", "Lo"), Some(1)).await.unwrap_err();
    assert!(matches!(stale, UpdateCustomerError::Stale { current: 2 }));
    let told = "SELECT count(*) AS number FROM events WHERE type = 'customer.updated' AND data = '{\"changed\": [\"last_name\"]}'";
    assert_eq!(shop.number(told), 1);
}

#[tokio::test]
async fn two_changes_at_once_both_hold() {
    let shop = Shop::open().await;
    let ann = shop.customers.create(new("ann@example.com", CustomerChange::default())).await.unwrap();
    let first = CustomerChange { first_name: Some("Ann".into()), ..CustomerChange::default() };
    let last = CustomerChange { last_name: Some("Lee".into()), ..CustomerChange::default() };
    let (one, two) =
        tokio::join!(shop.customers.update(ann.id, first, None), shop.customers.update(ann.id, last, None));
    one.unwrap();
    two.unwrap();
    let now = shop.customers.find(ann.id).await.unwrap().unwrap();
    assert_eq!((now.first_name.as_str(), now.last_name.as_str(), now.version), ("Ann", "Lee", 3));
}

#[tokio::test]
async fn lists_are_filtered_sorted_and_counted() {
    let shop = Shop::open().await;
    for (email, first, last) in
        [("c@example.com", "Cleo", "Zoe"), ("a@example.com", "Ann", "Lee"), ("b_%@example.com", "bob", "lee")]
    {
        shop.customers.create(new(email, named(first, last))).await.unwrap();
    }
    shop.record(order("1", "c@example.com", "30")).await;
    let emails = async |filter, by, direction| {
        let page = shop.customers.list(&query(filter, by, direction)).await.unwrap();
        assert_eq!(page.total, u64::try_from(page.items.len()).unwrap());
        page.items.into_iter().map(|customer| customer.email.to_string()).collect::<Vec<_>>()
    };
    let all = CustomerFilter::default;
    let (a, b, c) = ("a@example.com", "b_%@example.com", "c@example.com");
    assert_eq!(emails(all(), CustomerOrder::Name, Direction::Ascending).await, [a, b, c]);
    assert_eq!(emails(all(), CustomerOrder::Name, Direction::Descending).await, [c, b, a]);
    assert_eq!(emails(all(), CustomerOrder::LastOrder, Direction::Descending).await, [c, b, a], "unset comes last");
    assert_eq!(emails(all(), CustomerOrder::TotalSpent, Direction::Descending).await[0], c);
    assert_eq!(emails(all(), CustomerOrder::AverageOrderValue, Direction::Ascending).await[0], c);
    let search = |text: &str| CustomerFilter { search: Some(text.into()), ..CustomerFilter::default() };
    assert_eq!(emails(search("LEE"), CustomerOrder::Email, Direction::Ascending).await, [a, b]);
    assert_eq!(emails(search("_%"), CustomerOrder::Email, Direction::Ascending).await, [b], "no patterns");
    let spent = CustomerFilter { min_spent: "30".parse().ok(), ..CustomerFilter::default() };
    assert_eq!(emails(spent, CustomerOrder::Id, Direction::Ascending).await, [c]);
}

#[tokio::test]
async fn pages_and_walks_see_everyone_once() {
    let shop = Shop::open().await;
    for number in 0..7 {
        shop.customers.create(new(&format!("c{number}@example.com"), CustomerChange::default())).await.unwrap();
    }
    let limit = PerPage::new(3).unwrap();
    let mut query = query(CustomerFilter::default(), CustomerOrder::Email, Direction::Descending);
    query.window = Window::Offset { offset: 6, limit };
    let last = shop.customers.list(&query).await.unwrap();
    assert_eq!((last.total, last.items[0].email.as_str()), (7, "c0@example.com"));
    query.window = Window::Offset { offset: 9, limit };
    assert_eq!(shop.customers.list(&query).await.unwrap().items, []);
    let mut seen = Vec::new();
    let mut after = 0;
    loop {
        query.window = Window::After { after, limit };
        let page = shop.customers.list(&query).await.unwrap();
        let Some(last) = page.items.last() else { break };
        after = last.id.get();
        seen.extend(page.items.into_iter().map(|customer| customer.id));
    }
    assert_eq!(seen.len(), 7);
    assert!(seen.is_sorted());
}
