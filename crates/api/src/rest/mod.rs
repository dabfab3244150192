//! The layer that speaks WordPress's REST conventions. Handlers hold none of it; it knows no resource.

mod audit;
pub mod authenticate;
pub mod body;
pub mod catalogue;
pub mod client;
mod compress;
pub mod context;
mod credentials;
pub mod dates;
pub mod dispatch;
mod embed;
pub mod error;
pub mod extract;
pub mod fields;
pub mod handler;
pub mod headers;
mod idempotency;
pub mod link;
pub mod list;
pub mod logins;
pub mod method;
pub mod params;
pub mod php_query;
pub mod placeholder;
pub mod rates;
mod record;
pub mod request;
pub mod respond;
pub mod response;
pub mod route;
pub mod table;
pub mod transport;

pub use error::ApiError;
pub use extract::{App, Body, Caller, IfMatch, Path, PathId, Paths, Query};
pub use list::{ListArgs, Listed, Listing};
pub use respond::{Collection, Deleted, Item, Report};
