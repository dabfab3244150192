#![doc = include_str!("../README.md")]

pub mod address;
pub mod change;
pub mod consent;
mod create;
pub mod customer;
pub mod events;
pub mod imports;
pub mod notes;
pub mod order;
pub mod order_draft;
mod orders;
pub mod ports;
pub mod query;
mod service;
pub mod stats;
pub mod store;
pub mod sync;
mod update;
pub mod woocommerce;

pub use address::{Address, AddressChange};
pub use change::CustomerChange;
pub use consent::{Consent, ConsentChange, ConsentDecision, ConsentStatus, Voice};
pub use create::{CreateCustomerError, NewCustomer};
pub use customer::{Customer, CustomerStatus, ExternalId};
pub use growffinity_kernel::Span;
pub use order::{LineItem, Order, OrderData, OrderSource, OrderStatus};
pub use order_draft::OrderDraft;
pub use orders::{DeleteOrderError, Orders, RecordOptions, RecordOrderError, RecordOutcome, Recorded};
pub use query::{CustomerFilter, CustomerOrder, CustomerQuery, Member, OrderFilter, OrderOrder, OrderQuery};
pub use service::{Customers, CustomersConfig};
pub use stats::Stats;
pub use store::{Platform, Store, StoreRef};
pub use update::UpdateCustomerError;
