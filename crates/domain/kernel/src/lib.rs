#![doc = include_str!("../README.md")]

mod clock;
mod currency;
mod duration;
mod email;
mod event;
mod id;
mod money;
mod named;
mod page;
mod random;
mod site;
mod store_error;
mod work;

pub use clock::{Clock, ManualClock, SystemClock};
pub use currency::{Currency, InvalidCurrency};
pub use duration::{CalendarDuration, CalendarUnit, InvalidDuration, at_local};
pub use email::{EmailAddress, InvalidEmail};
pub use event::{DomainEvent, EventType, ObjectType, Origin};
pub use id::{
    ApiKeyId, CampaignId, CompanyId, CustomEventId, CustomerId, DeliveryId, ImportId, MarkId, MessageId, NoteId,
    OrderId, ProductId, RefundId, SegmentId, StoreId, SuppressionId, UserId, WebhookId, WorkflowId,
};
pub use money::{InvalidMoney, Money, rounded};
pub use page::{Direction, Page, PerPage, Span, Window};
pub use random::Random;
pub use rust_decimal::Decimal;
pub use site::Site;
pub use store_error::{StoreError, StoreErrorKind};
pub use work::{Housekeeper, Outbox};
