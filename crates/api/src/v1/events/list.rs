//! `GET /customers/{id}/events`

use growffinity_customers::custom_events::{CustomEventOrder, CustomEventQuery, EventName};
use growffinity_kernel::{CustomerId, Direction};

use crate::{
    listed,
    rest::{
        ApiError, App, Caller, Collection, ListArgs, Listed, Path, Query,
        list::Orders,
        params::{FromParams, List, Name, Reader},
    },
    rights::CustomersRead,
    v1::customers::known::known_customer,
    views::CustomEventView,
};

/// The documentation of [`list_customer_events`].
pub struct Docs;

const ORDERS: Orders<CustomEventOrder> =
    &[("date", CustomEventOrder::Occurred), ("id", CustomEventOrder::Id), ("include", CustomEventOrder::Include)];

impl FromParams for Listed<CustomEventQuery> {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let args = ListArgs::read(reader, ORDERS, Direction::Descending);
        let names = List::of_texts(Name(EventName::LONGEST), 100);
        let names = reader.field("name", names).about("With one of these names.").or(Vec::new());
        Some(listed!(args? => CustomEventQuery { names }))
    }
}

/// List a customer's custom events.
///
/// `after` and `before` mean when they occurred, `modified_after` and `modified_before` when they were told.
#[utoipa::path(get, path = "/customers/{id}/events", impl_for = Docs, tag = "Events",
    responses((status = 200, description = "The events.", body = Vec<CustomEventView>)))]
pub async fn list_customer_events(
    _caller: Caller<CustomersRead>,
    Path(customer): Path<CustomerId>,
    Query(list): Query<Listed<CustomEventQuery>>,
    app: App,
) -> Result<Collection<CustomEventView>, ApiError> {
    known_customer(customer, &app).await?;
    let page = app.custom_events.list(customer, &list.query).await?;
    Ok(Collection::new(page, list.listing, |event| event.id.get(), |event| CustomEventView::new(event, &app)))
}
