//! What the customers of the shared table did.

use growffinity_kernel::{CampaignId, StoreId};
use serde_json::{Value, json};

use super::{
    at,
    people::{decimal, money},
};
use crate::{
    condition::CampaignAction,
    profile::{Engagement, Event, Order, OrderLine, OrderStatus},
};

/// Three that count (one in another currency), one that does not, one in a currency without a rate.
pub(super) fn of_ann() -> Vec<Order> {
    vec![
        Order {
            store: StoreId::new(1),
            currency: "EUR".into(),
            country: "FR".into(),
            payment_method: "stripe".into(),
            coupons: vec!["SPRING".into(), "vip-7".into()],
            discount: money("2.50"),
            shipping: money("5"),
            tax: money("8.33"),
            ..Order::new(at("2026-03-28T11:00:00Z"), money("50"))
        }
        .with_line(line(7, "A-1", "Blue Mug", &["Kitchen", "Gifts"], 2, "30"))
        .with_line(line(8, "B-2", "Tea", &["Food"], 1, "20")),
        Order {
            store: StoreId::new(2),
            currency: "USD".into(),
            rate: Some(decimal("0.90005")),
            refunded: money("5"),
            campaign: CampaignId::new(2),
            ..Order::new(at("2025-12-31T23:30:00Z"), money("15.5001"))
        }
        .with_line(line(7, "a-1", "Mug", &["KITCHEN"], 1, "15.5001")),
        Order { status: OrderStatus::Processing, ..Order::new(at("2026-03-01T00:00:00Z"), money("2.50")) },
        Order {
            status: OrderStatus::Cancelled,
            payment_method: "PayPal".into(),
            ..Order::new(at("2026-03-29T10:00:00Z"), money("1000"))
        }
        .with_line(line(9, "C-3", "Pot", &[], 10, "1000")),
        Order { rate: None, currency: "XAU".into(), ..Order::new(at("2026-03-20T10:00:00Z"), money("3")) }
            .with_line(line(10, "G-1", "Gold", &["Metal"], 3, "3")),
    ]
}

/// Two without lines, one with a line of which nothing is known.
pub(super) fn of_bob() -> Vec<Order> {
    vec![
        Order { country: "US".into(), ..Order::new(at("2020-02-29T12:00:00Z"), money("33.34")) },
        Order { country: "us".into(), ..Order::new(at("2026-03-29T22:00:00Z"), money("33.33")) },
        Order::new(at("2026-03-15T22:00:00Z"), money("33.33")).with_line(OrderLine {
            quantity: 4,
            total: money("33.33"),
            ..OrderLine::default()
        }),
    ]
}

/// In the future, for nothing.
pub(super) fn of_elodie() -> Vec<Order> {
    vec![
        Order { status: OrderStatus::OnHold, ..Order::new(at("2026-03-30T10:00:00Z"), money("9")) },
        Order::new(at("2026-03-31T09:00:00Z"), money("0")).with_line(line(8, "B-2", "TEA", &["food"], 1, "0")),
    ]
}

pub(super) fn events_of_ann() -> Vec<Event> {
    vec![
        event("checkout_started", "2026-03-28T11:00:00Z", &json!({"value": "45.00", "sku": "A-1"})),
        event(
            "checkout_started",
            "2026-03-28T10:59:59.999999Z",
            &json!({"value": 15.5, "sku": "b-2", "at": "2026-04-01"}),
        ),
        event("checkout_started", "2025-01-01T00:00:00Z", &json!({"value": "much"})),
        event("visit", "2026-03-30T10:00:00Z", &json!({"pages": ["home", "Tea"]})),
    ]
}

pub(super) fn events_of_bob() -> Vec<Event> {
    vec![event("visit", "2026-03-29T00:00:00Z", &json!({"value": 1e300, "pages": []}))]
}

/// One campaign came, was opened twice and clicked; another came back.
pub(super) fn engagements_of_ann() -> Vec<Engagement> {
    vec![
        engagement(1, CampaignAction::Sent, None, "2026-03-27T08:00:00Z"),
        engagement(1, CampaignAction::Opened, None, "2026-03-27T09:00:00Z"),
        engagement(1, CampaignAction::Opened, None, "2026-03-28T11:00:00Z"),
        engagement(1, CampaignAction::Clicked, Some("https://shop.example.com/Tea"), "2026-03-28T11:00:00Z"),
        engagement(1, CampaignAction::Converted, None, "2026-03-28T12:00:00Z"),
        engagement(2, CampaignAction::Sent, None, "2026-01-01T08:00:00Z"),
        engagement(2, CampaignAction::Bounced, None, "2026-01-01T08:00:00Z"),
    ]
}

/// Never came, or came and was complained of.
pub(super) fn engagements_of_bob() -> Vec<Engagement> {
    vec![
        engagement(1, CampaignAction::Bounced, None, "2026-03-27T08:00:00Z"),
        engagement(3, CampaignAction::Sent, None, "2026-03-29T08:00:00Z"),
        engagement(3, CampaignAction::Opened, None, "2026-03-29T09:00:00Z"),
        engagement(3, CampaignAction::Complained, None, "2026-03-29T09:01:00Z"),
        engagement(3, CampaignAction::Unsubscribed, None, "2026-03-29T09:02:00Z"),
    ]
}

fn line(product: i64, sku: &str, name: &str, categories: &[&str], quantity: i64, total: &str) -> OrderLine {
    OrderLine {
        product_id: Some(product),
        sku: sku.to_owned(),
        name: name.to_owned(),
        categories: categories.iter().map(|&category| category.to_owned()).collect(),
        quantity,
        total: money(total),
    }
}

fn event(name: &str, occurred_at: &str, properties: &Value) -> Event {
    let properties = properties.as_object().cloned().unwrap_or_default();
    Event { name: name.to_owned(), occurred_at: at(occurred_at), properties }
}

fn engagement(campaign: i64, action: CampaignAction, link: Option<&str>, occurred_at: &str) -> Engagement {
    let campaign = CampaignId::new(campaign).expect("an id");
    Engagement { campaign, action, link: link.map(ToOwned::to_owned), occurred_at: at(occurred_at) }
}
