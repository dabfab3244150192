//! Stores.

mod create;
mod delete;
mod errors;
mod get;
mod input;
mod list;
mod update;

use crate::{rest::route::Route, routes};

/// The routes of stores.
pub fn routes() -> Vec<Route> {
    routes![list::list_stores, create::create_store, get::get_store, update::update_store, delete::delete_store]
}
