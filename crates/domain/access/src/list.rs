//! Lists users and their passwords.

use growffinity_kernel::{Page, StoreError, UserId};
use uuid::Uuid;

use crate::{Access, ApplicationPassword, User, UserQuery};

impl Access {
    /// A part of a list of users.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn list_users(&self, query: &UserQuery) -> Result<Page<User>, StoreError> {
        self.store.list_users(query).await
    }

    /// The user with this id.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn find_user_by_id(&self, id: UserId) -> Result<Option<User>, StoreError> {
        self.store.find_user(id).await
    }

    /// The user whose login or e-mail address is `name`, whatever its case.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn find_user(&self, name: &str) -> Result<Option<User>, StoreError> {
        Ok(self.store.find_sign_in(name).await?.map(|found| found.user))
    }

    /// The application password `uuid` of `user`.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn find_application_password(
        &self,
        user: UserId,
        uuid: Uuid,
    ) -> Result<Option<ApplicationPassword>, StoreError> {
        Ok(self.store.list_passwords(user).await?.into_iter().find(|password| password.uuid == uuid))
    }

    /// The application passwords of `user`, oldest first; none when there is no such user.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn list_application_passwords(&self, user: UserId) -> Result<Vec<ApplicationPassword>, StoreError> {
        self.store.list_passwords(user).await
    }
}
