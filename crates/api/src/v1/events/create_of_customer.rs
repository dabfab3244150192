//! `POST /customers/{id}/events`

use growffinity_customers::custom_events::Who;
use growffinity_kernel::CustomerId;

use crate::{
    rest::{ApiError, App, Body, Caller, Item, Path},
    rights::CustomersWrite,
    v1::{
        customers::known::known_customer,
        events::{create::item, input::CustomerEventBody},
        shared::refuse_id,
    },
    views::CustomEventView,
};

/// The documentation of [`create_customer_event`].
pub struct Docs;

/// Record what this customer did.
#[utoipa::path(post, path = "/customers/{id}/events", impl_for = Docs, tag = "Events",
    responses(
        (status = 201, description = "The event, recorded.", body = CustomEventView),
        (status = 200, description = "The event, known before by its `unique_id`.", body = CustomEventView),
    ))]
pub async fn create_customer_event(
    _caller: Caller<CustomersWrite>,
    Path(customer): Path<CustomerId>,
    Body(body): Body<CustomerEventBody>,
    app: App,
) -> Result<Item<CustomEventView>, ApiError> {
    refuse_id(body.names_id)?;
    known_customer(customer, &app).await?;
    let recorded = app.custom_events.record_one(body.draft.of(Who::Id(customer)), body.origin).await??;
    Ok(item(recorded, &app))
}
