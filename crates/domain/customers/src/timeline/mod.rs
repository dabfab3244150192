//! A customer's timeline: our own events, what shops told, and notes, as one list.

mod happened;
pub mod ports;
mod service;
mod summary;

pub use happened::{Happened, Money, TimelineEntry, TimelineKind, TimelineOrder, TimelineQuery, What};
pub use service::Timeline;
