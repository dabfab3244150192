//! Orders.

mod batch;
mod create;
mod create_refund;
mod delete;
pub(super) mod errors;
mod get;
pub(super) mod input;
mod list;
mod list_refunds;
pub(super) mod query;
mod update;

use crate::{rest::route::Route, routes};

/// The routes of orders.
pub fn routes() -> Vec<Route> {
    routes![
        list::list_orders,
        create::create_order,
        batch::batch_orders,
        get::get_order,
        update::update_order,
        delete::delete_order,
        list_refunds::list_refunds,
        create_refund::create_refund,
    ]
}
