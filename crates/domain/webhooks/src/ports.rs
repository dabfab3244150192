//! What webhooks need from the outside. One call of a store is one transaction.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_kernel::{
    CustomerId, DeliveryId, EventType, ObjectType, Page, Span, StoreError, UserId, WebhookId, named_enum,
};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{
    Attempt, Delivery, DeliveryKind, DeliveryQuery, DisabledReason, Topics, Verdict, Webhook, WebhookDraft,
    WebhookQuery,
};

/// Keeps webhooks. Secrets come and go sealed.
#[async_trait]
pub trait WebhookStore: Send + Sync {
    /// The webhook with this id.
    ///
    /// # Errors
    /// When the store fails.
    async fn find(&self, id: WebhookId) -> Result<Option<Webhook>, StoreError>;

    /// A part of a list. The total MUST be exact.
    ///
    /// # Errors
    /// When the store fails.
    async fn list(&self, query: &WebhookQuery) -> Result<Page<Webhook>, StoreError>;

    /// Adds a webhook, and a ping to be sent to it.
    ///
    /// # Errors
    /// When the store fails.
    async fn insert(&self, draft: &WebhookDraft, secret: &[u8], now: DateTime<Utc>) -> Result<Webhook, StoreError>;

    /// Writes `webhook` over the version `expected`, raising it by one, with its new secret if it gets one; one before it
    /// no longer signs then. With `ping`, a ping is to be sent to it. `Ok(None)`: someone else has changed it since, or it
    /// is gone.
    ///
    /// # Errors
    /// When the store fails; nothing is written then.
    async fn save(
        &self,
        webhook: &Webhook,
        expected: i32,
        secret: Option<Vec<u8>>,
        ping: bool,
    ) -> Result<Option<Webhook>, StoreError>;

    /// Gives a webhook a new secret; the present one signs too until `overlap_until`. `None`: there is no such webhook.
    ///
    /// # Errors
    /// When the store fails.
    async fn rotate(
        &self,
        id: WebhookId,
        secret: &[u8],
        overlap_until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Option<Webhook>, StoreError>;

    /// Deletes a webhook and gives up what waits for it; `false` when it was not there.
    ///
    /// # Errors
    /// When the store fails.
    async fn delete(&self, id: WebhookId, now: DateTime<Utc>) -> Result<bool, StoreError>;
}

/// Shows deliveries and makes them again.
#[async_trait]
pub trait DeliveryStore: Send + Sync {
    /// A delivery of this webhook with its attempts and its body.
    ///
    /// # Errors
    /// When the store fails.
    async fn find(&self, webhook: WebhookId, id: DeliveryId) -> Result<Option<Delivery>, StoreError>;

    /// A part of the list of a webhook's deliveries, without attempts and bodies. The total MUST be exact.
    ///
    /// # Errors
    /// When the store fails.
    async fn list(&self, webhook: WebhookId, query: &DeliveryQuery) -> Result<Page<Delivery>, StoreError>;

    /// Makes a delivery that shows what an event of this type would look like. `None`: there is no such webhook.
    ///
    /// # Errors
    /// When the store fails.
    async fn test(
        &self,
        webhook: WebhookId,
        event: EventType,
        now: DateTime<Utc>,
    ) -> Result<Option<Delivery>, StoreError>;

    /// Makes a delivery of the same event and body as this one. `None`: there is no such delivery.
    ///
    /// # Errors
    /// When the store fails.
    async fn redeliver(
        &self,
        webhook: WebhookId,
        id: DeliveryId,
        now: DateTime<Utc>,
    ) -> Result<Option<Delivery>, StoreError>;

    /// Makes a delivery for each event within `span` that `topics` hear, in their order, with the body that an earlier
    /// delivery of it to this webhook has. Nothing is made when they would be more than `most`.
    ///
    /// # Errors
    /// When the store fails.
    async fn replay(
        &self,
        webhook: WebhookId,
        topics: &Topics,
        span: Span,
        most: u32,
        now: DateTime<Utc>,
    ) -> Result<Replayed, StoreError>;
}

/// What came of a replay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replayed {
    /// So many deliveries were made.
    Queued(u32),
    /// They would be too many.
    TooMany,
}

