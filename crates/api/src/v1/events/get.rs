//! `GET /events/{id}`

use growffinity_kernel::CustomEventId;

use crate::{
    rest::{ApiError, App, Caller, Item, Path, catalogue},
    rights::CustomersRead,
    views::CustomEventView,
};

/// The documentation of [`get_event`].
pub struct Docs;

/// Get a custom event.
#[utoipa::path(get, path = "/events/{id}", impl_for = Docs, tag = "Events",
    responses((status = 200, description = "The event.", body = CustomEventView)))]
pub async fn get_event(
    _caller: Caller<CustomersRead>,
    Path(id): Path<CustomEventId>,
    app: App,
) -> Result<Item<CustomEventView>, ApiError> {
    let event = app.custom_events.find(id).await?.ok_or(catalogue::EVENT_INVALID_ID)?;
    Ok(Item::new(CustomEventView::new(event, &app), 1))
}
