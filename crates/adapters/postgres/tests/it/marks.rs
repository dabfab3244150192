//! Tags and groups: put on many customers at once, told once, counted.

use std::sync::Arc;

use growffinity_customers::{
    CustomerChange, CustomerFilter, CustomerOrder, CustomerQuery, ListChange, MarkKind, Marking, Marks, NewCustomer,
    UniqueName,
    marks::{MarkOrder, MarkQuery, NewMark},
};
use growffinity_kernel::{CustomerId, Direction, Origin, Span, Window};
use growffinity_postgres::PgMarks;

use crate::fixture::Shop;

fn marks(shop: &Shop) -> Marks {
    Marks::new(Arc::new(PgMarks::new(shop.database.clone())), shop.clock.clone())
}

fn names(texts: &[&str]) -> Vec<UniqueName> {
    texts.iter().map(|text| UniqueName::parse(text).unwrap()).collect()
}

fn tags(change: ListChange) -> Marking {
    Marking::of(MarkKind::Tag, change)
}

/// How many events of this type say exactly this.
fn told(shop: &Shop, kind: &str, data: &str) -> i64 {
    shop.number(&format!("SELECT count(*) AS number FROM events WHERE type = '{kind}' AND data = '{data}'"))
}

async fn tags_of(shop: &Shop, customer: CustomerId) -> Vec<String> {
    shop.customers.find(customer).await.unwrap().unwrap().tags
}

/// Names and counts of all tags.
async fn counts(shop: &Shop) -> Vec<(String, u64)> {
    let query = MarkQuery {
        search: None,
        include: Vec::new(),
        exclude: Vec::new(),
        created: Span::default(),
        modified: Span::default(),
        order: MarkOrder::Name,
        direction: Direction::Ascending,
        window: Window::default(),
    };
    let page = marks(shop).list(MarkKind::Tag, &query).await.unwrap();
    page.items.into_iter().map(|tag| (tag.name.as_str().to_owned(), tag.customers_count)).collect()
}

fn count(name: &str, customers: u64) -> (String, u64) {
    (name.to_owned(), customers)
}

