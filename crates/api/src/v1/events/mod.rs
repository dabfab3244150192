//! Custom events: what a shop tells that customers did.

mod batch;
mod create;
mod create_of_customer;
mod errors;
mod get;
pub(super) mod input;
mod list;

use crate::{rest::route::Route, routes};

/// The routes of custom events.
pub fn routes() -> Vec<Route> {
    routes![
        create::create_event,
        batch::batch_events,
        get::get_event,
        list::list_customer_events,
        create_of_customer::create_customer_event,
    ]
}
