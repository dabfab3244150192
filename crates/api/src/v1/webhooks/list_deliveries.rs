//! `GET /webhooks/{id}/deliveries`

use growffinity_kernel::{Direction, WebhookId};
use growffinity_webhooks::{DeliveryOrder, DeliveryQuery, DeliveryStatus};

use super::{input::EventName, known};
use crate::{
    listed,
    rest::{
        ApiError, App, Caller, Collection, ListArgs, Listed, Path, Query,
        list::Orders,
        params::{Choice, FromParams, List, Reader},
    },
    rights::WebhooksRead,
    views::DeliveryView,
};

/// The documentation of [`list_webhook_deliveries`].
pub struct Docs;

const ORDERS: Orders<DeliveryOrder> =
    &[("date", DeliveryOrder::Created), ("id", DeliveryOrder::Id), ("include", DeliveryOrder::Include)];

impl FromParams for Listed<DeliveryQuery> {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let args = ListArgs::read(reader, ORDERS, Direction::Descending);
        let statuses = List::of(Choice { all: DeliveryStatus::ALL, name: DeliveryStatus::as_str }, 10);
        let status = reader.field("status", statuses).or(Vec::new());
        let event = reader.field("event", List::of(EventName, 50)).about("Of one of these types.").or(Vec::new());
        Some(listed!(args? => DeliveryQuery { status, event }))
    }
}

/// List the deliveries of a webhook, the newest first.
///
/// Attempts and what was posted stand in the single delivery.
#[utoipa::path(get, path = "/webhooks/{id}/deliveries", impl_for = Docs, tag = "Webhooks",
    responses((status = 200, description = "The deliveries.", body = Vec<DeliveryView>)))]
pub async fn list_webhook_deliveries(
    _caller: Caller<WebhooksRead>,
    Path(id): Path<WebhookId>,
    Query(list): Query<Listed<DeliveryQuery>>,
    app: App,
) -> Result<Collection<DeliveryView>, ApiError> {
    known(id, &app).await?;
    let page = app.webhooks.list_deliveries(id, &list.query).await?;
    let view = |delivery| DeliveryView::listed(delivery, &app);
    Ok(Collection::new(page, list.listing, |delivery| delivery.id.get(), view))
}
