//! The audit log.
//!
//! What is done within a scope carries it as a task-local. [`Database::run`](crate::Database) keeps a journal of each
//! port call in it and writes the entries before it commits: one for each change that was noted ([`note`]; the outbox
//! notes its events by itself), and where something was changed without a note, one that says what the scope says. So no
//! write can be forgotten, and none that was rolled back is told.

mod journal;
mod list;
mod scope;
mod write;

use async_trait::async_trait;
use growffinity_access::audit::{AuditEntry, AuditLog, AuditQuery, AuditScope, Work};
use growffinity_kernel::{Page, StoreError};

pub(crate) use self::{
    journal::{Note, Reporter, note, note_events},
    scope::Audited,
};
use crate::Database;

/// [`AuditLog`] on PostgreSQL.
#[derive(Debug, Clone)]
pub struct PgAuditLog(Database);

impl PgAuditLog {
    /// The log in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl AuditLog for PgAuditLog {
    async fn during(&self, scope: AuditScope, work: Work<'_>) {
        Audited::new(scope).during(work).await;
    }

    async fn refused(&self, scope: AuditScope) -> Result<(), StoreError> {
        self.0.run("write_refusal", move |connection| write::refusal(connection, &scope)).await
    }

    async fn list(&self, query: &AuditQuery) -> Result<Page<AuditEntry>, StoreError> {
        let query = query.clone();
        self.0.read("list_audit_log", move |connection| list::entries(connection, &query)).await
    }
}
