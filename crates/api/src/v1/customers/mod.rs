//! Customers.

mod add_groups;
mod add_tags;
mod batch;
mod bulk;
mod bulk_input;
mod consent;
mod create;
mod delete;
mod errors;
mod export;
mod get;
pub(super) mod input;
mod join_segments;
pub(super) mod known;
mod leave_segment;
mod list;
mod list_orders;
mod list_segments;
mod merge;
mod moved;
pub(super) mod query;
mod remove_group;
mod remove_tag;
mod timeline;
mod update;

pub(crate) use moved::moved;

pub use bulk_input::KeptBulkReader;

use crate::{rest::route::Route, routes};

/// The routes of customers.
pub fn routes() -> Vec<Route> {
    routes![
        list::list_customers,
        create::create_customer,
        batch::batch_customers,
        bulk::begin_bulk_job,
        get::get_customer,
        update::update_customer,
        list_orders::list_customer_orders,
        timeline::list_customer_timeline,
        list_segments::list_customer_segments,
        join_segments::join_segments,
        leave_segment::leave_segment,
        consent::set_consent,
        delete::erase_customer,
        merge::merge_customers,
        export::export_customer,
        add_tags::add_customer_tags,
        remove_tag::remove_customer_tag,
        add_groups::add_customer_groups,
        remove_group::remove_customer_group,
    ]
}