named_enum!(
    /// The parts of a webhook's work, each done by one worker at a time.
    Lane {
        /// First attempts at events.
        First = "first",
        /// Further attempts at events.
        Retry = "retry",
        /// Pings and tests, which are sent whatever the webhook's status is.
        Probe = "probe",
    }
);

/// A lane that a worker has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LaneClaim {
    /// Whose.
    pub webhook: WebhookId,
    /// Which.
    pub lane: Lane,
    /// What the lease goes by.
    pub token: Uuid,
}

/// Where the work on deliveries lies. Leases are set and judged by the store's own clock.
#[async_trait]
pub trait DeliveryWork: Send + Sync {
    /// Leases up to `most` lanes of this kind that have work at `now` and are leased by nobody, for `seconds` under `token`.
    ///
    /// # Errors
    /// When the store fails.
    async fn claim(
        &self,
        lane: Lane,
        most: u32,
        token: Uuid,
        seconds: u32,
        now: DateTime<Utc>,
    ) -> Result<Vec<LaneClaim>, StoreError>;

    /// The next deliveries of a lane that are due at `now`, behind the id `after`, at most `limit`, by id; renews the lease.
    /// `None`: the lease is lost, or the webhook is no longer told of events.
    ///
    /// A delivery of an event MUST wait while an earlier one that concerns the same item waits for a further attempt.
    ///
    /// # Errors
    /// When the store fails.
    async fn next(
        &self,
        claim: LaneClaim,
        after: Option<DeliveryId>,
        limit: u32,
        seconds: u32,
        now: DateTime<Utc>,
    ) -> Result<Option<Batch>, StoreError>;

    /// Keeps the bodies of deliveries; MUST be committed on return. A body that says something of a customer who has been
    /// erased meanwhile MUST NOT be kept; those deliveries are answered. None of a customer who is being erased may come in
    /// behind the erasure.
    ///
    /// # Errors
    /// When the store fails.
    async fn freeze(&self, bodies: Vec<Frozen>) -> Result<Vec<DeliveryId>, StoreError>;

    /// Writes down attempts, what follows from them for their deliveries, and how the webhook fares; renews the lease. An
    /// attempt that another worker has written down meanwhile is left out. A webhook that is to be disabled (see
    /// [`Attempted::verdict`] and `disable_before`: the instant since which it may have done nothing but fail) is, what waits for
    /// it is given up, and `webhook.disabled` is raised. Answers whether it is.
    ///
    /// # Errors
    /// When the store fails; nothing is written then.
    async fn record(
        &self,
        claim: LaneClaim,
        attempts: Vec<Attempted>,
        disable_before: DateTime<Utc>,
        seconds: u32,
        now: DateTime<Utc>,
    ) -> Result<Option<DisabledReason>, StoreError>;

    /// Disables a webhook whose owner may no longer see what it tells of, as [`DeliveryWork::record`] does.
    ///
    /// # Errors
    /// When the store fails.
    async fn disable(&self, webhook: WebhookId, reason: DisabledReason, now: DateTime<Utc>) -> Result<(), StoreError>;

    /// Gives a lane back. What has come meanwhile makes it due again.
    ///
    /// # Errors
    /// When the store fails.
    async fn release(&self, claim: LaneClaim, now: DateTime<Utc>) -> Result<(), StoreError>;

    /// Removes deliveries that ended before `before`, at most `limit`, and answers how many.
    ///
    /// # Errors
    /// When the store fails.
    async fn forget(&self, before: DateTime<Utc>, limit: u32) -> Result<u64, StoreError>;
}

/// Deliveries of one lane, and what they are sent with.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The webhook.
    pub webhook: Webhook,
    /// Its secret, sealed.
    pub secret: Vec<u8>,
    /// The one before, sealed, while it still signs.
    pub previous_secret: Option<Vec<u8>>,
    /// The deliveries.
    pub deliveries: Vec<Pending>,
}

