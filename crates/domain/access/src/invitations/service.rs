//! The service that invites.

use std::{fmt, sync::Arc};

use chrono::TimeDelta;
use growffinity_kernel::{Clock, Random};

use super::{InvitationDraft, InvitationPost, InvitationStore, InvitationToken};

/// How long an invitation can be answered.
pub const INVITATION_LASTS: TimeDelta = TimeDelta::days(7);

/// Invitations.
pub struct Invitations {
    pub(super) store: Arc<dyn InvitationStore>,
    pub(super) post: Arc<dyn InvitationPost>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Arc<dyn Random>,
}

impl Invitations {
    /// The service over its ports.
    pub fn new(
        store: Arc<dyn InvitationStore>,
        post: Arc<dyn InvitationPost>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        Self { store, post, clock, random }
    }

    pub(super) fn draft(&self) -> (InvitationDraft, InvitationToken) {
        let token = InvitationToken::generate(&*self.random);
        let created_at = self.clock.now();
        let draft = InvitationDraft { digest: token.digest(), created_at, expires_at: created_at + INVITATION_LASTS };
        (draft, token)
    }
}

impl fmt::Debug for Invitations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invitations").finish_non_exhaustive()
    }
}
