//! The service that answers who may call.

use std::{fmt, sync::Arc};

use growffinity_kernel::{Clock, Random};

use crate::{AccessStore, keys::RevocationNews, recent::RecentSignIns};

/// Users and the credentials they sign in with.
pub struct Access {
    pub(crate) store: Arc<dyn AccessStore>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) recent: Arc<RecentSignIns>,
    news: Option<Arc<dyn RevocationNews>>,
}

impl Access {
    /// The service over `store`.
    pub fn new(store: Arc<dyn AccessStore>, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        let recent = Arc::new(RecentSignIns::new(&*random));
        Self { store, clock, random, recent, news: None }
    }

    /// The same service, telling every node when a credential is taken back or a user changes. Without it the other
    /// nodes go on accepting what they remember for at most five seconds.
    #[must_use]
    pub fn telling(mut self, news: Arc<dyn RevocationNews>) -> Self {
        self.news = Some(news);
        self
    }

    /// Forgets the credentials found right lately: one of them was taken back, or its user changed.
    pub fn forget_credentials(&self) {
        self.recent.forget();
    }

    /// Makes every node forget. When the others can't be told, they forget by themselves within five seconds.
    pub(crate) async fn tell(&self) {
        self.recent.forget();
        if let Some(news) = &self.news {
            let _ = news.tell().await;
        }
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access").finish_non_exhaustive()
    }
}
