//! Application passwords, in WordPress's shapes and with its codes.

mod create;
mod delete;
mod delete_all;
mod errors;
mod get;
mod introspect;
mod list;
mod of_user;
mod update;
mod view;

use crate::{rest::route::Route, routes};

/// The routes of application passwords.
pub fn routes() -> Vec<Route> {
    routes![
        list::list_application_passwords,
        create::create_application_password,
        delete_all::delete_application_passwords,
        introspect::introspect_application_password,
        get::get_application_password,
        update::update_application_password,
        delete::delete_application_password,
    ]
}
