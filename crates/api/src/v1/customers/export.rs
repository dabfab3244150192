//! `GET /customers/{id}/export`

use std::io::{self, Read as _};

use actix_web::{
    http::StatusCode,
    web::{Bytes, block},
};
use futures::{Stream, StreamExt as _, stream};
use growffinity_customers::personal_data::Records;
use growffinity_kernel::CustomerId;

use crate::{
    rest::{
        ApiError, App, Caller, Path, catalogue, dates,
        response::{RestResponse, StreamedBody},
    },
    rights::CustomersRead,
    views::{CustomerExportHead, CustomerExportView, CustomerView},
};

/// The documentation of [`export_customer`].
pub struct Docs;

/// Bytes sent at once.
const PIECE: u64 = 64 * 1024;

/// Get all that is kept of a customer.
///
/// One JSON document, as it was at one moment: the customer as other routes show it, and every record of every kind as it
/// is kept, of those who were merged into it too. It is streamed, whatever its size.
#[utoipa::path(get, path = "/customers/{id}/export", impl_for = Docs, tag = "Customers",
    responses((status = 200, description = "All of it.", body = CustomerExportView)))]
pub async fn export_customer(
    _caller: Caller<CustomersRead>,
    Path(id): Path<CustomerId>,
    app: App,
) -> Result<RestResponse, ApiError> {
    let customer = app.customers.find(id).await?.ok_or(catalogue::CUSTOMER_INVALID_ID)?;
    let records = app.personal_data.collect(id).await?.ok_or(catalogue::CUSTOMER_INVALID_ID)?;
    let (date, date_gmt) = dates::pair(app.clock.now(), app.site.timezone);
    let head = CustomerExportHead { id: id.get(), date, date_gmt, customer: CustomerView::new(customer, &app) };
    let mut begin = serde_json::to_vec(&head).map_err(ApiError::internal)?;
    begin.pop();
    begin.extend_from_slice(b",\"records\":{");
    let mut response = RestResponse::bytes(StatusCode::OK, Bytes::new());
    response.push_header("content-disposition", &format!("attachment; filename=\"customer-{id}.json\""));
    let ready = |piece: Bytes| stream::once(std::future::ready(Ok(piece)));
    let document = ready(begin.into()).chain(pieces(records)).chain(ready(Bytes::from_static(b"}}")));
    response.stream = Some(StreamedBody::new(document));
    Ok(response)
}

/// What `records` holds, read off the threads that answer requests.
fn pieces(records: Records) -> impl Stream<Item = io::Result<Bytes>> + Send {
    stream::try_unfold(records, |mut records| async move {
        let read = block(move || {
            let mut piece = Vec::new();
            let length = records.by_ref().take(PIECE).read_to_end(&mut piece)?;
            io::Result::Ok((length > 0).then_some((Bytes::from(piece), records)))
        });
        read.await.map_err(io::Error::other)?
    })
}
