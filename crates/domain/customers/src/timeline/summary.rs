//! What happened, in words: one sentence an entry.

use growffinity_kernel::EventType;
use serde_json::{Map, Value};

use super::{Happened, Money, TimelineEntry, TimelineKind, What};

impl From<Happened> for TimelineEntry {
    fn from(happened: Happened) -> Self {
        let Happened { id, at, what } = happened;
        let summary = summary(&what);
        let kind = match &what {
            What::Event { kind, .. } => TimelineKind::Event(*kind),
            What::Custom { .. } => TimelineKind::Event(EventType::CustomEventRecorded),
            What::Note { .. } => TimelineKind::NoteAdded,
        };
        Self { id, kind, at, summary, data: data(what) }
    }
}

/// What happened, in English.
fn summary(what: &What) -> String {
    match what {
        What::Event { kind, object, data, called, total } => {
            let called = called.as_deref().filter(|name| !name.is_empty());
            event(*kind, &Told { object: *object, data, called, total: *total })
        }
        What::Custom { name, .. } => format!("Did {name}"),
        What::Note { category, author, .. } => {
            let category = category.replace('_', " ");
            match author.as_deref().filter(|name| !name.is_empty()) {
                Some(author) => format!("{author} wrote a note ({category})"),
                None => format!("A note was written ({category})"),
            }
        }
    }
}

/// What an event tells of.
struct Told<'a> {
    object: i64,
    data: &'a Map<String, Value>,
    called: Option<&'a str>,
    total: Option<Money>,
}

fn event(kind: EventType, told: &Told<'_>) -> String {
    match kind {
        EventType::CustomerCreated => "Became a customer".to_owned(),
        EventType::CustomerUpdated => customer_updated(told),
        EventType::CustomerDeleted => "The record was erased or became part of another".to_owned(),
        EventType::CustomerUnsubscribed => "Unsubscribed from e-mail".to_owned(),
        EventType::OrderCreated => format!("Placed {}{}", told.order("order"), told.amount()),
        EventType::OrderUpdated => order_updated(told),
        EventType::OrderCompleted => format!("{} was completed{}", told.order("Order"), told.amount()),
        EventType::OrderDeleted => format!("{} was deleted", told.order("Order")),
        EventType::CustomEventRecorded => format!("Did {}", told.text("name").unwrap_or("something")),
        EventType::SegmentUpdated => format!("The segment {} changed", told.name()),
        EventType::SegmentMemberJoined => format!("Joined the segment {}", told.name()),
        EventType::SegmentMemberLeft => format!("Left the segment {}", told.name()),
        EventType::CampaignSent => format!("The campaign {} was sent", told.name()),
        EventType::CampaignBounced => format!("An e-mail of the campaign {} came back", told.name()),
        EventType::CampaignOpened => format!("Opened the campaign {}", told.name()),
        EventType::CampaignClicked => format!("Followed a link of the campaign {}", told.name()),
        EventType::WorkflowTriggered => format!("Entered the workflow {}", told.name()),
        EventType::WorkflowCompleted => format!("Came to the end of the workflow {}", told.name()),
        EventType::WebhookDisabled => "A webhook was disabled".to_owned(),
        EventType::ExportCompleted => "An export came to its end".to_owned(),
        EventType::ImportCompleted => "An import came to its end".to_owned(),
    }
}

impl Told<'_> {
    fn text(&self, member: &str) -> Option<&str> {
        self.data.get(member).and_then(Value::as_str)
    }

    /// The order by its number, or else its id.
    fn order(&self, word: &str) -> String {
        self.called.map_or_else(|| format!("{word} #{}", self.object), |number| format!("{word} {number}"))
    }

    fn name(&self) -> String {
        self.called.map_or_else(|| format!("#{}", self.object), str::to_owned)
    }

    fn amount(&self) -> String {
        self.total
            .map_or_else(String::new, |Money { amount, currency }| format!(" ({} {currency})", amount.format(currency)))
    }

    /// The members that changed, as words.
    fn changed(&self) -> Vec<String> {
        let changed = self.data.get("changed").and_then(Value::as_array);
        changed.into_iter().flatten().filter_map(Value::as_str).map(|member| member.replace('_', " ")).collect()
    }

    /// Tags or groups that came or went.
    fn marks(&self, way: &str, member: &str) -> Option<String> {
        let names = self.data.get(way)?.get(member)?.as_array()?;
        let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }
}

