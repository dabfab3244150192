//! API keys: one token, or a pair as WooCommerce has it, for programs that act for a user.

mod api_key;
mod authenticate;
mod create;
mod ports;
mod query;
mod rotate;
mod secret;
mod service;

pub use api_key::{ApiKey, ApiKeyDraft, KeyPermissions, KeyStatus, KeyType, Scope};
pub use authenticate::KeyAuthenticationError;
pub use create::{CreateApiKeyError, CreatedApiKey, NewApiKey};
pub use ports::{ApiKeyStore, KeyCredential, KeySignIn, NonceStore, RevocationNews, SecretCipher};
pub use query::{ApiKeyOrder, ApiKeyQuery};
pub use rotate::RotateApiKeyError;
pub(crate) use secret::hex;
pub use secret::{KeyLookup, KeySecret};
pub use service::ApiKeys;
