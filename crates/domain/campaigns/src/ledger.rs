//! What the send ledger takes and gives.

use chrono::{DateTime, Utc};
use growffinity_kernel::{CampaignId, CustomerId, EmailAddress, MessageId};
use serde_json::{Map, Value};
use uuid::Uuid;

/// A campaign whose audience was just frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frozen {
    /// The campaign.
    pub campaign: CampaignId,
    /// How many messages were queued.
    pub recipients: u64,
}

/// What a worker asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// What the rows are held under.
    pub token: Uuid,
    /// At most so many rows.
    pub limit: u32,
    /// For so long.
    pub seconds: u32,
}

/// What a worker got.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Claim {
    /// Messages to send, by id.
    pub messages: Vec<ClaimedMessage>,
    /// How many were due but skipped, their customers being no longer to be mailed.
    pub skipped: u64,
}

/// A message to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimedMessage {
    /// Its id.
    pub id: MessageId,
    /// Whom it is to.
    pub customer: CustomerId,
    /// The address it goes to: the customer's, now.
    pub email: EmailAddress,
    /// The customer's names.
    pub name: String,
    /// Attempts made before.
    pub attempts: u32,
    /// What templates can say of the customer, as `customer`.
    pub variables: Map<String, Value>,
}

/// What came of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The message.
    pub message: MessageId,
    /// What came of it.
    pub outcome: Outcome,
    /// The server's answer or the trouble; empty when there is nothing to say.
    pub detail: String,
}

/// The outcome of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A server took it.
    Sent,
    /// A server refused it for good.
    Bounced,
    /// It is given up.
    Failed,
    /// It is to be tried again.
    Retry {
        /// When.
        at: DateTime<Utc>,
    },
    /// Nobody can tell.
    Uncertain,
}
