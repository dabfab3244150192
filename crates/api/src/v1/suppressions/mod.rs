//! Suppressions: addresses that are not mailed.

mod create;
mod delete;
mod get;
mod list;

use super::imports::suppressions as import;
use crate::{rest::route::Route, routes};

/// The routes of suppressions.
pub fn routes() -> Vec<Route> {
    routes![
        import::import_suppressions,
        list::list_suppressions,
        create::create_suppression,
        get::get_suppression,
        delete::delete_suppression,
    ]
}
