//! What the shops sell.

mod create;
mod errors;
mod get;
mod input;
mod list;
mod update;

use crate::{rest::route::Route, routes};

/// The routes of products.
pub fn routes() -> Vec<Route> {
    routes![list::list_products, create::create_product, get::get_product, update::update_product]
}
