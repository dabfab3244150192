//! Tags and groups: names put on customers by hand. Both work alike; "mark" means either.

mod change;
mod delete;
mod mark;
mod marking;
pub mod ports;
mod query;
mod service;

pub use change::UpdateMarkError;
pub use delete::DeleteMarkError;
pub use mark::{Mark, MarkChange, MarkKind, NewMark};
pub use marking::{ListChange, Marked, Marking};
pub use query::{MarkOrder, MarkQuery};
pub use service::{CreateMarkError, MarkCustomerError, Marks};
