//! Invites someone: a pending user, and a link to them by mail.

use chrono::{DateTime, Utc};
use growffinity_kernel::{EmailAddress, StoreError, UserId};

use super::{InvitationDraft, InvitationLetter, InvitationToken, Invitations};
use crate::{Login, Plan, Role, User, UserDraft, UserInsertion, UserStatus};

/// Who is to be invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInvitee {
    /// The name to sign in with.
    pub login: Login,
    /// Where the invitation goes.
    pub email: EmailAddress,
    /// The name shown to people; may be empty.
    pub name: String,
    /// What the user may do.
    pub role: Role,
    /// How fast the user may do it.
    pub plan: Plan,
}

/// What the letter says of the site.
#[derive(Debug, Clone, Copy)]
pub struct SiteLinks<'a> {
    /// What it is called.
    pub name: &'a str,
    /// The address callers use, without a slash at its end.
    pub url: &'a str,
}

/// Someone who was invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// The pending user.
    pub user: User,
    /// Until when the invitation can be answered.
    pub expires_at: DateTime<Utc>,
    /// Why the mail did not go out, when it did not: the invitation has to be sent again.
    pub not_sent: Option<String>,
}

/// Why nobody is invited.
#[derive(Debug, thiserror::Error)]
pub enum InviteUserError {
    /// Another user has this login.
    #[error("this login is taken")]
    LoginTaken,
    /// Another user has this e-mail address.
    #[error("this e-mail address is taken")]
    EmailTaken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an invitation is not sent again.
#[derive(Debug, thiserror::Error)]
pub enum InviteAgainError {
    /// There is no such user.
    #[error("no such user")]
    UnknownUser,
    /// The user has answered already.
    #[error("the user is not pending")]
    NotPending,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Invitations {
    /// Makes a pending user and mails the invitation, which can be answered once within
    /// [`INVITATION_LASTS`](super::INVITATION_LASTS). A mail that does not go out leaves the user pending.
    ///
    /// # Errors
    /// - [`InviteUserError::LoginTaken`], [`InviteUserError::EmailTaken`] when another user has it, in any case.
    /// - [`InviteUserError::Store`] when the store fails.
    pub async fn invite(&self, new: NewInvitee, site: SiteLinks<'_>) -> Result<Invited, InviteUserError> {
        let (invitation, token) = self.draft();
        let draft = UserDraft {
            login: new.login,
            email: new.email,
            name: new.name,
            role: new.role,
            plan: new.plan,
            status: UserStatus::Pending,
            created_at: invitation.created_at,
        };
        match self.store.insert_invited(&draft, &invitation).await? {
            UserInsertion::Stored(user) => Ok(self.mail(user, &invitation, &token, site).await),
            UserInsertion::LoginTaken => Err(InviteUserError::LoginTaken),
            UserInsertion::EmailTaken => Err(InviteUserError::EmailTaken),
        }
    }

    /// Mails a pending user a new invitation; the one before is good for nothing any more.
    ///
    /// # Errors
    /// - [`InviteAgainError::UnknownUser`] when there is no such user.
    /// - [`InviteAgainError::NotPending`] when the user can sign in already.
    /// - [`InviteAgainError::Store`] when the store fails.
    pub async fn invite_again(&self, user: UserId, site: SiteLinks<'_>) -> Result<Invited, InviteAgainError> {
        let (invitation, token) = self.draft();
        let user = self.store.replace_invitation(user, &invitation).await?.ok_or(InviteAgainError::UnknownUser)?;
        match user.status {
            UserStatus::Pending => Ok(self.mail(user, &invitation, &token, site).await),
            UserStatus::Active => Err(InviteAgainError::NotPending),
        }
    }

    async fn mail(
        &self,
        user: User,
        invitation: &InvitationDraft,
        token: &InvitationToken,
        site: SiteLinks<'_>,
    ) -> Invited {
        let letter = InvitationLetter {
            id: self.random.uuid().simple().to_string(),
            to: user.email.clone(),
            name: user.name.clone(),
            login: user.login.as_str().to_owned(),
            site_name: site.name.to_owned(),
            site_url: site.url.to_owned(),
            link: format!("{}/i/{}", site.url, token.as_str()),
            expires_at: invitation.expires_at,
        };
        let not_sent = self.post.send(&letter).await.err();
        Invited { user, expires_at: invitation.expires_at, not_sent }
    }
}
