//! Groups: customers put together by hand.

mod create;
mod delete;
mod get;
mod list;
mod update;

use crate::{rest::route::Route, routes};

/// The routes of groups.
pub fn routes() -> Vec<Route> {
    routes![list::list_groups, create::create_group, get::get_group, update::update_group, delete::delete_group]
}
