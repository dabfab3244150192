//! Generated customers: values that meet each other often, at the edges of what rules tell apart.

use chrono::{DateTime, TimeDelta, Utc};
use growffinity_kernel::{CustomerId, Decimal, Money, StoreId};
use growffinity_segmentation::{Address, ConsentStatus, CustomerStatus, Profile, cases, condition::AddressPart};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Words that meet each other often, in several alphabets and cases, some with letters that mean something in SQL.
pub fn word() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "a", "A", "an", "AN", "Ann", "ann", "é", "É", "ÉA", "ß", "ẞ", "SS", "İ", "i", "I", "ı", "Σ", "σ", "ς", "Я",
        "я", "%", "_", "a_", "\\", "'", "\"", "a b", " ", "Ǆ", "ǆ", "Ữ", "ữ", "日本", "🙂", "K",
    ])
    .prop_map(str::to_owned)
}

pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![2 => Just(String::new()), 5 => word(), 3 => (word(), word()).prop_map(|(a, b)| a + &b), 1 => "[^\\x00]{1,6}"]
}

pub fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    // Around the moment of the table to the microsecond, around days to the hour, and over the years.
    let near = prop::sample::select(vec![-1_i64, 0, 1, 1_000_000, -1_000_000]).prop_map(TimeDelta::microseconds);
    let days = (-400_i64..400, prop::sample::select(vec![0_i64, -1, 1, 3_600, 36_000]))
        .prop_map(|(days, seconds)| TimeDelta::days(days) + TimeDelta::seconds(seconds));
    let hours = (-100_i64..100).prop_map(TimeDelta::hours);
    let years = (-20_000_i64..3_000).prop_map(TimeDelta::days);
    prop_oneof![near, days, hours, years].prop_map(|delta| cases::now() + delta)
}

pub fn moment() -> impl Strategy<Value = DateTime<Utc>> {
    prop_oneof![
        3 => Just(cases::now()),
        1 => instant(),
        1 => Just("2028-02-28T12:00:00Z".parse().unwrap()),
        1 => Just("2027-02-27T23:30:00Z".parse().unwrap()),
    ]
}

pub fn member() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => word().prop_map(Value::from),
        3 => number(),
        1 => any::<bool>().prop_map(Value::from),
    ]
}

pub fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        (-3_i64..5).prop_map(Value::from),
        prop::sample::select(vec![0.5, -0.0, 2.5, 1e3, 0.1, 33.3333, 1234.5678]).prop_map(Value::from),
        (0_i64..1_000_000)
            .prop_map(|cents| json!(format!("{}.{:02}", cents / 100, cents % 100).parse::<f64>().unwrap())),
    ]
}

pub fn attribute() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => text().prop_map(Value::from),
        3 => number(),
        1 => prop::sample::select(vec![1e300, -1e300, 1e-300, 1e20, 123_456_789_012_345.0]).prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        3 => prop::collection::vec(prop_oneof![5 => member(), 1 => Just(Value::Null), 1 => Just(json!([1]))], 0..4)
            .prop_map(Value::from),
        1 => Just(Value::Null),
        1 => Just(json!({"a": 1})),
        3 => day_text().prop_map(Value::from),
        1 => (day_text(), prop::sample::select(vec!["T10:00:00Z", " 10:00", "t", "X", "\n", "10"]))
            .prop_map(|(day, time)| json!(day + time)),
    ]
}

fn day_text() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => instant().prop_map(|instant| instant.format("%Y-%m-%d").to_string()),
        1 => prop::sample::select(vec!["2026-02-30", "2026-99-99", "9999-12-31", "0001-01-01", "2028-02-29"]).prop_map(str::to_owned),
    ]
}

fn address() -> impl Strategy<Value = Address> {
    prop::collection::vec((prop::sample::select(AddressPart::ALL), text()), 0..4)
        .prop_map(|parts| parts.into_iter().fold(Address::default(), |address, (part, text)| address.with(part, text)))
}

/// Whole customers, with all they did.
pub fn profile() -> impl Strategy<Value = Profile> {
    (figures().boxed(), super::generated_facts::facts().boxed()).prop_map(|(profile, facts)| Profile {
        company: facts.company,
        tags: facts.tags,
        groups: facts.groups,
        label: facts.label,
        rfm: facts.rfm,
        predicted: facts.predicted,
        orders: facts.orders,
        events: facts.events,
        engagements: facts.engagements,
        segments: facts.segments,
        ..profile
    })
}

fn figures() -> impl Strategy<Value = Profile> {
    let names = (text(), text(), text(), text(), text(), text());
    let ids = (prop::collection::vec(word(), 0..3), address(), address(), prop::option::of(1_i64..3));
    let states = (
        prop::sample::select(CustomerStatus::ALL),
        prop::sample::select(ConsentStatus::ALL),
        prop::option::of(instant()),
        prop::option::of(instant()),
    );
    let orders = (
        prop_oneof![0_i64..4, 0_i64..100],
        prop_oneof![Just(0_i64), 0_i64..100_000, (0_i64..10).prop_map(|n| n * 250_000)],
        0_i64..3,
        prop::option::of(instant()),
        prop::option::of(instant()),
    );
    let attributes = prop::collection::btree_map(prop::sample::select(vec!["k", "a.b", "Ä"]), attribute(), 0..4);
    let email = prop::sample::select(vec!["ann@example.com", "an@example.org", "bob_@a.invalid"]);
    (names, ids, states, orders, attributes, (email, instant(), instant())).prop_map(
        |(names, ids, states, orders, attributes, (email, created_at, modified_at))| {
            let money = |units: i64| Money::new(Decimal::new(units, 4)).unwrap();
            let attributes: Map<String, Value> =
                attributes.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
            Profile {
                first_name: names.0,
                last_name: names.1,
                phone: names.2,
                locale: names.3,
                timezone: names.4,
                consent_source: names.5,
                external_ids: ids.0,
                billing: ids.1,
                shipping: ids.2,
                store: ids.3.and_then(StoreId::new),
                status: states.0,
                consent: states.1,
                consent_at: states.2,
                birthday: states.3.map(|instant| instant.date_naive()),
                orders_count: orders.0,
                total_spent: money(orders.1),
                refunded_total: money(orders.2),
                first_order_at: orders.3,
                last_order_at: orders.4,
                modified_at,
                attributes,
                ..Profile::new(CustomerId::new(1).unwrap(), email.parse().unwrap(), created_at)
            }
        },
    )
}
