//! Resolves names to public addresses only.

use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::guard::is_public;

/// A name that leads nowhere one may go.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to no public address")]
pub struct NotPublic;

/// Resolves with the system's resolver and drops what is not public.
///
/// The client connects to what this answers and asks nobody again, so a name that changes between check and use gains
/// nothing.
#[derive(Debug)]
pub struct GuardedResolver {
    pub allow_private: bool,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let may: Vec<SocketAddr> = found.filter(|address| allow_private || is_public(address.ip())).collect();
            if may.is_empty() {
                return Err(NotPublic.into());
            }
            Ok::<Addrs, _>(Box::new(may.into_iter()))
        })
    }
}
