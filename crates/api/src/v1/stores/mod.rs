//! Stores.

mod create;
mod delete;
mod errors;
mod get;
mod get_sync;
mod input;
mod list;
mod receive;
mod shop_errors;
mod sync;
mod update;

use crate::{rest::route::Route, routes};

/// The routes of stores.
pub fn routes() -> Vec<Route> {
    routes![
        list::list_stores,
        create::create_store,
        get::get_store,
        update::update_store,
        delete::delete_store,
        receive::receive_webhook,
        sync::sync_store,
        get_sync::get_sync,
    ]
}
