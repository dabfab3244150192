//! The service that answers who may call.

use std::{fmt, sync::Arc};

use growffinity_kernel::{Clock, Random};

use crate::{AccessStore, recent::RecentSignIns};

/// Users and the credentials they sign in with.
pub struct Access {
    pub(crate) store: Arc<dyn AccessStore>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) recent: RecentSignIns,
}

impl Access {
    /// The service over `store`.
    pub fn new(store: Arc<dyn AccessStore>, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        let recent = RecentSignIns::new(&*random);
        Self { store, clock, random, recent }
    }

    /// Forgets the credentials found right lately: one of them was taken back, or its user changed.
    pub fn forget_credentials(&self) {
        self.recent.forget();
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access").finish_non_exhaustive()
    }
}
