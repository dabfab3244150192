//! Bulk jobs: one action on every customer that a filter of the list finds, done in the background batch by batch.

mod action;
mod apply;
pub mod ports;
mod service;
mod work;

pub use action::{BulkAction, BulkWork};
pub use service::{Bulk, BulkServices, StartBulkError};
