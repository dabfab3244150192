#![doc = include_str!("../README.md")]

mod body;
mod catalogue;
mod delivery;
mod headers;
mod manage;
mod policy;
pub mod ports;
mod query;
mod secret;
mod sign;
mod topics;
mod webhook;
mod work;

pub use body::{Envelope, deleted, envelope, ping};
pub use catalogue::{EventInfo, events};
pub use delivery::{Attempt, Delivery, DeliveryKind, DeliveryStatus, event_id, order_key};
pub use headers::{Told, headers};
pub use manage::{
    CreateWebhookError, DeleteWebhookError, NewWebhook, RedeliverError, ReplayError, SecretShown, TestError,
    UpdateWebhookError, WebhookChange, Webhooks,
};
pub use policy::{Policy, Verdict, judge, retry_after};
pub use query::{DeliveryOrder, DeliveryQuery, WebhookOrder, WebhookQuery};
pub use secret::{InvalidSecret, WebhookSecret};
pub use sign::{own_signature, standard_signature, woocommerce_signature};
pub use topics::{Pattern, Topics, UnknownTopic};
pub use webhook::{DisabledReason, Payload, Webhook, WebhookDraft, WebhookStatus};
pub use work::{Deliveries, DeliveriesConfig};
