//! Tells whose a Basic credential is.

use std::net::IpAddr;

use crate::{Access, Credential, PlainPassword, User, UserStatus};
use growffinity_kernel::{StoreError, UserId};

/// A caller whose credential was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Who calls.
    pub user: User,
    /// What they proved it with.
    pub credential: Credential,
}

/// Why a credential is refused. Login and e-mail address are told apart, as WordPress does.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticationError {
    /// Nobody has this login.
    #[error("unknown login")]
    UnknownUsername,
    /// Nobody has this e-mail address.
    #[error("unknown e-mail address")]
    UnknownEmail,
    /// The user has no such application password, or may not sign in.
    #[error("not an application password of this user")]
    IncorrectPassword(UserId),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Access {
    /// Tells whose credential this is when it was found right a moment ago; looks nothing up.
    pub fn recall_basic(&self, name: &str, password: &str) -> Option<Principal> {
        let password = PlainPassword::from_input(password);
        let key = self.recent.key(&["password", &name.trim().to_lowercase(), password.as_str()]);
        self.recent.find(&key, self.clock.now())
    }

    /// Tells whose credential this is: a login or e-mail address in any case, and an application password with or
    /// without its groups. A right one is remembered for at most five seconds; its use is written down at most once in
    /// 24 hours.
    ///
    /// # Errors
    /// - [`AuthenticationError::UnknownUsername`], [`AuthenticationError::UnknownEmail`] when nobody has this name
    ///   (an e-mail address when it has an `@`).
    /// - [`AuthenticationError::IncorrectPassword`] when none of the user's passwords is this one, or the user is not
    ///   active.
    /// - [`AuthenticationError::Store`] when the store fails.
    pub async fn authenticate_basic(
        &self,
        name: &str,
        password: &str,
        ip: Option<IpAddr>,
    ) -> Result<Principal, AuthenticationError> {
        let now = self.clock.now();
        let name = name.trim().to_lowercase();
        let password = PlainPassword::from_input(password);
        let key = self.recent.key(&["password", &name, password.as_str()]);
        let as_of = self.recent.generation();
        if let Some(principal) = self.recent.find(&key, now) {
            return Ok(principal);
        }
        let Some(found) = self.store.find_sign_in(&name).await? else {
            let is_email = name.contains('@');
            let unknown =
                if is_email { AuthenticationError::UnknownEmail } else { AuthenticationError::UnknownUsername };
            return Err(unknown);
        };
        let right = found.passwords.iter().find(|stored| stored.hash.matches(&password));
        let right = right.filter(|_| found.user.status == UserStatus::Active);
        let used = right.ok_or(AuthenticationError::IncorrectPassword(found.user.id))?;
        if used.use_is_news(now) {
            self.store.record_use(used.uuid, now, ip).await?;
        }
        let principal = Principal { credential: Credential::ApplicationPassword(used.uuid), user: found.user };
        self.recent.remember(key, as_of, now, principal.clone());
        Ok(principal)
    }
}
