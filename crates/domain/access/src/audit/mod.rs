//! Who did what, when and from where.
//!
//! The log holds ids and the names of what changed, never a value: erasing a person leaves it whole.

mod entry;
mod ports;
mod query;

pub use entry::{Actor, ActorKind, ActorRef, AuditEntry, AuditObject, AuditScope, Outcome};
pub use ports::{AuditLog, Work};
pub use query::{AuditOrder, AuditQuery};