fn customer_updated(told: &Told<'_>) -> String {
    let mut sentences = Vec::new();
    let consent = told.data.get("consent").and_then(Value::as_object);
    if let Some(to) = consent.and_then(|consent| consent.get("to")).and_then(Value::as_str) {
        let from = consent.and_then(|consent| consent.get("from")).and_then(Value::as_str);
        sentences.push(match from.filter(|from| *from != to) {
            Some(from) => format!("Consent to e-mail changed from {from} to {to}"),
            None => format!("Consent to e-mail: {to}"),
        });
    }
    for (way, member, words) in [
        ("added", "tags", "Tagged"),
        ("removed", "tags", "No longer tagged"),
        ("added", "groups", "Joined the group"),
        ("removed", "groups", "Left the group"),
    ] {
        sentences.extend(told.marks(way, member).map(|names| format!("{words} {names}")));
    }
    let said = |member: &str| {
        (member == "consent" && consent.is_some())
            || ["added", "removed"].iter().any(|way| told.marks(way, member).is_some())
    };
    let rest: Vec<String> = told.changed().into_iter().filter(|member| !said(member)).collect();
    if !rest.is_empty() {
        sentences.push(format!("Changed: {}", rest.join(", ")));
    }
    if sentences.is_empty() { "The record changed".to_owned() } else { sentences.join(". ") }
}

fn order_updated(told: &Told<'_>) -> String {
    let order = told.order("Order");
    if let (Some(from), Some(to)) = (told.text("from"), told.text("to")) {
        return format!("{order} went from {from} to {to}");
    }
    let changed = told.changed();
    if changed.is_empty() { format!("{order} changed") } else { format!("{order} changed: {}", changed.join(", ")) }
}

/// What happened, for programs: what the event says, and what it is about.
fn data(what: What) -> Map<String, Value> {
    match what {
        What::Event { kind, object, mut data, called, total } => {
            let (id, name) = match kind {
                EventType::OrderCreated
                | EventType::OrderUpdated
                | EventType::OrderCompleted
                | EventType::OrderDeleted => ("order_id", "number"),
                EventType::SegmentUpdated | EventType::SegmentMemberJoined | EventType::SegmentMemberLeft => {
                    ("segment_id", "name")
                }
                EventType::CampaignSent => ("campaign_id", "name"),
                EventType::CampaignOpened | EventType::CampaignClicked | EventType::CampaignBounced => {
                    ("recipient_id", "name")
                }
                EventType::WorkflowTriggered | EventType::WorkflowCompleted => ("run_id", "name"),
                EventType::WebhookDisabled => ("webhook_id", "name"),
                EventType::ExportCompleted => ("export_id", "name"),
                EventType::CustomerCreated
                | EventType::CustomerUpdated
                | EventType::CustomerDeleted
                | EventType::CustomerUnsubscribed => ("customer_id", "name"),
                EventType::CustomEventRecorded => ("event_id", "name"),
                EventType::ImportCompleted => ("import_id", "name"),
            };
            data.insert(id.to_owned(), Value::from(object));
            if let Some(called) = called {
                data.insert(name.to_owned(), Value::from(called));
            }
            if let Some(Money { amount, currency }) = total {
                data.insert("total".to_owned(), Value::from(amount.format(currency)));
                data.insert("currency".to_owned(), Value::from(currency.to_string()));
            }
            data
        }
        What::Custom { name, properties } => {
            [("name".to_owned(), Value::from(name)), ("properties".to_owned(), properties)].into_iter().collect()
        }
        What::Note { category, text, author } => [
            ("category".to_owned(), Value::from(category)),
            ("note".to_owned(), Value::from(text)),
            ("author".to_owned(), Value::from(author)),
        ]
        .into_iter()
        .collect(),
    }
}

