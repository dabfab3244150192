//! Answers an invitation: looking at it changes nothing, accepting it shows one application password.

use growffinity_kernel::StoreError;

use super::{InvitationToken, Invitations, OpenInvitation};
use crate::{ApplicationPassword, PasswordName, PlainPassword, User};

impl Invitations {
    /// The invitation that `token` belongs to, while it can be answered.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn find(&self, token: &InvitationToken) -> Result<Option<OpenInvitation>, StoreError> {
        self.store.find_invitation(&token.digest(), self.clock.now()).await
    }

    /// Uses the invitation up: its user is active from now on, with one application password called `name`, which is in
    /// this answer alone. `None` when it was used before, was replaced, or came too late.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn accept(
        &self,
        token: &InvitationToken,
        name: PasswordName,
    ) -> Result<Option<(User, PlainPassword)>, StoreError> {
        let now = self.clock.now();
        let (stored, password) = ApplicationPassword::generate(name, String::new(), &*self.random, now);
        let user = self.store.accept_invitation(&token.digest(), &stored, now).await?;
        Ok(user.map(|user| (user, password)))
    }
}
