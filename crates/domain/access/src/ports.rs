//! What access needs from the outside.

use std::net::IpAddr;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_kernel::{Page, StoreError, UserId};
use uuid::Uuid;

use crate::{ApplicationPassword, PasswordName, User, UserChange, UserDraft, UserQuery, UserRemoval, UserUpdate};

/// A user and everything that might prove to be theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The user.
    pub user: User,
    /// Their application passwords.
    pub passwords: Vec<ApplicationPassword>,
}

/// What came of storing a new user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserInsertion {
    /// Stored, with the id given to it.
    Stored(User),
    /// Another user has this login, whatever its case. Nothing was stored.
    LoginTaken,
    /// Another user has this e-mail address. Nothing was stored.
    EmailTaken,
}

/// Keeps users and their application passwords.
///
/// Each call MUST be one transaction. Logins MUST be compared without regard to case.
#[async_trait]
pub trait AccessStore: Send + Sync {
    /// Finds the user whose login or e-mail address is `name`, whatever its case, with all their passwords.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn find_sign_in(&self, name: &str) -> Result<Option<SignIn>, StoreError>;

    /// Stores `user` and their first password together. Login and e-mail address MUST stay unique whoever else is
    /// storing at the same moment.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn insert_user(&self, user: &UserDraft, password: &ApplicationPassword) -> Result<UserInsertion, StoreError>;

    /// Stores one more password of `user`; false when there is no such user.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn insert_password(&self, user: UserId, password: &ApplicationPassword) -> Result<bool, StoreError>;

    /// Writes down that the password `uuid` was used at `at` from `ip`. One that is gone is no error.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn record_use(&self, uuid: Uuid, at: DateTime<Utc>, ip: Option<IpAddr>) -> Result<(), StoreError>;

    /// Finds a user.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn find_user(&self, id: UserId) -> Result<Option<User>, StoreError>;

    /// A part of a list of users. The total MUST be exact, under the same filter.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn list_users(&self, query: &UserQuery) -> Result<Page<User>, StoreError>;

    /// Lists the passwords of `user`, oldest first.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn list_passwords(&self, user: UserId) -> Result<Vec<ApplicationPassword>, StoreError>;

    /// Renames the password `uuid` of `user`; `None` when the user has none such.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn rename_password(
        &self,
        user: UserId,
        uuid: Uuid,
        name: &PasswordName,
    ) -> Result<Option<ApplicationPassword>, StoreError>;

    /// Deletes the password `uuid` of `user` and answers it; `None` when the user has none such.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn delete_password(&self, user: UserId, uuid: Uuid) -> Result<Option<ApplicationPassword>, StoreError>;

    /// Deletes all passwords of `user` and answers how many there were.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn delete_passwords(&self, user: UserId) -> Result<u64, StoreError>;

    /// Changes a user at `at`. An active owner MUST be left whoever else is changing or removing users at the same
    /// moment, and e-mail addresses MUST stay unique. An invitation that went to another address MUST NOT be answered any
    /// more.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn update_user(&self, id: UserId, change: &UserChange, at: DateTime<Utc>) -> Result<UserUpdate, StoreError>;

    /// Removes a user with all credentials. An active owner MUST be left, as for [`AccessStore::update_user`].
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn delete_user(&self, id: UserId) -> Result<UserRemoval, StoreError>;
}
