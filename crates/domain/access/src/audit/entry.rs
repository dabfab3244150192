//! An entry, and what it is made of.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use growffinity_kernel::{ApiKeyId, UserId, named_enum};

use crate::{Credential, Principal};

named_enum!(
    /// What kind of caller did something.
    ActorKind {
        /// A user, by an application password.
        User = "user",
        /// A program, by an API key.
        ApiKey = "api_key",
        /// The server's own command line and work.
        System = "system",
        /// Somebody who is not signed in.
        Anonymous = "anonymous",
    }
);

named_enum!(
    /// What came of it.
    Outcome {
        /// It was done.
        Done = "done",
        /// It was refused.
        Refused = "refused",
    }
);

/// Who does something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A user.
    User(UserId),
    /// A key, and whom it acts for.
    ApiKey {
        /// The key.
        key: ApiKeyId,
        /// Its user.
        user: UserId,
    },
    /// A part of the server, by its name.
    System(&'static str),
    /// Somebody who is not signed in.
    Anonymous,
}

impl From<&Principal> for Actor {
    fn from(principal: &Principal) -> Self {
        match &principal.credential {
            Credential::ApplicationPassword(_) => Self::User(principal.user.id),
            Credential::ApiKey(key) => Self::ApiKey { key: key.id, user: principal.user.id },
        }
    }
}

/// What something is done to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AuditObject {
    /// Its kind: `customer`.
    pub kind: String,
    /// Its id; `None` for what has none, and for what is not known.
    pub id: Option<i64>,
}

/// What is being done, by whom and from where: what an entry says unless the change itself knows better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditScope {
    /// Who.
    pub actor: Actor,
    /// From where.
    pub ip: Option<IpAddr>,
    /// By what program.
    pub user_agent: Option<String>,
    /// What the logs call the request.
    pub request_id: String,
    /// What, as `customer.update`.
    pub action: String,
    /// To what.
    pub object: AuditObject,
}

impl AuditScope {
    /// What the part of the server called `part` does by itself.
    pub fn system(part: &'static str, action: &str, object: &str) -> Self {
        Self {
            actor: Actor::System(part),
            ip: None,
            user_agent: None,
            request_id: String::new(),
            action: action.to_owned(),
            object: AuditObject { kind: object.to_owned(), id: None },
        }
    }
}

/// Who did something, as the log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorRef {
    /// What kind of caller.
    pub kind: ActorKind,
    /// The user or key.
    pub id: Option<i64>,
    /// What the user or key is called now, or the part of the server; empty when it is gone.
    pub name: String,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Ascends with time.
    pub id: i64,
    /// When, by the store's clock.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: ActorRef,
    /// What, as `customer.update`.
    pub action: String,
    /// To what.
    pub object: AuditObject,
    /// Which members changed, as far as that is known.
    pub changed: Vec<String>,
    /// What came of it.
    pub outcome: Outcome,
    /// From where.
    pub ip: Option<String>,
    /// By what program.
    pub user_agent: Option<String>,
    /// What the logs call the request; empty when it was none.
    pub request_id: String,
}
