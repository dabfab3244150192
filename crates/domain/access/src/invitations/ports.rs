//! What invitations need from the outside.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_kernel::{EmailAddress, StoreError, UserId};

use super::InvitationDigest;
use crate::{ApplicationPassword, User, UserDraft, UserInsertion};

/// An invitation that is not stored yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationDraft {
    /// What it is found by.
    pub digest: InvitationDigest,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Until when it can be answered.
    pub expires_at: DateTime<Utc>,
}

/// An invitation that can still be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvitation {
    /// Who is invited.
    pub user: User,
    /// Until when it can be answered.
    pub expires_at: DateTime<Utc>,
}

/// Keeps invitations: one a user.
///
/// Each call MUST be one transaction.
#[async_trait]
pub trait InvitationStore: Send + Sync {
    /// Stores a pending user and the invitation together. Login and e-mail address MUST stay unique whoever else is
    /// storing at the same moment.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn insert_invited(&self, user: &UserDraft, invitation: &InvitationDraft)
    -> Result<UserInsertion, StoreError>;

    /// Gives a pending user this invitation in the place of any other. Answers the user as stored: unchanged, and without
    /// the invitation, when they are not pending; `None` when there is no such user.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn replace_invitation(&self, user: UserId, invitation: &InvitationDraft) -> Result<Option<User>, StoreError>;

    /// The invitation of this digest, while it can be answered at `now`.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn find_invitation(
        &self,
        digest: &InvitationDigest,
        now: DateTime<Utc>,
    ) -> Result<Option<OpenInvitation>, StoreError>;

    /// Uses the invitation up at `now`: its user becomes active and gets `password`. `None`, and nothing changed, when it
    /// can't be answered any more; of any number of callers at once one MUST get the user.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn accept_invitation(
        &self,
        digest: &InvitationDigest,
        password: &ApplicationPassword,
        now: DateTime<Utc>,
    ) -> Result<Option<User>, StoreError>;
}

/// What an invitation's mail says.
#[derive(Clone, PartialEq, Eq)]
pub struct InvitationLetter {
    /// Names this letter and no other.
    pub id: String,
    /// Whom it goes to.
    pub to: EmailAddress,
    /// How they are called; may be empty.
    pub name: String,
    /// What they sign in with.
    pub login: String,
    /// What the site is called.
    pub site_name: String,
    /// Where it is.
    pub site_url: String,
    /// Where the invitation is answered: whoever has it can.
    pub link: String,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

/// Mails invitations.
#[async_trait]
pub trait InvitationPost: Send + Sync {
    /// Hands the letter to the mail server.
    ///
    /// # Errors
    /// In words for the owner who invites, when it was not taken.
    async fn send(&self, letter: &InvitationLetter) -> Result<(), String>;
}
