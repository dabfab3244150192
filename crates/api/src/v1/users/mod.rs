//! Users.

mod create;
mod delete;
mod errors;
mod get;
mod input;
mod invite;
mod list;
mod update;

use crate::{rest::route::Route, routes};

/// The routes of users.
pub fn routes() -> Vec<Route> {
    routes![
        list::list_users,
        create::create_user,
        get::get_user,
        update::update_user,
        delete::delete_user,
        invite::invite_user,
    ]
}
