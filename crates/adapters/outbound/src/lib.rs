#![doc = include_str!("../README.md")]

mod client;
mod guard;
mod resolver;
mod webhooks;
mod woocommerce;

pub use client::{Answer, OutboundClient, OutboundError, OutboundSettings, check_url};
pub use guard::is_public;
pub use webhooks::WebhookTransport;
pub use woocommerce::{Patience, WooCommerceApi};
