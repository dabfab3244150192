//! What the shops sell.

mod batch;
mod create;
mod delete;
mod errors;
mod get;
mod input;
mod list;
mod update;

use crate::{rest::route::Route, routes};

/// The routes of products.
pub fn routes() -> Vec<Route> {
    routes![
        list::list_products,
        create::create_product,
        batch::batch_products,
        get::get_product,
        update::update_product,
        delete::delete_product,
    ]
}
