//! Tags: words put on customers.

mod create;
mod delete;
mod get;
mod list;
mod update;

use crate::{rest::route::Route, routes};

/// The routes of tags.
pub fn routes() -> Vec<Route> {
    routes![list::list_tags, create::create_tag, get::get_tag, update::update_tag, delete::delete_tag]
}
