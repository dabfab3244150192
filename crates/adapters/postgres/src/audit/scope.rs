//! The scope that the current task works in: [`Database::run`](crate::Database) asks here before it commits.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use diesel::PgConnection;
use growffinity_access::audit::{AuditScope, Work};

use super::{journal, write};
use crate::error::PgError;

tokio::task_local! {
    static CURRENT: Audited;
}

/// A scope, and whether something was written for it.
#[derive(Debug, Clone)]
pub(crate) struct Audited {
    scope: Arc<AuditScope>,
    told: Arc<AtomicBool>,
}

impl Audited {
    pub(super) fn new(scope: AuditScope) -> Self {
        Self { scope: Arc::new(scope), told: Arc::default() }
    }

    /// The scope of the current task.
    pub(crate) fn current() -> Option<Self> {
        CURRENT.try_with(Clone::clone).ok()
    }

    /// The scope of the current task, or of what the server does by itself.
    pub(crate) fn current_or_own(action: &'static str) -> Self {
        Self::current().unwrap_or_else(|| Self::new(AuditScope::system("server", action, "system")))
    }

    /// Does `work` in this scope.
    pub(super) async fn during(self, work: Work<'_>) {
        CURRENT.scope(self, work).await;
    }

    /// Does `work`, which is inside a transaction, and writes what it changed; true when something was written.
    pub(crate) fn tell<T>(
        &self,
        connection: &mut PgConnection,
        work: impl FnOnce(&mut PgConnection) -> Result<T, PgError>,
    ) -> Result<(T, bool), PgError> {
        let (value, told) = journal::kept(|| work(connection));
        let value = value?;
        let known = self.told.load(Ordering::Relaxed);
        let written = if told.notes.is_empty() {
            !known && told.wrote && write::unspecified(connection, &self.scope)?
        } else {
            write::notes(connection, &self.scope, told.notes)?
        };
        Ok((value, written))
    }

    /// Remembers that what was written is committed.
    pub(crate) fn committed(&self) {
        self.told.store(true, Ordering::Relaxed);
    }
}
