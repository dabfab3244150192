//! The configuration: a file, the environment, flags, in this order of growing weight.
//!
//! Every key stands once, in [`KEYS`], with its meaning, its default and its name in the environment.

mod database;
mod http;
mod keys;
mod load;
mod outbound;
mod pause;
mod reader;
mod reference;
mod secret;
mod settings;
mod shop;
mod webhooks;
mod work;

pub use database::DatabaseConfig;
pub use http::HttpConfig;
pub use keys::{Default, KEYS, Key};
pub use load::{ConfigError, Sources, environment};
pub use outbound::OutboundConfig;
pub use pause::Pause;
pub use reference::reference;
pub use secret::Secret;
pub use settings::{Config, LogConfig, LogFormat, MetricsConfig, SmtpConfig};
pub use shop::{LabelsConfig, SiteConfig};
pub use webhooks::WebhooksConfig;
pub use work::WorkerConfig;
