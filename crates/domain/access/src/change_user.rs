//! Changes and removes users; one owner always stays.

use growffinity_kernel::{EmailAddress, StoreError, UserId};

use crate::{Access, Plan, Role, User};

/// What is to be changed of a user; the rest stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserChange {
    /// E-mail address.
    pub email: Option<EmailAddress>,
    /// The name shown to people.
    pub name: Option<String>,
    /// What the user may do.
    pub role: Option<Role>,
    /// How fast the user may do it.
    pub plan: Option<Plan>,
}

/// Why a user is not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeUserError {
    /// There is no such user.
    #[error("no such user")]
    UnknownUser,
    /// The last owner who can sign in can't be lowered.
    #[error("the last owner stays an owner")]
    LastOwner,
    /// Another user has this e-mail address.
    #[error("this e-mail address is taken")]
    EmailTaken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a user is not removed.
#[derive(Debug, thiserror::Error)]
pub enum RemoveUserError {
    /// There is no such user.
    #[error("no such user")]
    UnknownUser,
    /// The last owner who can sign in can't be removed.
    #[error("the last owner stays")]
    LastOwner,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What came of storing a changed user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserUpdate {
    /// Stored, as it is now.
    Stored(User),
    /// There is no such user.
    Unknown,
    /// Nobody who can sign in would be an owner any more. Nothing was stored.
    LastOwner,
    /// Another user has this e-mail address. Nothing was stored.
    EmailTaken,
}

/// What came of removing a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserRemoval {
    /// Removed; this is how it was.
    Removed(User),
    /// There is no such user.
    Unknown,
    /// Nobody who can sign in would be an owner any more. Nothing was removed.
    LastOwner,
}

impl Access {
    /// Changes a user. What a credential may do follows at once here, within a second on every node that can be told.
    ///
    /// # Errors
    /// - [`ChangeUserError::UnknownUser`] when there is no such user.
    /// - [`ChangeUserError::LastOwner`] when no active owner would be left.
    /// - [`ChangeUserError::EmailTaken`] when another user has the address.
    /// - [`ChangeUserError::Store`] when the store fails.
    pub async fn change_user(&self, id: UserId, change: UserChange) -> Result<User, ChangeUserError> {
        match self.store.update_user(id, &change, self.clock.now()).await? {
            UserUpdate::Stored(user) => {
                self.tell().await;
                Ok(user)
            }
            UserUpdate::Unknown => Err(ChangeUserError::UnknownUser),
            UserUpdate::LastOwner => Err(ChangeUserError::LastOwner),
            UserUpdate::EmailTaken => Err(ChangeUserError::EmailTaken),
        }
    }

    /// Removes a user with all credentials, and answers the user as it was.
    ///
    /// # Errors
    /// - [`RemoveUserError::UnknownUser`] when there is no such user.
    /// - [`RemoveUserError::LastOwner`] when no active owner would be left.
    /// - [`RemoveUserError::Store`] when the store fails.
    pub async fn remove_user(&self, id: UserId) -> Result<User, RemoveUserError> {
        match self.store.delete_user(id).await? {
            UserRemoval::Removed(user) => {
                self.tell().await;
                Ok(user)
            }
            UserRemoval::Unknown => Err(RemoveUserError::UnknownUser),
            UserRemoval::LastOwner => Err(RemoveUserError::LastOwner),
        }
    }
}
