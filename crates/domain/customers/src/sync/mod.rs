//! Bringing in a shop's products, customers, orders and refunds: page by page from its REST API, and one by one from its
//! webhooks.

mod ports;
mod receive;
mod run;
mod service;
mod state;
mod take_in;

pub use ports::{
    Claimed, PageRequest, ShopAccess, ShopApi, ShopCustomerOutcome, ShopError, ShopList, ShopPage, ShopStore,
    TakeInTerms,
};
pub use receive::{Delivery, ReceiveError, Received};
pub use run::Turn;
pub use service::{RequestSyncError, ShopSync};
pub use state::{PER_PAGE, Place, Refused, Stage, SyncStatus, SyncTally, Synchronisation};
