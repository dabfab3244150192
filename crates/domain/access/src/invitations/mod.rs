//! Invitations: a new user gets a link by mail, and behind it, once, an application password.

mod accept;
mod invite;
mod ports;
mod service;
mod token;

pub use invite::{InviteAgainError, InviteUserError, Invited, NewInvitee, SiteLinks};
pub use ports::{InvitationDraft, InvitationLetter, InvitationPost, InvitationStore, OpenInvitation};
pub use service::{INVITATION_LASTS, Invitations};
pub use token::{InvitationDigest, InvitationToken};
