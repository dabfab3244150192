//! `POST /customers/batch`, also by PUT and PATCH, in WooCommerce's form.

use actix_web::http::StatusCode;
use growffinity_customers::{CustomerChange, NewCustomer};
use growffinity_kernel::{CustomerId, Origin};

use super::input::{CustomerBody, CustomerPatch};
use crate::{
    rest::{
        ApiError, App, Body, Caller, Report, catalogue,
        params::{Bool, FromParams, Reader, id},
    },
    rights::CustomersWrite,
    v1::{
        batch::{Batch, BatchView, settled},
        shared::{refuse_id, sign, written_by},
    },
    views::CustomerView,
};

/// The documentation of [`batch_customers`].
pub struct Docs;

/// Customers to make, to change, to erase.
pub struct CustomerBatch {
    batch: Batch<CustomerBody, (CustomerId, CustomerChange)>,
    upsert: bool,
    origin: Origin,
}

impl FromParams for CustomerBatch {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let batch = Batch::read(reader, CustomerBody::read, read_update);
        let about = "In create, change the customers who have the addresses instead of refusing.";
        let upsert = reader.field("upsert", Bool).in_query().about(about).or(false);
        let about = "false: change them as an import does, without webhooks and workflows.";
        let notify = reader.field("notify", Bool).in_query().about(about).or(true);
        let origin = if notify { Origin::Live } else { Origin::Import };
        Some(Self { batch, upsert, origin })
    }
}

fn read_update(reader: &mut Reader<'_>) -> Option<(CustomerId, CustomerChange)> {
    let id = reader.field("id", id::<CustomerId>()).required();
    let CustomerPatch(change) = CustomerPatch::read(reader)?;
    Some((id?, change))
}

/// Make, change and erase many customers.
///
/// One after the other, each for itself: one that is refused answers its own error and stops no other.
#[utoipa::path(method(post, put, patch), path = "/customers/batch", impl_for = Docs, tag = "Customers",
    responses(
        (status = 200, description = "What came of each customer.", body = BatchView<CustomerView>),
        (status = 413, description = "`woocommerce_rest_request_entity_too_large`: more than 100 customers."),
    ))]
pub async fn batch_customers(
    caller: Caller<CustomersWrite>,
    Body(CustomerBatch { batch, upsert, origin }): Body<CustomerBatch>,
    app: App,
) -> Result<Report<BatchView<CustomerView>>, ApiError> {
    batch.check_size()?;
    let Batch { create: makes, update: changes, delete: erasures } = batch;
    let mut view = BatchView {
        create: makes.as_ref().map(|_| Vec::new()),
        update: changes.as_ref().map(|_| Vec::new()),
        delete: erasures.as_ref().map(|_| Vec::new()),
    };
    for one in makes.into_iter().flatten() {
        let done = create(one, upsert, origin, &caller, &app).await;
        view.create.get_or_insert_default().push(settled(0, done)?);
    }
    for one in changes.into_iter().flatten() {
        let id = one.as_ref().map_or(0, |(id, _)| id.get());
        let done = update(one, origin, &caller, &app).await;
        view.update.get_or_insert_default().push(settled(id, done)?);
    }
    for id in erasures.into_iter().flatten() {
        view.delete.get_or_insert_default().push(settled(id, erase(id, &caller, &app).await)?);
    }
    Ok(Report(StatusCode::OK, view))
}

async fn create(
    one: Result<CustomerBody, ApiError>,
    upsert: bool,
    origin: Origin,
    caller: &Caller<CustomersWrite>,
    app: &App,
) -> Result<CustomerView, ApiError> {
    let mut body = one?;
    refuse_id(body.names_id)?;
    sign(body.rest.consent.as_mut(), caller.principal());
    let new = NewCustomer { email: body.email, rest: body.rest, origin };
    let made =
        if upsert || body.upsert { app.customers.upsert(new).await?.0 } else { app.customers.create(new).await? };
    Ok(CustomerView::new(made, app))
}

async fn update(
    one: Result<(CustomerId, CustomerChange), ApiError>,
    origin: Origin,
    caller: &Caller<CustomersWrite>,
    app: &App,
) -> Result<CustomerView, ApiError> {
    let (id, mut change) = one?;
    sign(change.consent.as_mut(), caller.principal());
    Ok(CustomerView::new(app.customers.update_told(id, change, None, origin).await?, app))
}

async fn erase(id: i64, caller: &Caller<CustomersWrite>, app: &App) -> Result<CustomerView, ApiError> {
    let id = CustomerId::new(id).ok_or(catalogue::CUSTOMER_INVALID_ID)?;
    let erased = app.personal_data.erase(id, None, &written_by(caller.principal())).await?;
    Ok(CustomerView::new(erased, app))
}
