//! Domain events: what happened, told once, in the transaction that made it happen.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use crate::{CustomerId, named_enum};

named_enum!(
    /// What happened.
    EventType {
        /// A customer came to be.
        CustomerCreated = "customer.created",
        /// Something of a customer that a PUT can change was changed.
        CustomerUpdated = "customer.updated",
        /// A customer was erased, or became part of another.
        CustomerDeleted = "customer.deleted",
        /// A customer wants no more mail.
        CustomerUnsubscribed = "customer.unsubscribed",
        /// An order came to be.
        OrderCreated = "order.created",
        /// An order was changed.
        OrderUpdated = "order.updated",
        /// An order became completed, once an order.
        OrderCompleted = "order.completed",
        /// An order was deleted.
        OrderDeleted = "order.deleted",
        /// A shop told of something a customer did; only segments and workflows hear of it.
        CustomEventRecorded = "event.recorded",
        /// A segment's rule or members changed.
        SegmentUpdated = "segment.updated",
        /// A customer became a member of a segment.
        SegmentMemberJoined = "segment.member_joined",
        /// A customer is no longer a member of a segment.
        SegmentMemberLeft = "segment.member_left",
        /// A campaign finished.
        CampaignSent = "campaign.sent",
        /// A recipient opened a message, the first time.
        CampaignOpened = "campaign.opened",
        /// A recipient followed a link, the first time for each.
        CampaignClicked = "campaign.clicked",
        /// A message came back for good.
        CampaignBounced = "campaign.bounced",
        /// A run of a workflow began.
        WorkflowTriggered = "workflow.triggered",
        /// A run of a workflow ended, completed or exited.
        WorkflowCompleted = "workflow.completed",
        /// A webhook was disabled.
        WebhookDisabled = "webhook.disabled",
        /// An export came to its end, or failed.
        ExportCompleted = "export.completed",
        /// An import came to its end, or failed.
        ImportCompleted = "import.completed",
    }
);

impl EventType {
    /// Whether it stays in the house: webhooks can't ask for it and are not told of it.
    pub const fn is_internal(self) -> bool {
        matches!(self, Self::CustomEventRecorded)
    }
}

named_enum!(
    /// What kind of thing an event is about.
    ObjectType {
        /// A customer.
        Customer = "customer",
        /// An order.
        Order = "order",
        /// What a shop told that a customer did.
        CustomEvent = "event",
        /// A segment.
        Segment = "segment",
        /// A campaign.
        Campaign = "campaign",
        /// A message of a campaign.
        Recipient = "recipient",
        /// A run of a workflow.
        Run = "run",
        /// A webhook.
        Webhook = "webhook",
        /// An export.
        Export = "export",
        /// An import.
        Import = "import",
    }
);

named_enum!(
    /// Where a change came from.
    Origin {
        /// A caller of the API, or a rule of ours: webhooks and workflows hear of it.
        Live = "live",
        /// An import or the synchronisation of a shop: moves stats and segments, is told to others only when asked.
        Import = "import",
        /// An import whose caller wants webhooks to hear of it, though not workflows.
        Announced = "announced",
    }
);

/// One thing that happened. Written to the outbox in the transaction of the change.
#[derive(Debug, Clone, PartialEq)]
pub struct DomainEvent {
    /// What happened.
    pub kind: EventType,
    /// What kind of thing it happened to.
    pub object: ObjectType,
    /// The thing's id.
    pub object_id: i64,
    /// The customer concerned, if one is.
    pub customer: Option<CustomerId>,
    /// Where the change came from.
    pub origin: Origin,
    /// When, by the business clock.
    pub occurred_at: DateTime<Utc>,
    /// What else a listener needs and can't read from the item later (what changed, from and to).
    pub data: Map<String, Value>,
}

impl DomainEvent {
    /// An event with no further data.
    pub fn new(kind: EventType, object: ObjectType, object_id: i64, occurred_at: DateTime<Utc>) -> Self {
        Self { kind, object, object_id, customer: None, origin: Origin::Live, occurred_at, data: Map::new() }
    }

    /// The same event, concerning `customer`.
    #[must_use]
    pub fn of_customer(mut self, customer: Option<CustomerId>) -> Self {
        self.customer = customer;
        self
    }

    /// The same event, come from `origin`.
    #[must_use]
    pub fn from_origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// The same event with one more member of data.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.data.insert(name.to_owned(), value.into());
        self
    }
}
