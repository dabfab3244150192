//! What callers do with webhooks.

mod again;
mod change;
mod create;
mod delete;
mod rotate;
mod service;

pub use again::{RedeliverError, ReplayError, TestError};
pub use change::{UpdateWebhookError, WebhookChange};
pub use create::{CreateWebhookError, NewWebhook};
pub use delete::DeleteWebhookError;
pub use service::{SecretShown, Webhooks};
