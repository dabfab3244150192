//! The first version of the API: one folder a resource, one file an endpoint.

pub mod campaigns;
pub mod customers;
mod ids;
pub mod notes;
pub mod orders;
pub mod products;
pub mod segments;
mod shared;

use crate::rest::route::Route;

/// Where it stands below `/wp-json`.
pub const NAMESPACE: &str = "growffinity/v1";

/// All its routes, paths below the namespace.
pub fn routes() -> Vec<Route> {
    [
        customers::routes(),
        notes::routes(),
        orders::routes(),
        products::routes(),
        segments::routes(),
        campaigns::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
