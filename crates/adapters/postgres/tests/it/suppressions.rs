//! Suppressions: only hashes are kept, and any of the keys finds them.

use growffinity_campaigns::suppression::{
    NewSuppression, SuppressionOrder, SuppressionQuery, SuppressionReason, SuppressionStore,
};
use growffinity_customers::CustomerChange;
use growffinity_kernel::{Clock, Direction, Span, Window};
use growffinity_postgres::{AddressKeys, PgSuppressions};

use crate::fixture::{Shop, keys};

fn new(email: &str) -> NewSuppression {
    NewSuppression { email: email.parse().unwrap(), reason: SuppressionReason::Manual, source: "user:1".into() }
}

fn search(text: &str) -> SuppressionQuery {
    SuppressionQuery {
        search: Some(text.to_owned()),
        email: None,
        include: Vec::new(),
        exclude: Vec::new(),
        reason: Vec::new(),
        created: Span::default(),
        modified: Span::default(),
        order: SuppressionOrder::Created,
        direction: Direction::Descending,
        window: Window::default(),
    }
}

#[tokio::test]
async fn what_is_kept_is_the_hmac_of_the_address() {
    let shop = Shop::open().await;
    let store = PgSuppressions::new(shop.database.clone(), keys());
    let (made, is_new) = store.add(&new("Ann@Example.com"), shop.clock.now()).await.unwrap();
    assert!(is_new && made.email.is_none(), "nobody has it");
    // Computed with Python's hmac over the key of 32 bytes 07.
    let hash = "61b55fab9c26d32d104ec34ed67a68f9042c022638ba102c71aeabc6b760fe1d";
    let kept =
        format!("SELECT count(*) AS number FROM suppressions WHERE encode(hash, 'hex') = '{hash}' AND key_id = 1");
    assert_eq!(shop.number(&kept), 1);
    let other = NewSuppression { reason: SuppressionReason::Bounced, ..new("ann@example.com") };
    let (again, is_new) = store.add(&other, shop.clock.now()).await.unwrap();
    assert_eq!((again, is_new), (made, false), "it stays as it was");
}

#[tokio::test]
async fn after_a_rotation_older_hashes_are_found_and_new_ones_use_the_new_key() {
    let shop = Shop::open().await;
    let before = PgSuppressions::new(shop.database.clone(), keys());
    before.add(&new("ann@example.com"), shop.clock.now()).await.unwrap();
    let rotated = AddressKeys::new(&[(2, [9; 32]), (1, [7; 32])]).unwrap();
    let after = PgSuppressions::new(shop.database.clone(), rotated);
    assert_eq!(after.list(&search("ann@example.com")).await.unwrap().total, 1);
    assert!(!after.add(&new("ann@example.com"), shop.clock.now()).await.unwrap().1);
    after.add(&new("bob@example.com"), shop.clock.now()).await.unwrap();
    assert_eq!(shop.number("SELECT count(*) AS number FROM suppressions WHERE key_id = 2"), 1);
    assert_eq!(before.list(&search("bob@example.com")).await.unwrap().total, 0, "the old key does not find it");
}

#[tokio::test]
async fn the_address_is_told_while_a_customer_has_it() {
    let shop = Shop::open().await;
    let store = PgSuppressions::new(shop.database.clone(), keys());
    let ann = shop.subscriber("ann@example.com").await;
    let (made, _) = store.add(&new("ann@example.com"), shop.clock.now()).await.unwrap();
    assert_eq!(made.email, "ann@example.com".parse().ok());
    let change = CustomerChange { email: "other@example.com".parse().ok(), ..CustomerChange::default() };
    shop.customers.update(ann, change, None).await.unwrap();
    assert_eq!(store.find(made.id).await.unwrap().unwrap().email, None, "she has another address now");
}
