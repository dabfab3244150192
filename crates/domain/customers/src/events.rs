//! The events customers and orders raise.

use chrono::{DateTime, Utc};
use growffinity_kernel::{CustomerId, DomainEvent, EventType, ObjectType, OrderId, Origin};
use serde_json::{Value, json};

use crate::{ConsentStatus, Customer, OrderData, OrderStatus, custom_events::CustomEvent, marks::Marked};

/// A customer came to be.
pub fn customer_created(id: CustomerId, origin: Origin, now: DateTime<Utc>) -> DomainEvent {
    DomainEvent::new(EventType::CustomerCreated, ObjectType::Customer, id.get(), now)
        .of_customer(Some(id))
        .from_origin(origin)
}

/// Members of a customer's record changed.
pub fn customer_updated(id: CustomerId, changed: &[&str], origin: Origin, now: DateTime<Utc>) -> DomainEvent {
    DomainEvent::new(EventType::CustomerUpdated, ObjectType::Customer, id.get(), now)
        .of_customer(Some(id))
        .from_origin(origin)
        .with("changed", changed.to_vec())
}

/// An order is gone.
pub fn order_deleted(id: OrderId, customer: Option<CustomerId>, origin: Origin, now: DateTime<Utc>) -> DomainEvent {
    DomainEvent::new(EventType::OrderDeleted, ObjectType::Order, id.get(), now)
        .of_customer(customer)
        .from_origin(origin)
}

/// What a change of a customer's record raises: updated with the members that changed, consent with its statuses before
/// and after; and unsubscribed, when the customer becomes that.
pub fn customer_changed(
    before: &Customer,
    after: &Customer,
    changed: &[&str],
    origin: Origin,
    now: DateTime<Utc>,
) -> Vec<DomainEvent> {
    let mut updated = customer_updated(before.id, changed, origin, now);
    if before.consent == after.consent {
        return vec![updated];
    }
    let (from, to) = (before.consent.status, after.consent.status);
    updated =
        updated.with("consent", json!({"from": from.as_str(), "to": to.as_str(), "source": after.consent.source}));
    let unsubscribed = to == ConsentStatus::Unsubscribed && from != to;
    let unsubscribed = unsubscribed.then(|| {
        let event = customer_unsubscribed(before.id, origin, now);
        let campaign = after.consent.by.strip_prefix("campaign:").and_then(|id| id.parse::<i64>().ok());
        if let Some(campaign) = campaign { event.with("campaign_id", campaign) } else { event }
    });
    std::iter::once(updated).chain(unsubscribed).collect()
}

/// A customer wants no more mail.
pub fn customer_unsubscribed(id: CustomerId, origin: Origin, now: DateTime<Utc>) -> DomainEvent {
    DomainEvent::new(EventType::CustomerUnsubscribed, ObjectType::Customer, id.get(), now)
        .of_customer(Some(id))
        .from_origin(origin)
}

/// Tells of marks that came or went in `events`, which tell of the other changes of the same request: in the event of
/// the customer's creation or change, which is added when there is none.
pub fn customer_tied(
    events: &mut Vec<DomainEvent>,
    id: CustomerId,
    marked: &Marked,
    origin: Origin,
    now: DateTime<Utc>,
) {
    if marked.is_empty() {
        return;
    }
    let is_told = |event: &DomainEvent| {
        event.object_id == id.get() && matches!(event.kind, EventType::CustomerCreated | EventType::CustomerUpdated)
    };
    let place = events.iter().position(is_told);
    let event = place.map_or_else(|| customer_updated(id, &[], origin, now), |place| events.remove(place));
    let mut event = marked.told_in(event);
    if let Some(Value::Array(changed)) = event.data.get_mut("changed") {
        changed.extend(marked.members().into_iter().map(Value::from));
    }
    events.insert(place.unwrap_or(events.len()), event);
}

/// Tells of members that changed besides those that `events` tell of already, in the event of the customer's change, which
/// is added when there is none.
pub fn customer_also_changed(
    events: &mut Vec<DomainEvent>,
    id: CustomerId,
    members: &[&str],
    origin: Origin,
    now: DateTime<Utc>,
) {
    if members.is_empty() {
        return;
    }
    let is_told = |event: &&mut DomainEvent| event.object_id == id.get() && event.kind == EventType::CustomerUpdated;
    let Some(event) = events.iter_mut().find(is_told) else {
        events.push(customer_updated(id, members, origin, now));
        return;
    };
    if let Some(Value::Array(changed)) = event.data.get_mut("changed") {
        let new: Vec<Value> = members.iter().map(|member| Value::from(*member)).collect();
        changed.extend(new.into_iter().filter(|member| !changed.contains(member)).collect::<Vec<_>>());
    }
}

/// What recording an order raises: created, or updated with what changed and the status before; and completed, the
/// first time it is.
pub fn order_recorded(
    id: OrderId,
    before: Option<&OrderData>,
    after: &OrderData,
    changed: &[&str],
    origin: Origin,
    now: DateTime<Utc>,
) -> Vec<DomainEvent> {
    let event =
        |kind| DomainEvent::new(kind, ObjectType::Order, id.get(), now).of_customer(after.customer).from_origin(origin);
    let mut events = Vec::with_capacity(2);
    match before {
        None => events.push(event(EventType::OrderCreated).with("status", after.status.as_str())),
        Some(before) => {
            let mut updated = event(EventType::OrderUpdated).with("changed", changed.to_vec());
            if before.status != after.status {
                updated = updated.with("from", before.status.as_str()).with("to", after.status.as_str());
            }
            events.push(updated);
        }
    }
    let was_completed = before.is_some_and(|before| before.completed_at.is_some());
    if after.status == OrderStatus::Completed && !was_completed {
        events.push(event(EventType::OrderCompleted));
    }
    events
}

/// A shop told of something a customer did. Its properties stay where the event is kept.
pub fn custom_event_recorded(event: &CustomEvent, origin: Origin, now: DateTime<Utc>) -> DomainEvent {
    DomainEvent::new(EventType::CustomEventRecorded, ObjectType::CustomEvent, event.id.get(), now)
        .of_customer(Some(event.customer))
        .from_origin(origin)
        .with("name", event.name.as_str())
}
