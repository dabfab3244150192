//! What of WordPress's own API is here, `/wp/v2`: enough for tools that sign in as they do there.

mod passwords;

use crate::rest::route::Route;

/// The routes, with their whole path below `/wp-json`.
pub fn routes() -> Vec<Route> {
    passwords::routes()
}
