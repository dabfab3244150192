//! Renames application passwords and takes them back.

use growffinity_kernel::{StoreError, UserId};
use uuid::Uuid;

use crate::{Access, ApplicationPassword, PasswordName};

impl Access {
    /// Gives the password `uuid` of `user` another name; `None` when the user has no such password.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn rename_application_password(
        &self,
        user: UserId,
        uuid: Uuid,
        name: PasswordName,
    ) -> Result<Option<ApplicationPassword>, StoreError> {
        self.store.rename_password(user, uuid, &name).await
    }

    /// Takes the password `uuid` of `user` back and answers it as it was; `None` when the user has no such password. It
    /// is refused here at once, on every other node that can be told within a second, on all within five.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn revoke_application_password(
        &self,
        user: UserId,
        uuid: Uuid,
    ) -> Result<Option<ApplicationPassword>, StoreError> {
        let revoked = self.store.delete_password(user, uuid).await?;
        if revoked.is_some() {
            self.tell().await;
        }
        Ok(revoked)
    }

    /// Takes all passwords of `user` back, with the same promise, and answers how many there were.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn revoke_application_passwords(&self, user: UserId) -> Result<u64, StoreError> {
        let revoked = self.store.delete_passwords(user).await?;
        if revoked > 0 {
            self.tell().await;
        }
        Ok(revoked)
    }
}
