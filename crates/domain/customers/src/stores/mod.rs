//! Shops: made, changed and deleted by owners, and what each is reached with.

mod change;
mod create;
mod delete;
pub mod ports;
mod query;
mod secrets;
mod service;

pub use change::{StoreChange, UpdateStoreError};
pub use create::{CreateStoreError, NewStore};
pub use delete::DeleteStoreError;
pub use query::{StoreOrder, StoreQuery};
pub use secrets::{SealedSecrets, SecretsChange, SecretsToWrite, StoreSecrets};
pub use service::Stores;
