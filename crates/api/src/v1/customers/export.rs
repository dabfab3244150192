//! `GET /customers/{id}/export`

use actix_web::http::StatusCode;
use growffinity_customers::personal_data::{Collected, Collection};
use growffinity_kernel::CustomerId;

use crate::{
    rest::{ApiError, App, Caller, Path, catalogue, dates, response::RestResponse},
    rights::CustomersRead,
    views::{CustomerExportHead, CustomerExportView, CustomerView},
};

/// The documentation of [`export_customer`].
pub struct Docs;

/// What one answer may take; nobody has been seen near it.
const MOST_BYTES: usize = 64_000_000;

/// Get all that is kept of a customer.
///
/// One JSON document, as it was at one moment: the customer as other routes show it, and every record of every kind as it
/// is kept, of those who were merged into it too.
#[utoipa::path(get, path = "/customers/{id}/export", impl_for = Docs, tag = "Customers",
    responses(
        (status = 200, description = "All of it.", body = CustomerExportView),
        (status = 413, description = "`growffinity_rest_export_too_large`: more than 64 MB; the limit is in `data.limit`."),
    ))]
pub async fn export_customer(
    _caller: Caller<CustomersRead>,
    Path(id): Path<CustomerId>,
    app: App,
) -> Result<RestResponse, ApiError> {
    let customer = app.customers.find(id).await?.ok_or(catalogue::CUSTOMER_INVALID_ID)?;
    let collected = app.personal_data.collect(id, MOST_BYTES).await?.ok_or(catalogue::CUSTOMER_INVALID_ID)?;
    let Collected::Whole(records) = collected else {
        return Err(ApiError::new(catalogue::EXPORT_TOO_LARGE).with("limit", MOST_BYTES));
    };
    let (date, date_gmt) = dates::pair(app.clock.now(), app.site.timezone);
    let head = CustomerExportHead { id: id.get(), date, date_gmt, customer: CustomerView::new(customer, &app) };
    let mut body = serde_json::to_vec(&head).map_err(ApiError::internal)?;
    body.pop();
    write_records(&mut body, &records);
    let mut response = RestResponse::bytes(StatusCode::OK, body.into());
    response.push_header("content-disposition", &format!("attachment; filename=\"customer-{id}.json\""));
    Ok(response)
}

/// Ends the document with the records, which are JSON already.
fn write_records(body: &mut Vec<u8>, records: &[Collection]) {
    body.extend_from_slice(b",\"records\":{");
    for (index, collection) in records.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        body.extend_from_slice(format!("{comma}\"{}\":[", collection.name).as_bytes());
        body.extend_from_slice(collection.records.join(",").as_bytes());
        body.push(b']');
    }
    body.extend_from_slice(b"}}");
}
