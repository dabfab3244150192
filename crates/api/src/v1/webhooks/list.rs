//! `GET /webhooks`

use growffinity_kernel::Direction;
use growffinity_webhooks::{WebhookOrder, WebhookQuery, WebhookStatus};

use super::input::EventName;
use crate::{
    listed,
    rest::{
        ApiError, App, Caller, Collection, ListArgs, Listed, Query,
        list::Orders,
        params::{Choice, FromParams, List, Reader},
    },
    rights::WebhooksRead,
    views::WebhookView,
};

/// The documentation of [`list_webhooks`].
pub struct Docs;

const ORDERS: Orders<WebhookOrder> = &[
    ("date", WebhookOrder::Created),
    ("id", WebhookOrder::Id),
    ("include", WebhookOrder::Include),
    ("title", WebhookOrder::Title),
];

/// A status, or any.
const STATUSES: &[Option<WebhookStatus>] =
    &[None, Some(WebhookStatus::Active), Some(WebhookStatus::Paused), Some(WebhookStatus::Disabled)];

fn status_name(status: Option<WebhookStatus>) -> &'static str {
    status.map_or("all", WebhookStatus::as_str)
}

impl FromParams for Listed<WebhookQuery> {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let args = ListArgs::read(reader, ORDERS, Direction::Descending);
        let statuses = List::of(Choice { all: STATUSES, name: status_name }, 10);
        let status = reader.field("status", statuses).about("With one of these; `all` for any.").or(Vec::new());
        let any = status.contains(&None);
        let status = status.into_iter().flatten().filter(|_| !any).collect();
        let event = reader.field("event", EventName).about("That are told of this.").optional();
        Some(listed!(args? => WebhookQuery { status, event }))
    }
}

/// List webhooks.
#[utoipa::path(get, path = "/webhooks", impl_for = Docs, tag = "Webhooks",
    responses((status = 200, description = "The webhooks, without their secrets.", body = Vec<WebhookView>)))]
pub async fn list_webhooks(
    _caller: Caller<WebhooksRead>,
    Query(list): Query<Listed<WebhookQuery>>,
    app: App,
) -> Result<Collection<WebhookView>, ApiError> {
    let page = app.webhooks.list(&list.query).await?;
    Ok(Collection::new(page, list.listing, |webhook| webhook.id.get(), |webhook| WebhookView::new(webhook, &app)))
}
