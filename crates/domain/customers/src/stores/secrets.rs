//! What a shop is reached with. It is kept encrypted and never shown.

use std::fmt;

use growffinity_kernel::StoreError;

use super::ports::SecretSeal;

/// The keys of a shop's REST API, and what it signs its webhooks with.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct StoreSecrets {
    /// The key of its REST API.
    pub consumer_key: Option<String>,
    /// The secret of that key.
    pub consumer_secret: Option<String>,
    /// What its webhooks are signed with.
    pub webhook_secret: Option<String>,
}

/// A change of [`StoreSecrets`]: `None` leaves one as it is, `Some(None)` unsets it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SecretsChange {
    /// The key of its REST API.
    pub consumer_key: Option<Option<String>>,
    /// The secret of that key.
    pub consumer_secret: Option<Option<String>>,
    /// What its webhooks are signed with.
    pub webhook_secret: Option<Option<String>>,
}

/// The same, encrypted.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SealedSecrets<T> {
    /// The key of its REST API.
    pub consumer_key: T,
    /// The secret of that key.
    pub consumer_secret: T,
    /// What its webhooks are signed with.
    pub webhook_secret: T,
}

/// Encrypted secrets to be written: `None` leaves one as it is, `Some(None)` unsets it.
pub type SecretsToWrite = SealedSecrets<Option<Option<Vec<u8>>>>;

impl SecretsChange {
    /// Whether it changes nothing.
    pub const fn is_empty(&self) -> bool {
        self.consumer_key.is_none() && self.consumer_secret.is_none() && self.webhook_secret.is_none()
    }

    pub(super) fn sealed(&self, seal: &dyn SecretSeal) -> SecretsToWrite {
        let sealed = |secret: &Option<Option<String>>| {
            secret.as_ref().map(|secret| secret.as_ref().map(|plain| seal.seal(plain)))
        };
        SealedSecrets {
            consumer_key: sealed(&self.consumer_key),
            consumer_secret: sealed(&self.consumer_secret),
            webhook_secret: sealed(&self.webhook_secret),
        }
    }
}

impl SealedSecrets<Option<Vec<u8>>> {
    pub(super) fn opened(&self, seal: &dyn SecretSeal) -> Result<StoreSecrets, StoreError> {
        let opened = |secret: &Option<Vec<u8>>| secret.as_ref().map(|sealed| seal.open(sealed)).transpose();
        Ok(StoreSecrets {
            consumer_key: opened(&self.consumer_key)?,
            consumer_secret: opened(&self.consumer_secret)?,
            webhook_secret: opened(&self.webhook_secret)?,
        })
    }
}

macro_rules! hidden {
    ($($name:ty),+) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct("Secrets").finish_non_exhaustive()
            }
        })+
    };
}

hidden!(StoreSecrets, SecretsChange, SealedSecrets<Option<Vec<u8>>>, SecretsToWrite);