#[cfg(test)]
mod tests {
    use growffinity_kernel::{Currency, EventType};
    use serde_json::{Value, json};

    use super::{Happened, Money, TimelineEntry, What};

    fn told(kind: EventType, data: &Value, called: Option<&str>) -> TimelineEntry {
        let total = kind
            .as_str()
            .starts_with("order")
            .then(|| Money { amount: "50".parse().unwrap(), currency: Currency::USD });
        let what = What::Event {
            kind,
            object: 9,
            data: data.as_object().cloned().unwrap(),
            called: called.map(str::to_owned),
            total,
        };
        Happened { id: 1, at: "2026-06-01T12:00:00Z".parse().unwrap(), what }.into()
    }

    #[test]
    fn each_event_is_a_sentence() {
        for (kind, data, called, expected) in [
            (EventType::OrderCreated, json!({"status": "completed"}), Some("1001"), "Placed order 1001 (50.00 USD)"),
            (EventType::OrderCreated, json!({}), Some(""), "Placed order #9 (50.00 USD)"),
            (EventType::OrderCompleted, json!({}), Some("1001"), "Order 1001 was completed (50.00 USD)"),
            (
                EventType::OrderUpdated,
                json!({"changed": ["status"], "from": "pending", "to": "failed"}),
                Some("7"),
                "Order 7 went from pending to failed",
            ),
            (
                EventType::OrderUpdated,
                json!({"changed": ["total", "line_items"]}),
                Some("7"),
                "Order 7 changed: total, line items",
            ),
            (EventType::OrderDeleted, json!({}), None, "Order #9 was deleted"),
            (EventType::SegmentMemberJoined, json!({}), Some("Lapsed"), "Joined the segment Lapsed"),
            (EventType::SegmentMemberLeft, json!({}), None, "Left the segment #9"),
            (EventType::CustomerUpdated, json!({}), None, "The record changed"),
            (
                EventType::CustomerUpdated,
                json!({"changed": ["first_name", "phone"]}),
                None,
                "Changed: first name, phone",
            ),
            (
                EventType::CustomerUpdated,
                json!({"changed": ["consent"], "consent": {"from": "pending", "to": "subscribed", "source": ""}}),
                None,
                "Consent to e-mail changed from pending to subscribed",
            ),
            (
                EventType::CustomerUpdated,
                json!({"changed": ["email", "tags", "groups"], "added": {"tags": ["vip", "new"]},
                    "removed": {"groups": ["news"]}}),
                None,
                "Tagged vip, new. Left the group news. Changed: email",
            ),
        ] {
            assert_eq!(told(kind, &data, called).summary, expected);
        }
    }

    #[test]
    fn no_event_is_left_without_words_or_its_thing() {
        for kind in EventType::ALL {
            let entry = told(*kind, &json!({"changed": ["x"]}), None);
            assert!(entry.summary.len() > 5 && !entry.summary.contains("{}"), "{}: {}", kind.as_str(), entry.summary);
            assert!(entry.data.iter().any(|(name, value)| name.ends_with("_id") && *value == 9), "{}", kind.as_str());
            assert_eq!(entry.kind.as_str(), kind.as_str());
        }
    }

    #[test]
    fn a_note_says_who_wrote_it() {
        let note = |author: Option<&str>| {
            let what = What::Note {
                category: "follow_up".to_owned(),
                text: "Call.".to_owned(),
                author: author.map(str::to_owned),
            };
            let happened = Happened { id: 1, at: "2026-06-01T12:00:00Z".parse().unwrap(), what };
            TimelineEntry::from(happened)
        };
        assert_eq!(note(Some("Ann")).summary, "Ann wrote a note (follow up)");
        assert_eq!(note(None).summary, "A note was written (follow up)");
        assert_eq!(Value::Object(note(None).data), json!({"category": "follow_up", "note": "Call.", "author": null}));
    }
}
