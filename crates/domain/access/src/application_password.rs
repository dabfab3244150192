//! Application passwords as they are stored.

use std::{fmt, net::IpAddr, str::FromStr};

use chrono::{DateTime, TimeDelta, Utc};
use growffinity_kernel::Random;
use uuid::Uuid;

use crate::{PasswordHash, PlainPassword};

/// A use is written down when the last one written is older than this.
const USE_WRITTEN_EVERY: TimeDelta = TimeDelta::hours(24);

/// One of a user's application passwords. The password itself is known to its holder alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationPassword {
    /// Its id, a random UUID.
    pub uuid: Uuid,
    /// The id the program that uses it gave itself; empty when it gave none.
    pub app_id: String,
    /// What the user calls it. Two may have the same name.
    pub name: PasswordName,
    /// Hash of the password.
    pub hash: PasswordHash,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to 24 hours.
    pub last_used_at: Option<DateTime<Utc>>,
    /// The address it was then used from.
    pub last_ip: Option<IpAddr>,
}

impl ApplicationPassword {
    /// A new one, made at `now`, and the password in clear.
    pub(crate) fn generate(
        name: PasswordName,
        app_id: String,
        random: &dyn Random,
        now: DateTime<Utc>,
    ) -> (Self, PlainPassword) {
        let password = PlainPassword::generate(random);
        let uuid = random.uuid();
        let hash = password.hash();
        (Self { uuid, app_id, name, hash, created_at: now, last_used_at: None, last_ip: None }, password)
    }

    /// Whether a use at `now` is to be written down: at most once in 24 hours.
    pub fn use_is_news(&self, now: DateTime<Utc>) -> bool {
        self.last_used_at.is_none_or(|last| now - last >= USE_WRITTEN_EVERY)
    }
}

/// What the user calls a password or a key: 1 to 200 characters on one line, not all blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordName(String);

/// The text can't name a password or a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a name is 1 to 200 characters on one line")]
pub struct InvalidPasswordName;

impl PasswordName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PasswordName {
    type Err = InvalidPasswordName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let length = text.chars().count();
        if (1..=200).contains(&length) && !text.chars().any(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidPasswordName)
        }
    }
}

impl fmt::Display for PasswordName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
