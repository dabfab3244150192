//! Generated histories of customers, and what stands beside them.

use std::collections::BTreeSet;

use growffinity_kernel::{CampaignId, CompanyId, Decimal, Money, SegmentId, StoreId};
use growffinity_segmentation::{
    Company, Engagement, Event, Label, Order, OrderLine, OrderStatus, Predicted, Scores, condition::CampaignAction,
    rfm::RfmSegment,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::generated_people::{attribute, instant, number, word};

/// What a customer did, and what stands beside.
#[derive(Debug)]
pub struct Facts {
    pub company: Option<Company>,
    pub tags: Vec<String>,
    pub groups: Vec<String>,
    pub label: Label,
    pub rfm: Option<Scores>,
    pub predicted: Predicted,
    pub orders: Vec<Order>,
    pub events: Vec<Event>,
    pub engagements: Vec<Engagement>,
    pub segments: BTreeSet<SegmentId>,
}

/// Names of companies, by their ids from 1.
const COMPANIES: [&str; 3] = ["ACME Söhne", "an", "É_%"];
pub const NAMES: [&str; 4] = ["Wholesale", "an", "É b", "x_%"];
pub const SKUS: [&str; 6] = ["", "A-1", "a-1", "É%", "b_2", "\\"];
pub const CATEGORIES: [&str; 5] = ["Kitchen", "KITCHEN", "Tea", "É", "%"];
pub const COUPONS: [&str; 4] = ["SPRING", "spring", "É", "v'i\"p"];
pub const WORDS: [&str; 6] = ["", "stripe", "Stripe", "FR", "fr", "É"];
pub const LINKS: [&str; 2] = ["https://a.example/x", "https://a.example/X"];

fn some(all: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(all).prop_map(str::to_owned)
}

fn money(most: i64) -> impl Strategy<Value = Money> {
    prop_oneof![1 => Just(0_i64), 2 => 0_i64..most, 2 => (0_i64..=4).prop_map(move |n| n * 10_000)]
        .prop_map(|units| Money::new(Decimal::new(units, 4)).unwrap())
}

fn line() -> impl Strategy<Value = OrderLine> {
    let categories = prop::collection::vec(some(&CATEGORIES), 0..3);
    let name = prop_oneof![1 => Just(String::new()), 4 => word()];
    (prop::option::of(1_i64..4), some(&SKUS), name, categories, 0_i64..4, money(100_000)).prop_map(
        |(product_id, sku, name, categories, quantity, total)| OrderLine {
            product_id,
            sku,
            name,
            categories,
            quantity,
            total,
        },
    )
}

fn order() -> impl Strategy<Value = Order> {
    let rate = prop_oneof![4 => Just(Some(Decimal::ONE)), 2 => Just(Some(Decimal::new(90_005, 5))), 1 => Just(None)];
    let status = prop_oneof![3 => Just(OrderStatus::Completed), 2 => prop::sample::select(OrderStatus::ALL)];
    let words = (some(&WORDS), some(&WORDS), some(&["EUR", "USD", "usd"]), prop::collection::vec(some(&COUPONS), 0..3));
    let amounts = (money(500_000), money(10_000), money(20_000), money(20_000), money(20_000));
    let from = (1_i64..4, prop::option::of(1_i64..4));
    (instant(), rate, status, words, amounts, from, prop::collection::vec(line(), 0..4)).prop_map(
        |(created_at, rate, status, words, amounts, from, lines)| Order {
            rate,
            status,
            payment_method: words.0,
            country: words.1,
            currency: words.2,
            coupons: words.3,
            refunded: amounts.1,
            discount: amounts.2,
            shipping: amounts.3,
            tax: amounts.4,
            store: StoreId::new(from.0),
            campaign: from.1.and_then(CampaignId::new),
            lines,
            ..Order::new(created_at, amounts.0)
        },
    )
}

fn property() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => attribute(),
        2 => number().prop_map(|number| json!(number.to_string())),
        1 => prop::sample::select(vec!["45.00", "-3", "1.23456", "1e3", "", ".5", "5.", "123456789012345", "00012"]).prop_map(Value::from),
        1 => prop::sample::select(vec![99_999_999_999_999.98, 0.00005, -0.00005, 2.00015, 1e14]).prop_map(Value::from),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let properties = prop::collection::btree_map(prop::sample::select(vec!["value", "k"]), property(), 0..3);
    (some(&["visit", "buy"]), instant(), properties).prop_map(|(name, occurred_at, properties)| {
        let properties: Map<String, Value> =
            properties.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        Event { name, occurred_at, properties }
    })
}

/// What happened with one campaign: a message that came or did not, and hits.
fn campaign(campaign: i64) -> impl Strategy<Value = Vec<Engagement>> {
    let hit = (prop::sample::select(CampaignAction::ALL), instant(), some(&LINKS));
    (instant(), 0..4, prop::collection::vec(hit, 0..4)).prop_map(move |(sent_at, fate, hits)| {
        let one = |action, link, occurred_at| Engagement {
            campaign: CampaignId::new(campaign).unwrap(),
            action,
            link,
            occurred_at,
        };
        let mut all = Vec::new();
        if fate == 1 || fate == 3 {
            all.push(one(CampaignAction::Sent, None, sent_at));
        }
        if fate == 2 || fate == 3 {
            all.push(one(CampaignAction::Bounced, None, sent_at));
        }
        let of_ledger = |action: &CampaignAction| matches!(action, CampaignAction::Sent | CampaignAction::Bounced);
        for (action, at, link) in hits.into_iter().filter(|(action, ..)| !of_ledger(action)) {
            all.push(one(action, (action == CampaignAction::Clicked).then_some(link), at));
        }
        all
    })
}

pub fn facts() -> impl Strategy<Value = Facts> {
    let scores = (1_u8..=5, 1_u8..=5, 1_u8..=5, prop::sample::select(RfmSegment::ALL));
    let rfm = prop::option::of(scores.prop_map(|(recency, frequency, monetary, segment)| Scores {
        recency,
        frequency,
        monetary,
        segment,
    }));
    let predicted =
        (prop::option::of(0_i64..50_000), prop::option::of(0_i64..1_000_000), prop::option::of(0_i64..=10_000))
            .prop_map(|(orders, revenue, churn)| Predicted {
                orders_12_months: orders.map(|orders| Decimal::new(orders, 4)),
                revenue_12_months: revenue.map(|revenue| Money::new(Decimal::new(revenue, 4)).unwrap()),
                churn_probability: churn.map(|churn| Decimal::new(churn, 4)),
            });
    let company = prop::option::of((1_i64..=3).prop_map(|id| Company {
        id: CompanyId::new(id).unwrap(),
        name: COMPANIES[usize::try_from(id - 1).unwrap()].to_owned(),
    }));
    let names = || prop::collection::btree_set(some(&NAMES), 0..3).prop_map(|names| names.into_iter().collect());
    let segments = prop::collection::btree_set((101_i64..=102).prop_map(|id| SegmentId::new(id).unwrap()), 0..3);
    let done = (
        prop::collection::vec(order().boxed(), 0..5).boxed(),
        prop::collection::vec(event().boxed(), 0..4).boxed(),
        (campaign(1), campaign(2)).prop_map(|(one, two)| [one, two].concat()).boxed(),
        segments,
    );
    (company, names(), names(), prop::sample::select(Label::ALL), rfm, predicted, done).prop_map(
        |(company, tags, groups, label, rfm, predicted, (orders, events, engagements, segments))| Facts {
            company,
            tags,
            groups,
            label,
            rfm,
            predicted,
            orders,
            events,
            engagements,
            segments,
        },
    )
}