#[tokio::test]
async fn many_customers_are_marked_in_one_go() {
    let shop = Shop::open().await;
    let mut all = Vec::new();
    for number in 0..5 {
        all.push(shop.subscriber(&format!("c{number}@example.com")).await);
    }
    let nobody = CustomerId::new(999).unwrap();
    let asked: Vec<_> = all.iter().copied().chain([nobody]).collect();
    let outcome =
        marks(&shop).mark_all(&asked, &tags(ListChange::Add(names(&["B", "a"]))), Origin::Live).await.unwrap();
    assert_eq!((outcome.found, outcome.changed), (all.clone(), all.clone()));
    assert_eq!(told(&shop, "customer.updated", r#"{"changed": ["tags"], "added": {"tags": ["a", "B"]}}"#), 5);
    assert_eq!(counts(&shop).await, [count("a", 5), count("B", 5)]);

    let outcome = marks(&shop).mark_all(&all, &tags(ListChange::Add(names(&["b"]))), Origin::Live).await.unwrap();
    assert_eq!((outcome.found.len(), outcome.changed.len()), (5, 0), "they have it already");
    let off = tags(ListChange::Remove(names(&["A", "never"])));
    assert_eq!(marks(&shop).mark_all(&all[..2], &off, Origin::Import).await.unwrap().changed, all[..2]);
    assert_eq!(counts(&shop).await, [count("a", 3), count("B", 5)], "what is only removed is not made");
    let both =
        Marking { tags: Some(ListChange::Replace(names(&["c"]))), groups: Some(ListChange::Add(names(&["news"]))) };
    marks(&shop).mark_all(&all[1..3], &both, Origin::Live).await.unwrap();
    let group = r#""groups": ["news"]"#;
    let one = format!(
        r#"{{"changed": ["tags", "groups"], "added": {{"tags": ["c"], {group}}}, "removed": {{"tags": ["B"]}}}}"#
    );
    assert_eq!(told(&shop, "customer.updated", &one), 1, "one event, both lists");
    let other = one.replace(r#"["B"]"#, r#"["a", "B"]"#);
    assert_eq!(told(&shop, "customer.updated", &other), 1);
    assert_eq!(tags_of(&shop, all[1]).await, ["c"]);
    let imported = "SELECT count(*) AS number FROM events WHERE type = 'customer.updated' AND origin = 'import'";
    assert_eq!(shop.number(imported), 2);
}

#[tokio::test]
async fn a_customer_made_with_tags_is_told_of_once() {
    let shop = Shop::open().await;
    let rest = CustomerChange { tags: Some(names(&["vip"])), groups: Some(names(&["g"])), ..CustomerChange::default() };
    let new = NewCustomer { email: "ann@example.com".parse().unwrap(), rest, origin: Origin::Live };
    let ann = shop.customers.create(new).await.unwrap();
    let added = r#"{"added": {"tags": ["vip"], "groups": ["g"]}}"#;
    assert_eq!((told(&shop, "customer.created", added), shop.events("customer.updated")), (1, 0));

    let change = CustomerChange {
        first_name: Some("Ann".into()),
        tags: Some(names(&["VIP", "new"])),
        groups: Some(Vec::new()),
        ..CustomerChange::default()
    };
    let ann = shop.customers.update(ann.id, change.clone(), None).await.unwrap();
    assert_eq!((ann.version, ann.tags), (2, vec!["new".to_owned(), "vip".to_owned()]));
    let updated =
        r#"{"changed": ["first_name", "tags", "groups"], "added": {"tags": ["new"]}, "removed": {"groups": ["g"]}}"#;
    assert_eq!(told(&shop, "customer.updated", updated), 1);
    shop.customers.update(ann.id, change, None).await.unwrap();
    assert_eq!(shop.events("customer.updated"), 1, "nothing changed, nothing is told");
    let only = CustomerChange { tags: Some(names(&["new"])), ..CustomerChange::default() };
    assert_eq!(shop.customers.update(ann.id, only, Some(2)).await.unwrap().version, 2, "memberships raise no version");
    assert_eq!(told(&shop, "customer.updated", r#"{"changed": ["tags"], "removed": {"tags": ["vip"]}}"#), 1);
}

#[tokio::test]
async fn a_deleted_tag_is_told_as_one_taken_off() {
    let shop = Shop::open().await;
    let ann = shop.subscriber("ann@example.com").await;
    let bob = shop.subscriber("bob@example.com").await;
    marks(&shop).mark_all(&[ann, bob], &tags(ListChange::Add(names(&["x", "y"]))), Origin::Live).await.unwrap();
    marks(&shop).mark(bob, &tags(ListChange::Remove(names(&["x"])))).await.unwrap();
    let x = shop.number("SELECT id AS number FROM tags WHERE name = 'x'");
    marks(&shop).delete(MarkKind::Tag, growffinity_kernel::MarkId::new(x).unwrap(), None).await.unwrap();
    assert_eq!(told(&shop, "customer.updated", r#"{"changed": ["tags"], "removed": {"tags": ["x"]}}"#), 2);
    assert_eq!(counts(&shop).await, [count("y", 2)]);
    shop.execute(&format!("DELETE FROM customers WHERE id = {ann}"));
    assert_eq!(counts(&shop).await, [count("y", 1)], "who is gone is not counted");
    shop.execute("SELECT fold_row_counts()");
    assert_eq!(counts(&shop).await, [count("y", 1)]);
}

#[tokio::test]
async fn the_same_new_tag_from_all_sides_is_one() {
    let shop = Arc::new(Shop::open().await);
    let mut customers = Vec::new();
    for number in 0..4 {
        customers.push(shop.subscriber(&format!("c{number}@example.com")).await);
    }
    let mut tasks = Vec::new();
    for (number, customer) in customers.iter().copied().enumerate() {
        let shop = shop.clone();
        tasks.push(tokio::spawn(async move {
            for turn in 0..10 {
                let mut wanted = names(&[&format!("t{turn}"), &format!("u {turn}"), &format!("U-{turn}")]);
                wanted.rotate_left(number % 3);
                marks(&shop).mark(customer, &tags(ListChange::Add(wanted))).await.unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(shop.number("SELECT count(*) AS number FROM tags"), 30);
    assert_eq!(shop.number("SELECT count(*) AS number FROM customer_tags"), 120);
    assert_eq!(shop.number("SELECT sum(delta)::bigint AS number FROM row_counts WHERE name LIKE 'tag:%'"), 120);
}

#[tokio::test]
async fn a_list_is_narrowed_by_tag_and_counted_by_its_counter() {
    let shop = Shop::open().await;
    shop.execute(
        "INSERT INTO customers (email, consent_status, created_at, modified_at) \
         SELECT 'c' || n || '@example.com', 'pending', now(), now() FROM generate_series(1, 4000) n",
    );
    let common = marks(&shop).create(MarkKind::Tag, &new("common")).await.unwrap();
    let rare = marks(&shop).create(MarkKind::Tag, &new("rare")).await.unwrap();
    let put = |tag: i64, every: u32| {
        shop.execute(&format!(
            "INSERT INTO customer_tags SELECT id, {tag}, now() FROM customers WHERE id % {every} = 0"
        ));
    };
    put(common.id.get(), 2);
    put(rare.id.get(), 1_000);
    shop.execute("ANALYZE customers, customer_tags");
    for (tag, total) in [("COMMON", 2_000), ("rare", 4), ("neither", 0)] {
        let filter = CustomerFilter { tags: names(&[tag]), ..CustomerFilter::default() };
        let (order, direction, window) = (CustomerOrder::Name, Direction::Ascending, Window::default());
        let page = shop.customers.list(&CustomerQuery { filter, order, direction, window }).await.unwrap();
        assert_eq!((page.total, page.items.len()), (total, usize::try_from(total.min(20)).unwrap()), "{tag}");
    }
}

fn new(name: &str) -> NewMark {
    NewMark { name: UniqueName::parse(name).unwrap(), slug: None, description: String::new() }
}
