//! The customers of the shared table.

use growffinity_kernel::{CompanyId, CustomerId, Decimal, Money, SegmentId, StoreId};
use serde_json::json;

use super::{at, history};
use crate::{
    condition::AddressPart,
    profile::{Address, Company, ConsentStatus, CustomerStatus, Label, Predicted, Profile, Scores},
    rfm::RfmSegment,
};

/// A customer with a name for short.
#[derive(Debug, Clone)]
pub struct Person {
    /// Short name.
    pub name: &'static str,
    /// The customer.
    pub profile: Profile,
}

/// Everyone, by id from 1. Stores 1 and 2, companies, campaigns 1 to 3 and segments 101 to 103 are taken to exist.
pub fn people() -> Vec<Person> {
    let mut people = vec![
        Person { name: "ann", profile: ann() },
        Person { name: "bob", profile: bob() },
        Person { name: "elodie", profile: elodie() },
        Person { name: "sofia", profile: sofia() },
    ];
    // Nothing is known of nil.
    people.push(Person { name: "nil", profile: blank(5, "nil@example.com", "2026-03-30T10:00:00Z") });
    people
}

/// Two orders, spent 62.50; buys often, lives in Lyon.
fn ann() -> Profile {
    Profile {
        first_name: "Ann".into(),
        last_name: "Lee".into(),
        phone: "+33 1 23".into(),
        locale: "en_GB".into(),
        external_ids: vec!["A-58".into(), "x_100%".into()],
        billing: Address::default().with(AddressPart::City, "Lyon").with(AddressPart::Country, "FR"),
        consent: ConsentStatus::Subscribed,
        consent_source: "checkout".into(),
        // Exactly two calendar days before the moment of the table: one of them had 23 hours.
        consent_at: Some(at("2026-03-28T11:00:00Z")),
        store: StoreId::new(1),
        birthday: "1990-04-06".parse().ok(),
        orders_count: 2,
        total_spent: "62.50".parse().expect("money"),
        refunded_total: "5".parse().expect("money"),
        first_order_at: Some(at("2025-12-31T23:30:00Z")),
        last_order_at: Some(at("2026-03-28T10:59:59.999999Z")),
        attributes: [
            ("colour".to_owned(), json!("Dark Blue")),
            ("shoe_size".to_owned(), json!(42)),
            ("vip".to_owned(), json!(true)),
            ("interests".to_owned(), json!(["Tea", "Coffee", 7])),
            ("renewal".to_owned(), json!("2026-04-01")),
        ]
        .into_iter()
        .collect(),
        company: Some(Company { id: company(1), name: "ACME Söhne".into() }),
        tags: vec!["Wholesale".into(), "Early  Bird".into()],
        groups: vec!["Newsletter".into()],
        label: Label::Vip,
        rfm: Some(Scores { recency: 5, frequency: 3, monetary: 4, segment: RfmSegment::Loyal }),
        predicted: Predicted {
            orders_12_months: Some(decimal("1.7")),
            revenue_12_months: Some(money("54.10")),
            churn_probability: Some(decimal("0.21")),
        },
        orders: history::of_ann(),
        events: history::events_of_ann(),
        engagements: history::engagements_of_ann(),
        segments: [segment(101), segment(102)].into(),
        ..blank(1, "ann@example.com", "2025-12-31T23:00:00Z")
    }
}

/// Three orders, spent 100, so that the average has no end; was born on a leap day.
fn bob() -> Profile {
    Profile {
        first_name: "BOB".into(),
        external_ids: vec!["58".into()],
        shipping: Address::default().with(AddressPart::City, "LYON"),
        status: CustomerStatus::Inactive,
        consent: ConsentStatus::Unsubscribed,
        store: StoreId::new(2),
        birthday: "1992-02-29".parse().ok(),
        orders_count: 3,
        total_spent: "100".parse().expect("money"),
        first_order_at: Some(at("2020-02-29T12:00:00Z")),
        last_order_at: Some(at("2026-03-29T22:00:00Z")),
        attributes: [
            ("colour".to_owned(), json!("")),
            ("shoe_size".to_owned(), json!("42")),
            ("vip".to_owned(), json!(false)),
            ("interests".to_owned(), json!([])),
            ("renewal".to_owned(), json!("2026-04-01T09:30:00+02:00")),
        ]
        .into_iter()
        .collect(),
        company: Some(Company { id: company(2), name: "Beta".into() }),
        tags: vec!["wholesale".into()],
        label: Label::AtRisk,
        rfm: Some(Scores { recency: 1, frequency: 5, monetary: 5, segment: RfmSegment::CannotLoseThem }),
        orders: history::of_bob(),
        events: history::events_of_bob(),
        engagements: history::engagements_of_bob(),
        segments: [segment(101)].into(),
        ..blank(2, "bob@example.org", "2026-01-01T00:00:00Z")
    }
}

/// Letters beyond ASCII; an order in the future, as a wrong clock in a shop makes them.
fn elodie() -> Profile {
    Profile {
        first_name: "ÉLODIE".into(),
        last_name: "Straße".into(),
        consent: ConsentStatus::Subscribed,
        orders_count: 1,
        total_spent: "0".parse().expect("money"),
        first_order_at: Some(at("2026-03-31T09:00:00Z")),
        last_order_at: Some(at("2026-03-31T09:00:00Z")),
        orders: history::of_elodie(),
        attributes: [
            ("colour".to_owned(), json!("DÉJÀ VU")),
            ("shoe_size".to_owned(), json!(36.5)),
            ("interests".to_owned(), json!("Tea")),
            ("renewal".to_owned(), json!("next spring")),
        ]
        .into_iter()
        .collect(),
        ..blank(3, "elodie@example.net", "2026-03-29T22:00:00Z")
    }
}

/// Another alphabet; orders without end.
fn sofia() -> Profile {
    Profile {
        first_name: "ΣΟΦΊΑ".into(),
        orders_count: i64::MAX,
        total_spent: "99999999999999.9999".parse().expect("money"),
        attributes: [("colour".to_owned(), json!(null)), ("shoe_size".to_owned(), json!({"eu": 40}))]
            .into_iter()
            .collect(),
        ..blank(4, "sofia@example.gr", "2026-03-29T21:59:59.999999Z")
    }
}

fn company(id: i64) -> CompanyId {
    CompanyId::new(id).expect("an id")
}

fn segment(id: i64) -> SegmentId {
    SegmentId::new(id).expect("an id")
}

pub(super) fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

pub(super) fn money(text: &str) -> Money {
    text.parse().expect("money")
}

fn blank(id: i64, email: &str, created: &str) -> Profile {
    let id = CustomerId::new(id).expect("an id");
    Profile::new(id, email.parse().expect("an address"), at(created))
}
