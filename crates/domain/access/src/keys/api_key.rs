//! An API key as it is stored: everything but what proves it.

use chrono::{DateTime, TimeDelta, Utc};
use growffinity_kernel::{ApiKeyId, UserId, named_enum};

use crate::{Credential, KeyGrant, PasswordName, Plan};

/// An access is written down when the last one written is older than this.
const ACCESS_WRITTEN_EVERY: TimeDelta = TimeDelta::hours(24);

named_enum!(
    /// How a key is sent.
    KeyType {
        /// One token, `gfk_…`, of which a hash is kept.
        Token = "token",
        /// A consumer key and its secret, `ck_…` and `cs_…`; the secret is kept encrypted, for OAuth 1.0a needs it.
        Pair = "pair",
    }
);

named_enum!(
    /// Whether a key reads, writes or both.
    KeyPermissions {
        /// Reads.
        Read = "read",
        /// Writes, and does not read.
        Write = "write",
        /// Both.
        ReadWrite = "read_write",
    }
);

named_enum!(
    /// A part of the shop that a key can be for.
    Scope {
        /// Customers, orders, companies, tags, groups, stores, imports, events.
        Customers = "customers",
        /// Segments.
        Segments = "segments",
        /// Campaigns, templates, bounces, suppressions.
        Campaigns = "campaigns",
        /// Workflows.
        Workflows = "workflows",
        /// Reports.
        Analytics = "analytics",
        /// Webhooks.
        Webhooks = "webhooks",
    }
);

named_enum!(
    /// Whether a key is accepted.
    KeyStatus {
        /// It is.
        Active = "active",
        /// It was taken back.
        Revoked = "revoked",
        /// Its time is over.
        Expired = "expired",
    }
);

impl KeyPermissions {
    /// Whether it reads.
    pub const fn read(self) -> bool {
        matches!(self, Self::Read | Self::ReadWrite)
    }

    /// Whether it writes.
    pub const fn write(self) -> bool {
        matches!(self, Self::Write | Self::ReadWrite)
    }
}

/// A key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Id.
    pub id: ApiKeyId,
    /// What it is called.
    pub name: PasswordName,
    /// How it is sent.
    pub kind: KeyType,
    /// Whether it reads, writes or both.
    pub permissions: KeyPermissions,
    /// The parts of the shop it is for; empty for all.
    pub scopes: Vec<Scope>,
    /// How fast it may call.
    pub plan: Plan,
    /// Whom it acts for.
    pub user: UserId,
    /// The last seven characters of the token or consumer key, to know it by.
    pub truncated_key: String,
    /// When it was last used, to 24 hours.
    pub last_access_at: Option<DateTime<Utc>>,
    /// When its time is over.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub modified_at: DateTime<Utc>,
}

impl ApiKey {
    /// Whether it is accepted at `now`.
    pub fn status(&self, now: DateTime<Utc>) -> KeyStatus {
        if self.revoked_at.is_some() {
            KeyStatus::Revoked
        } else if self.expires_at.is_some_and(|end| end <= now) {
            KeyStatus::Expired
        } else {
            KeyStatus::Active
        }
    }

    /// Whether an access at `now` is to be written down: at most once in 24 hours.
    pub fn access_is_news(&self, now: DateTime<Utc>) -> bool {
        self.last_access_at.is_none_or(|last| now - last >= ACCESS_WRITTEN_EVERY)
    }

    /// The key as a caller's credential.
    pub fn credential(&self) -> Credential {
        Credential::ApiKey(KeyGrant {
            id: self.id,
            name: self.name.as_str().to_owned(),
            permissions: self.permissions,
            scopes: self.scopes.clone(),
            plan: self.plan,
        })
    }
}

/// A key that is not stored yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKeyDraft {
    /// What it is called.
    pub name: PasswordName,
    /// How it is sent.
    pub kind: KeyType,
    /// Whether it reads, writes or both.
    pub permissions: KeyPermissions,
    /// The parts of the shop it is for; empty for all.
    pub scopes: Vec<Scope>,
    /// How fast it may call.
    pub plan: Plan,
    /// Whom it acts for.
    pub user: UserId,
    /// When its time is over.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}
