//! The audit log.

mod list;

use crate::{rest::route::Route, routes};

/// The routes of the audit log.
pub fn routes() -> Vec<Route> {
    routes![list::list_audit_log]
}
