//! `POST /orders/{id}/refunds`

use actix_web::http::StatusCode;
use growffinity_customers::{OrderDraft, RecordOutcome, RefundDraft, RefundsChange};
use growffinity_kernel::OrderId;

use super::{
    create::options,
    input::{notify, refund},
};
use crate::{
    rest::{
        ApiError, App, Body, Caller, Path, Report,
        params::{FromParams, Reader},
    },
    rights::CustomersWrite,
    views::RefundView,
};

/// The documentation of [`create_refund`].
pub struct Docs;

/// A refund, and whether webhooks and workflows hear of it.
pub struct RefundBody(RefundDraft, bool);

impl FromParams for RefundBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let draft = refund(reader);
        let notify = notify(reader);
        Some(Self(draft?, notify))
    }
}

/// Give back a part of an order, or all of it.
///
/// It counts on its own date. An order that is given back whole becomes `refunded` and leaves the counts. A refund of
/// the same `external_id` is changed instead.
#[utoipa::path(post, path = "/orders/{id}/refunds", impl_for = Docs, tag = "Orders",
    responses(
        (status = 201, description = "The refund.", body = RefundView),
        (status = 200, description = "The refund, known before and the same.", body = RefundView),
        (status = 400, description = "`growffinity_rest_refund_too_large`: more than is left of the order's total."),
    ))]
pub async fn create_refund(
    _caller: Caller<CustomersWrite>,
    Path(id): Path<OrderId>,
    Body(RefundBody(draft, notify)): Body<RefundBody>,
    app: App,
) -> Result<Report<RefundView>, ApiError> {
    let draft = RefundDraft { id: None, ..draft };
    let external_id = draft.external_id.clone();
    let change = OrderDraft { id: Some(id), refunds: Some(RefundsChange::One(draft)), ..OrderDraft::default() };
    let recorded = app.orders.record_one(change, &options(notify)).await??;
    let refunds = &recorded.order.data.refunds;
    let named = refunds.iter().find(|refund| external_id.is_some() && refund.external_id == external_id);
    let refund = named.or(refunds.last()).ok_or_else(|| ApiError::internal("a refund is missing"))?;
    let status = if recorded.outcome == RecordOutcome::Unchanged { StatusCode::OK } else { StatusCode::CREATED };
    Ok(Report(status, RefundView::new(refund.clone(), recorded.order.data.currency, &app)))
}
