//! Custom events: what customers do that is no order, as a shop tells it.

mod event;
mod name;
pub mod ports;
mod properties;
mod record;
mod service;

pub use event::{CustomEvent, CustomEventOrder, CustomEventQuery};
pub use name::{EventName, InvalidEventName};
pub use properties::{InvalidProperties, Properties};
pub(crate) use record::occurred;
pub use record::{CustomEventDraft, RecordEventError, RecordedEvent, Who};
pub use service::CustomEvents;
