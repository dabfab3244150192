//! What a body can say about a webhook.

use chrono::TimeDelta;
use chrono_tz::Tz;
use growffinity_kernel::{EventType, Span, UserId};
use growffinity_webhooks::{NewWebhook, Pattern, Payload, Topics, WebhookChange, WebhookSecret, WebhookStatus};
use serde_json::{Value, json};

use crate::{
    rest::{
        list::date,
        params::{At, Choice, Fault, FromParams, Kind, List, Name, Patch, Reader},
    },
    v1::{kinds::WebAddress, shared::names_id},
};

/// What a webhook can be told of: a type, `customer.*` or `*`.
pub struct Topic;

impl Kind for Topic {
    type Out = Pattern;

    fn parse(&self, value: &Value, at: &At<'_>, _zone: Tz) -> Result<Pattern, Fault> {
        let Value::String(text) = value else { return Err(Fault::wrong_type(at, "string")) };
        Pattern::parse(text).map_err(|why| Fault::new(at, "rest_not_in_enum", format!("{at} {why}.")))
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "maxLength": 60, "example": "customer.created"})
    }
}

/// The type of an event that webhooks are told of.
#[derive(Debug, Clone, Copy)]
pub struct EventName;

impl EventName {
    fn names() -> Vec<&'static str> {
        EventType::ALL.iter().filter(|kind| !kind.is_internal()).map(|kind| kind.as_str()).collect()
    }
}

impl Kind for EventName {
    type Out = EventType;

    fn parse(&self, value: &Value, at: &At<'_>, _zone: Tz) -> Result<EventType, Fault> {
        let Value::String(text) = value else { return Err(Fault::wrong_type(at, "string")) };
        let found = EventType::from_name(text).filter(|kind| !kind.is_internal());
        found.ok_or_else(|| Fault::not_in_enum(at, &Self::names()))
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "enum": Self::names()})
    }
}

/// What deliveries are signed with.
struct Secret;

impl Kind for Secret {
    type Out = WebhookSecret;

    fn parse(&self, value: &Value, at: &At<'_>, _zone: Tz) -> Result<WebhookSecret, Fault> {
        let Value::String(text) = value else { return Err(Fault::wrong_type(at, "string")) };
        WebhookSecret::parse(text).map_err(|why| Fault::new(at, "rest_invalid_pattern", format!("{at} {why}.")))
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "maxLength": 200, "pattern": "^[!-~]*$"})
    }
}

/// The body of a create.
pub struct WebhookBody {
    topics: Topics,
    delivery_url: String,
    rest: WebhookChange,
    payload: Payload,
    /// Whether it names an id.
    pub names_id: bool,
}

impl FromParams for WebhookBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let delivery_url = reader.field("delivery_url", WebAddress).about("Where to.").required();
        let wanted = read_topics(reader);
        let named = reader.lookup("events").or(reader.lookup("topic"));
        if wanted.is_none() && named.is_none_or(Value::is_null) {
            reader.missing("events");
        }
        let rest = read_rest(reader);
        let (topics, by_topic) = wanted?;
        let default = if by_topic { Payload::Resource } else { Payload::Event };
        let payload = rest.payload.unwrap_or(default);
        Some(Self { topics, delivery_url: delivery_url?, rest, payload, names_id: names_id(reader) })
    }
}

impl WebhookBody {
    /// What it is told of.
    pub const fn topics(&self) -> &Topics {
        &self.topics
    }

    /// The webhook that is wanted, in the view of `owner`.
    pub fn owned_by(self, owner: UserId) -> NewWebhook {
        NewWebhook {
            name: self.rest.name,
            status: self.rest.status.unwrap_or(WebhookStatus::Active),
            topics: self.topics,
            payload: self.payload,
            delivery_url: self.delivery_url,
            secret: self.rest.secret,
            owner,
        }
    }
}

/// The body of an update.
pub struct WebhookPatch(pub WebhookChange);

impl FromParams for WebhookPatch {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let delivery_url = reader.field("delivery_url", WebAddress).about("Where to.").optional();
        let topics = read_topics(reader).map(|(topics, _)| topics);
        Some(Self(WebhookChange { delivery_url, topics, ..read_rest(reader) }))
    }
}

/// `events`, or else `topic`, and whether it was the latter.
fn read_topics(reader: &mut Reader<'_>) -> Option<(Topics, bool)> {
    let events = reader.field("events", List::of(Topic, Topics::MOST));
    let events = events.about("What it is told of: types, `customer.*`, or `*` for everything.").optional();
    let topic = reader.field("topic", EventName).about("One type, as WooCommerce's clients say it.").optional();
    match (events, topic) {
        (Some(events), _) => {
            let topics = Topics::new(events).map(|topics| (topics, false));
            if topics.is_none() {
                reader.fault_at("events", "rest_too_few_items", "events must contain at least 1 item.");
            }
            topics
        }
        (None, Some(kind)) => Topics::new([Pattern::Event(kind)]).map(|topics| (topics, true)),
        (None, None) => None,
    }
}

/// The states that a caller can give.
const STATUSES: &[WebhookStatus] = WebhookStatus::ALL;

fn read_rest(reader: &mut Reader<'_>) -> WebhookChange {
    let name = match reader.field("name", Name(200)).about("What people call it.").patch() {
        Patch::Value(name) => Some(name),
        Patch::Absent | Patch::Null => None,
    };
    let statuses = Choice { all: STATUSES, name: WebhookStatus::as_str };
    let payloads = Choice { all: Payload::ALL, name: Payload::as_str };
    let about = "What deliveries are signed with, never shown again; made up when nothing is given.";
    let secret = match reader.field("secret", Secret).about(about).patch() {
        Patch::Value(secret) => Some(secret),
        Patch::Absent | Patch::Null => None,
    };
    WebhookChange {
        name,
        status: reader.field("status", statuses).about("Whether it is told of events.").optional(),
        payload: reader.field("payload", payloads).about("An envelope, or the bare item.").optional(),
        secret,
        ..WebhookChange::default()
    }
}

/// The body of a rotation.
pub struct RotateBody {
    /// The new secret, if one is given.
    pub secret: Option<WebhookSecret>,
}

/// How long the old secret goes on signing.
pub const OVERLAP: TimeDelta = TimeDelta::hours(24);

impl FromParams for RotateBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            secret: reader.field("secret", Secret).about("The new one; made up when nothing is given.").optional(),
        })
    }
}

/// The body of a test.
pub struct TestBody {
    /// The event to show, if one is named.
    pub event: Option<EventType>,
}

impl FromParams for TestBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let about = "The type to show; the first that the webhook is told of, unless named.";
        Some(Self { event: reader.field("event", EventName).about(about).optional() })
    }
}

/// The body of a replay.
pub struct ReplayBody(pub Span);

impl FromParams for ReplayBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let after = date(reader, "after", "Events that happened after this.");
        let before = date(reader, "before", "Events that happened before this; now, unless given.");
        let named = reader.lookup("after").is_some_and(|value| !value.is_null());
        if !named {
            reader.missing("after");
        }
        Some(Self(Span { after: Some(after?), before }))
    }
}
