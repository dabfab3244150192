//! Gives a user one more application password.

use growffinity_kernel::{StoreError, UserId};

use crate::{Access, ApplicationPassword, PasswordName, PlainPassword};

/// Why a password is not added.
#[derive(Debug, thiserror::Error)]
pub enum AddApplicationPasswordError {
    /// There is no such user.
    #[error("no such user")]
    UnknownUser,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Access {
    /// Makes a password called `name` for `user`; `app_id` is what the program that will use it calls itself, or
    /// empty. The clear password is in this answer alone.
    ///
    /// # Errors
    /// - [`AddApplicationPasswordError::UnknownUser`] when there is no such user.
    /// - [`AddApplicationPasswordError::Store`] when the store fails.
    pub async fn add_application_password(
        &self,
        user: UserId,
        name: PasswordName,
        app_id: String,
    ) -> Result<(ApplicationPassword, PlainPassword), AddApplicationPasswordError> {
        let (stored, password) = self.new_password(name, app_id);
        if self.store.insert_password(user, &stored).await? {
            Ok((stored, password))
        } else {
            Err(AddApplicationPasswordError::UnknownUser)
        }
    }

    pub(crate) fn new_password(&self, name: PasswordName, app_id: String) -> (ApplicationPassword, PlainPassword) {
        ApplicationPassword::generate(name, app_id, &*self.random, self.clock.now())
    }
}
