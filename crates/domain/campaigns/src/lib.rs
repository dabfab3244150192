#![doc = include_str!("../README.md")]

pub mod campaign;
pub mod change;
pub mod content;
mod create;
pub mod fault;
pub mod ledger;
pub mod mail;
pub mod ports;
pub mod query;
mod send;
mod sending;
mod service;
pub mod state;
pub mod stats;
pub mod suppression;
mod templates;
pub mod tracking;
mod update;

pub use campaign::{Audience, Campaign, OnUncertain, Sender};
pub use change::CampaignChange;
pub use content::{Content, ContentFormat};
pub use create::{CreateCampaignError, NewCampaign};
pub use fault::Fault;
pub use growffinity_kernel::Span;
pub use query::{CampaignOrder, CampaignQuery};
pub use send::SendCampaignError;
pub use sending::{Sending, SendingConfig, StopFlag};
pub use service::Campaigns;
pub use state::{CampaignState, CampaignStatus, WrongState};
pub use stats::{CampaignStats, Engagement, LinkStats};
pub use suppression::Suppressions;
pub use update::UpdateCampaignError;
