//! What the audit log needs from the outside.

use std::{future::Future, pin::Pin};

use async_trait::async_trait;
use growffinity_kernel::{Page, StoreError};

use super::{AuditEntry, AuditQuery, AuditScope};

/// The work that is done within a scope.
pub type Work<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Keeps the audit log. Nothing changes an entry once it is written, and nothing but its age removes it.
#[async_trait]
pub trait AuditLog: Send + Sync {
    /// Does `work`, noting what it changes. Every change that the adapters of the same store make in it MUST commit
    /// together with an entry for each thing changed. A change that does not say what it changed MUST leave one that
    /// says what the scope says, once. Work that changes nothing MUST leave none.
    async fn during(&self, scope: AuditScope, work: Work<'_>);

    /// Writes that what the scope says was refused.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn refused(&self, scope: AuditScope) -> Result<(), StoreError>;

    /// Lists entries.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn list(&self, query: &AuditQuery) -> Result<Page<AuditEntry>, StoreError>;
}
