//! What workers do: freeze, post, write down.

mod freeze;
mod lane;
mod send;
mod service;

pub use service::{Deliveries, DeliveriesConfig};
