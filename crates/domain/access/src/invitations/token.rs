//! What stands in the link of an invitation: shown in one mail, kept as a digest.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use growffinity_kernel::Random;
use sha2::{Digest, Sha256};

use crate::keys::hex;

/// A token, in clear: 256 random bits. Its `Debug` form hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct InvitationToken(String);

impl InvitationToken {
    /// A new token.
    pub fn generate(random: &dyn Random) -> Self {
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The token that someone came with, whatever it is.
    pub fn from_input(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text, for the link.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn digest(&self) -> InvitationDigest {
        InvitationDigest(hex(&Sha256::digest(&self.0)))
    }
}

impl fmt::Debug for InvitationToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InvitationToken(…)")
    }
}

/// SHA-256 of a token, in hex. A fast hash does because the token is 256 random bits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct InvitationDigest(String);

impl InvitationDigest {
    /// The digest, as stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