/// A delivery that is due.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    /// Its id.
    pub id: DeliveryId,
    /// What it is for.
    pub kind: DeliveryKind,
    /// The number of the event.
    pub event: i64,
    /// The event's type, or `webhook.ping`.
    pub type_name: String,
    /// What kind of thing it concerns.
    pub object: ObjectType,
    /// The thing's id.
    pub object_id: i64,
    /// What orders it among others; see [`crate::order_key`].
    pub order_key: i64,
    /// The customer concerned.
    pub customer: Option<CustomerId>,
    /// What the event says beside.
    pub data: Map<String, Value>,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// Attempts so far.
    pub attempts: u32,
    /// The 32 hexadecimal digits it goes by.
    pub reference: String,
    /// What is posted, once it is frozen.
    pub body: Option<String>,
}

/// A body to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// Of which delivery.
    pub delivery: DeliveryId,
    /// Whom it says something of.
    pub customer: Option<CustomerId>,
    /// What is posted.
    pub body: String,
}

/// An attempt to be written down.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempted {
    /// Of which delivery.
    pub delivery: DeliveryId,
    /// What the delivery is for.
    pub kind: DeliveryKind,
    /// How it went.
    pub attempt: Attempt,
    /// What follows.
    pub verdict: Verdict,
}

/// A request to a receiver.
#[derive(Debug, Clone)]
pub struct Post {
    /// Where to.
    pub url: String,
    /// Names in lower case, and values.
    pub headers: Vec<(&'static str, String)>,
    /// What is posted.
    pub body: Vec<u8>,
    /// First tries and retries wait for their turn at a receiver apart.
    pub lane: Lane,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// How long it took.
    pub milliseconds: u32,
    /// The answer, or why there is none.
    pub outcome: Result<Answer, PostFault>,
}

/// What a receiver answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// `Retry-After`, as it came.
    pub retry_after: Option<String>,
    /// The beginning of the body.
    pub body: Vec<u8>,
}

/// Why a receiver has not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostFault {
    /// It is not one to go to.
    #[error("the address {0}")]
    Refused(String),
    /// It can't be reached, or does not speak HTTP.
    #[error("{0}")]
    Failed(String),
    /// It took too long.
    #[error("it did not answer in time")]
    TimedOut,
}

/// Posts to receivers.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Makes one request. An implementer MUST NOT follow redirects, MUST refuse addresses that are not public at the moment
    /// of connecting, MUST end within its time-out whatever the receiver does, and MUST NOT read more of an answer than it
    /// can keep: what a receiver says is decided by the status it began its answer with.
    async fn post(&self, request: Post) -> Posted;

    /// What is wrong with an address by itself, without asking anyone.
    ///
    /// # Errors
    /// What is wrong, to be said of "the address".
    fn check(&self, url: &str) -> Result<(), String>;
}

/// An event whose item is to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// What happened.
    pub kind: EventType,
    /// To what kind of thing.
    pub object: ObjectType,
    /// The thing's id.
    pub object_id: i64,
    /// The customer concerned.
    pub customer: Option<CustomerId>,
    /// What the event says beside.
    pub data: Map<String, Value>,
}

/// How an item is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// As JSON, byte for byte as GET answers it.
    Item(String),
    /// It is not there.
    Gone,
    /// The viewer may not see it.
    Forbidden,
}

/// Shows items as GET answers them.
#[async_trait]
pub trait ItemView: Send + Sync {
    /// The items of `wanted` as `viewer` sees them, in the same order.
    ///
    /// # Errors
    /// When a store fails.
    async fn show(&self, viewer: UserId, wanted: &[Wanted]) -> Result<Vec<Seen>, StoreError>;

    /// What the `data` of an event of this type looks like, as JSON.
    fn example(&self, kind: EventType) -> Value;
}

/// Seals secrets that have to be read again.
pub trait SecretSeal: Send + Sync {
    /// Encrypts `plain`; the same text MUST NOT give the same bytes twice.
    fn seal(&self, plain: &str) -> Vec<u8>;

    /// Decrypts what [`SecretSeal::seal`] made, and refuses everything else.
    ///
    /// # Errors
    /// An inconsistent [`StoreError`].
    fn open(&self, sealed: &[u8]) -> Result<String, StoreError>;
}
