//! The cipher as stores know it.

use std::sync::Arc;

use growffinity_access::keys::SecretCipher as _;
use growffinity_customers::stores::ports::SecretSeal;
use growffinity_kernel::StoreError;

use super::AeadCipher;

/// Encrypts what stores are reached with, as API keys' secrets are.
pub struct StoreSeal(pub Arc<AeadCipher>);

impl SecretSeal for StoreSeal {
    fn seal(&self, plain: &str) -> Vec<u8> {
        self.0.seal(plain)
    }

    fn open(&self, sealed: &[u8]) -> Result<String, StoreError> {
        self.0.open(sealed)
    }
}
