//! What recipients do with messages: signed links, what was fetched by them, and whether a person did it.

mod classify;
mod hit;
mod ports;
mod service;
mod token;
mod tracker;
mod words;

pub use classify::{Class, MachineSign, SETTLING, SWEEP, Seen, classify};
pub use hit::{Hit, HitKind, MOST_AGENT};
pub use ports::{HitSink, HitStore};
pub use service::{Tracking, Visitor};
pub use token::{LONGEST_LINK, Purpose, Recipient, TrackingKeys};
pub use tracker::{Footer, Tracker, Weave, Weaver};
pub use words::{Language, Words};
