//! Companies.

mod create;
mod delete;
mod errors;
mod get;
mod input;
mod list;
mod list_customers;
mod update;

use crate::{rest::route::Route, routes};

/// The routes of companies.
pub fn routes() -> Vec<Route> {
    routes![
        list::list_companies,
        create::create_company,
        get::get_company,
        update::update_company,
        delete::delete_company,
        list_customers::list_company_customers,
    ]
}
