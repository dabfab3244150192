//! Someone who may sign in.

use chrono::{DateTime, Utc};
use growffinity_kernel::{EmailAddress, UserId, named_enum};

use crate::{Login, Role};

named_enum!(
    /// How many requests a minute a user's credentials may make.
    Plan {
        /// 100 a minute.
        Standard = "standard",
        /// 500 a minute.
        Premium = "premium",
    }
);

named_enum!(
    /// Whether a user may sign in.
    UserStatus {
        /// May sign in.
        Active = "active",
        /// Invited, has not answered yet; may not sign in.
        Pending = "pending",
    }
);

/// Someone who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Id.
    pub id: UserId,
    /// The name to sign in with; the e-mail address does as well.
    pub login: Login,
    /// E-mail address.
    pub email: EmailAddress,
    /// The name shown to people; may be empty.
    pub name: String,
    /// What the user may do.
    pub role: Role,
    /// How fast the user may do it.
    pub plan: Plan,
    /// Whether the user may sign in.
    pub status: UserStatus,
    /// When the user was made.
    pub created_at: DateTime<Utc>,
    /// When the user was last changed.
    pub modified_at: DateTime<Utc>,
}

/// A user that is not stored yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserDraft {
    /// The name to sign in with.
    pub login: Login,
    /// E-mail address.
    pub email: EmailAddress,
    /// The name shown to people.
    pub name: String,
    /// What the user may do.
    pub role: Role,
    /// How fast the user may do it.
    pub plan: Plan,
    /// Whether the user may sign in.
    pub status: UserStatus,
    /// When the user was made.
    pub created_at: DateTime<Utc>,
}
