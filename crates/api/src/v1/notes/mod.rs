//! Notes on customers.

mod create;
mod delete;
mod errors;
mod get;
mod input;
mod list;
mod update;

use crate::{rest::route::Route, routes};

/// The routes of notes.
pub fn routes() -> Vec<Route> {
    routes![list::list_notes, create::create_note, get::get_note, update::update_note, delete::delete_note]
}
