//! `POST /events`

use growffinity_customers::custom_events::RecordedEvent;

use crate::{
    rest::{ApiError, App, Body, Caller, Item},
    rights::CustomersWrite,
    v1::{events::input::EventBody, shared::refuse_id},
    views::CustomEventView,
};

/// The documentation of [`create_event`].
pub struct Docs;

/// Record what a customer did.
///
/// The customer is named by `customer_id` or `email`; one whose address is not known is made.
#[utoipa::path(post, path = "/events", impl_for = Docs, tag = "Events",
    responses(
        (status = 201, description = "The event, recorded.", body = CustomEventView),
        (status = 200, description = "The event, known before by its `unique_id`.", body = CustomEventView),
        (status = 404, description = "`growffinity_rest_customer_invalid_id`: there is no customer of this id."),
    ))]
pub async fn create_event(
    _caller: Caller<CustomersWrite>,
    Body(body): Body<EventBody>,
    app: App,
) -> Result<Item<CustomEventView>, ApiError> {
    refuse_id(body.names_id)?;
    let recorded = app.custom_events.record_one(body.draft, body.origin).await??;
    Ok(item(recorded, &app))
}

/// The answer: made, or known before.
pub(super) fn item(recorded: RecordedEvent, app: &App) -> Item<CustomEventView> {
    let place = format!("/growffinity/v1/events/{}", recorded.event.id);
    let item = Item::new(CustomEventView::new(recorded.event, app), 1);
    if recorded.is_new { item.created(place) } else { item }
}
