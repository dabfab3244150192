//! Orders.

mod batch;
mod create;
mod errors;
mod get;
mod input;
mod list;
pub(super) mod query;

use crate::{rest::route::Route, routes};

/// The routes of orders.
pub fn routes() -> Vec<Route> {
    routes![list::list_orders, create::create_order, batch::batch_orders, get::get_order]
}
