//! Requests that may be sent again without being done again: the port behind `Idempotency-Key`.

use std::{future::Future, pin::Pin, time::Duration};

use async_trait::async_trait;
use growffinity_kernel::StoreError;
use uuid::Uuid;

/// How long a key is remembered.
pub const REMEMBERED: Duration = Duration::from_hours(24);

/// A request that bears a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedRequest {
    /// SHA-256 of credential, route and key: two requests are the same one when this is.
    pub scope: [u8; 32],
    /// SHA-256 of what is asked.
    pub fingerprint: [u8; 32],
    /// Names this attempt and no other.
    pub token: Uuid,
}

/// An answer that can be given again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnswer {
    /// The HTTP status.
    pub status: u16,
    /// Names and values of its own headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Ids of the customers it shows.
    pub customers: Vec<i64>,
}

/// What is to be done with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// It is new, or was given up by an attempt that changed nothing: do it.
    New,
    /// It was done: this was the answer.
    Replay(StoredAnswer),
    /// Another attempt is at work; look again after this.
    Running(Duration),
    /// The key was used for something else.
    Mismatch,
    /// Something was changed for it, and the answer is not to be had.
    AnswerLost,
}

/// The work that a claim is for.
pub type Work<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Remembers requests by their key, for all nodes.
///
/// An implementer MUST judge time by one clock that all nodes share.
#[async_trait]
pub trait IdempotencyStore: Send + Sync {
    /// Takes the key for this attempt, for a minute to begin with, unless another one has it. Of several at once one MUST
    /// get [`Claim::New`]. An attempt whose time is over and that changed nothing MUST give way to the next.
    ///
    /// # Errors
    /// When the store fails.
    async fn claim(&self, request: &KeyedRequest) -> Result<Claim, StoreError>;

    /// Does `work` under the claim. Every change that the adapters of the same database make in it MUST commit together
    /// with the note that this request changed something, and MUST fail when the claim is another attempt's by then.
    async fn under(&self, request: &KeyedRequest, work: Work<'_>);

    /// Keeps the answer for [`REMEMBERED`] after the claim, unless one of the customers it shows is there no more; it is
    /// dropped, and the key stays taken, as soon as one of them is erased.
    ///
    /// # Errors
    /// When the store fails.
    async fn finish(&self, request: &KeyedRequest, answer: &StoredAnswer) -> Result<(), StoreError>;

    /// Gives the claim up without an answer. When something was changed under it, the key stays taken.
    ///
    /// # Errors
    /// When the store fails.
    async fn give_up(&self, request: &KeyedRequest) -> Result<(), StoreError>;
}
