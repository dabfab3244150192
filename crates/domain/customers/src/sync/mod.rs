//! Bringing in a shop's customers, products, orders and refunds from its REST API.

mod ports;

pub use ports::{PageRequest, ShopAccess, ShopApi, ShopError, ShopList, ShopPage};
