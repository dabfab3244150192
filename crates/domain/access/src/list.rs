//! Lists users and their passwords.

use growffinity_kernel::{Page, StoreError, UserId, Window};

use crate::{Access, ApplicationPassword, User};

impl Access {
    /// Users, by id.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn list_users(&self, window: Window) -> Result<Page<User>, StoreError> {
        self.store.list_users(window).await
    }

    /// The user whose login or e-mail address is `name`, whatever its case.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn find_user(&self, name: &str) -> Result<Option<User>, StoreError> {
        Ok(self.store.find_sign_in(name).await?.map(|found| found.user))
    }

    /// The application passwords of `user`, oldest first; none when there is no such user.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn list_application_passwords(&self, user: UserId) -> Result<Vec<ApplicationPassword>, StoreError> {
        self.store.list_passwords(user).await
    }
}
