//! Custom events on real PostgreSQL: once each, whoever tells them at once, and told to those who listen.

use std::sync::Arc;

use growffinity_customers::{
    CustomersConfig,
    custom_events::{CustomEventDraft, CustomEvents, EventName, Properties, RecordEventError, Who},
};
use growffinity_kernel::{Clock, CustomerId, Origin, Outbox};
use growffinity_postgres::{PgCustomEvents, PgOutbox};

use crate::fixture::Shop;

fn service(shop: &Shop) -> CustomEvents {
    let store = Arc::new(PgCustomEvents::new(shop.database.clone()));
    CustomEvents::new(store, shop.clock.clone(), CustomersConfig::default())
}

fn draft(who: Who, unique_id: Option<&str>) -> CustomEventDraft {
    let name = EventName::parse("visited").unwrap();
    let unique_id = unique_id.map(str::to_owned);
    CustomEventDraft { who, name, properties: Properties::default(), occurred_at: None, unique_id }
}

fn email(text: &str) -> Who {
    Who::Email(text.parse().unwrap())
}

#[tokio::test]
async fn many_at_once_record_each_event_once() {
    let shop = Shop::open().await;
    let events = service(&shop);
    let tellers: Vec<_> = (0..8)
        .map(|teller| {
            let events = events.clone();
            // Each in an order of its own, so that they would lock each other out if it mattered.
            let mut drafts: Vec<_> = (0..20)
                .map(|number| draft(email(&format!("c{}@example.com", number % 5)), Some(&format!("u-{number}"))))
                .collect();
            drafts.rotate_left(teller);
            tokio::spawn(async move { events.record(drafts, Origin::Live).await.unwrap() })
        })
        .collect();
    let mut new = 0;
    for teller in tellers {
        new += teller.await.unwrap().into_iter().filter(|outcome| outcome.as_ref().unwrap().is_new).count();
    }
    assert_eq!(new, 20);
    assert_eq!(shop.number("SELECT count(*) AS number FROM custom_events"), 20);
    assert_eq!(shop.number("SELECT count(*) AS number FROM custom_event_keys"), 20);
    assert_eq!(shop.number("SELECT count(*) AS number FROM customers"), 5);
    assert_eq!((shop.events("event.recorded"), shop.events("customer.created")), (20, 5));
}

#[tokio::test]
async fn an_event_is_told_in_the_house_and_moves_segments_that_look_at_events() {
    let shop = Shop::open().await;
    let ann = shop.subscriber("ann@example.com").await;
    let outbox = PgOutbox::new(shop.database.clone());
    outbox.dispatch(100, shop.clock.now()).await.unwrap();
    shop.execute(
        "INSERT INTO segments (name, slug, type, match, conditions, refresh, created_at, modified_at) \
         SELECT r.name, r.name, 'dynamic', 'all', r.conditions::jsonb, 'live', now(), now() \
         FROM (VALUES ('spent', '[{\"field\": \"total_spent\", \"operator\": \"is_empty\"}]'), \
                      ('seen', '[{\"match\": \"any\", \"conditions\": [{\"event\": {\"name\": \"visited\"}}]}]')) \
              r (name, conditions)",
    );
    let recorded = service(&shop).record_one(draft(Who::Id(ann), None), Origin::Import).await.unwrap().unwrap();
    let told = format!(
        "SELECT count(*) AS number FROM events WHERE type = 'event.recorded' AND object_type = 'event' \
         AND object_id = {} AND customer_id = {ann} AND origin = 'import' AND data = '{{\"name\": \"visited\"}}'",
        recorded.event.id
    );
    assert_eq!(shop.number(&told), 1);
    assert_eq!(outbox.dispatch(100, shop.clock.now()).await.unwrap(), 1);
    // Only rules that look at events are asked about the customer: no event changes what was spent.
    let marked =
        |node: &str| format!("SELECT count(*) AS number FROM segment_marks WHERE customer_id = {ann} AND node {node}");
    assert_eq!(shop.number(&marked("= 'event'")), 1);
    assert_eq!(shop.number(&marked("IS NULL")), 0);
}

#[tokio::test]
async fn a_refused_event_leaves_the_others() {
    let shop = Shop::open().await;
    let nobody = Who::Id(CustomerId::new(999).unwrap());
    let future = CustomEventDraft {
        occurred_at: Some(shop.clock.now() + chrono::TimeDelta::days(1)),
        ..draft(email("late@example.com"), None)
    };
    let drafts = vec![draft(nobody, Some("x")), draft(email("ann@example.com"), None), future];
    let outcomes = service(&shop).record(drafts, Origin::Live).await.unwrap();
    assert_eq!(outcomes[0], Err(RecordEventError::UnknownCustomer));
    assert!(outcomes[1].as_ref().unwrap().is_new);
    assert_eq!(outcomes[2], Err(RecordEventError::InFuture));
    assert_eq!(shop.number("SELECT count(*) AS number FROM customers"), 1);
    assert_eq!(shop.number("SELECT count(*) AS number FROM custom_event_keys"), 0);
}
