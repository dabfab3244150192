//! What a WooCommerce shop says, in our words: its items as drafts of ours, and its signature.
//!
//! The forms are those of WooCommerce's REST API v3, which its webhooks send too. Members that are missing or empty
//! are left as they are; what can't be read is a [`ShopFault`] that names the member.

mod customer;
mod item;
mod order;
mod product;
mod refund;
mod signature;
mod topic;

pub use customer::{ShopCustomer, read_customer};
pub use item::ShopFault;
pub use order::{ShopOrder, read_order};
pub use product::read_product;
pub use refund::read_refund;
pub use signature::{sign, signature_holds};
pub use topic::Topic;
