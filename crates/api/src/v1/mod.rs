//! The first version of the API: one folder a resource, one file an endpoint.

pub mod api_keys;
pub mod audit_log;
mod batch;
pub mod campaigns;
mod companies;
pub mod customers;
pub mod events;
mod groups;
mod ids;
pub mod imports;
mod kinds;
mod marks;
pub mod notes;
pub mod orders;
pub mod products;
pub mod segments;
pub(crate) mod shared;
mod stores;
pub mod suppressions;
mod tags;
pub mod users;
pub(crate) mod webhooks;

use crate::rest::route::Route;

/// Where it stands below `/wp-json`.
pub const NAMESPACE: &str = "growffinity/v1";

/// All its routes, paths below the namespace.
pub fn routes() -> Vec<Route> {
    let resources = [
        audit_log::routes(),
        customers::routes(),
        imports::routes(),
        notes::routes(),
        events::routes(),
        tags::routes(),
        groups::routes(),
        companies::routes(),
        orders::routes(),
        products::routes(),
        stores::routes(),
        segments::routes(),
        campaigns::routes(),
        suppressions::routes(),
        webhooks::routes(),
        users::routes(),
        api_keys::routes(),
    ];
    resources.into_iter().flatten().collect()
}
