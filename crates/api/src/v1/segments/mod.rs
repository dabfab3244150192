//! Segments.

mod add_members;
mod create;
mod delete;
mod duplicate;
mod errors;
mod fields;
mod get;
mod history;
mod input;
mod list;
mod members;
mod preview;
mod refresh;
mod remove_member;
mod rfm;
mod rfm_refresh;
mod update;

use crate::{rest::route::Route, routes};

/// The routes of segments.
pub fn routes() -> Vec<Route> {
    routes![
        list::list_segments,
        create::create_segment,
        fields::list_segment_fields,
        preview::preview_segment,
        rfm::get_rfm,
        rfm_refresh::refresh_rfm,
        get::get_segment,
        update::update_segment,
        delete::delete_segment,
        members::list_segment_members,
        add_members::add_segment_members,
        remove_member::remove_segment_member,
        refresh::refresh_segment,
        duplicate::duplicate_segment,
        history::list_segment_history,
    ]
}
