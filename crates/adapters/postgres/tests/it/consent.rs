//! Consent: every change leaves an event and a line in the history, whoever writes it.

use growffinity_customers::{ConsentChange, ConsentStatus, CustomerChange, UpdateCustomerError, Voice};
use growffinity_kernel::CustomerId;

use crate::fixture::{Shop, order};

fn to(status: ConsentStatus, source: &str, by: &str) -> ConsentChange {
    ConsentChange {
        status: Some(status),
        source: Some(source.to_owned()),
        by: by.to_owned(),
        ..ConsentChange::default()
    }
}

/// How many lines of the history are exactly this.
fn noted(shop: &Shop, customer: CustomerId, from: &str, to: &str, source: &str, by: &str) -> i64 {
    shop.number(&format!(
        "SELECT count(*) AS number FROM consent_changes WHERE customer_id = {customer} AND from_status {from} \
         AND to_status = '{to}' AND source = '{source}' AND written_by = '{by}'"
    ))
}

#[tokio::test]
async fn each_change_is_noted_with_who_and_from_what() {
    let shop = Shop::open().await;
    let ann = shop.subscriber("ann@example.com").await;
    assert_eq!(noted(&shop, ann, "IS NULL", "subscribed", "", ""), 1, "what she came with");
    shop.customers.set_consent(ann, to(ConsentStatus::Unsubscribed, "phone", "user:7"), None).await.unwrap();
    assert_eq!(noted(&shop, ann, "= 'subscribed'", "unsubscribed", "phone", "user:7"), 1);
    assert_eq!((shop.events("customer.updated"), shop.events("customer.unsubscribed")), (1, 1));
    let told = "SELECT count(*) AS number FROM events WHERE type = 'customer.updated' \
                AND data = '{\"changed\": [\"consent\"], \"consent\": {\"from\": \"subscribed\", \
                \"to\": \"unsubscribed\", \"source\": \"phone\"}}'";
    assert_eq!(shop.number(told), 1);

    shop.customers.set_consent(ann, to(ConsentStatus::Unsubscribed, "phone", "user:8"), None).await.unwrap();
    shop.customers.set_consent(ann, to(ConsentStatus::Unsubscribed, "letter", "user:8"), None).await.unwrap();
    assert_eq!(noted(&shop, ann, "= 'unsubscribed'", "unsubscribed", "letter", "user:8"), 1, "another source");
    assert_eq!(shop.events("customer.unsubscribed"), 1, "she was already");
    assert_eq!(shop.number("SELECT count(*) AS number FROM consent_changes"), 3, "the same again is no change");
}

#[tokio::test]
async fn who_said_nothing_has_no_history_and_other_changes_add_none() {
    let shop = Shop::open().await;
    let recorded = shop.record(order("1", "bob@example.com", "5.00")).await;
    let bob = recorded.order.data.customer.unwrap();
    let change = CustomerChange { first_name: Some("Bob".into()), ..CustomerChange::default() };
    shop.customers.update(bob, change, None).await.unwrap();
    shop.record(order("2", "bob@example.com", "7.00")).await;
    assert_eq!(shop.number("SELECT count(*) AS number FROM consent_changes"), 0);
}

#[tokio::test]
async fn a_refusal_stays_until_the_person_or_a_source_undoes_it() {
    let shop = Shop::open().await;
    let ann = shop.subscriber("ann@example.com").await;
    shop.customers.set_consent(ann, to(ConsentStatus::Complained, "report", ""), None).await.unwrap();
    let blank = ConsentChange { status: Some(ConsentStatus::Subscribed), ..ConsentChange::default() };
    let refused = shop.customers.set_consent(ann, blank.clone(), None).await;
    assert!(matches!(refused, Err(UpdateCustomerError::ConsentNeedsSource)));
    let copied = ConsentChange { voice: Voice::Copy, ..to(ConsentStatus::Subscribed, "shop", "import:1") };
    let after = shop.customers.set_consent(ann, copied, None).await.unwrap();
    assert_eq!((after.consent.status, after.version), (ConsentStatus::Complained, 2), "a copy changes nothing");
    let person = ConsentChange { voice: Voice::Person, ..blank };
    let after = shop.customers.set_consent(ann, person, None).await.unwrap();
    assert_eq!(after.consent.status, ConsentStatus::Subscribed);
    assert_eq!(shop.number("SELECT count(*) AS number FROM consent_changes"), 3);
}
