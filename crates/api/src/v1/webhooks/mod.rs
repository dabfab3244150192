//! Webhooks and their deliveries.

mod create;
mod delete;
mod errors;
mod get;
mod get_delivery;
mod input;
mod list;
mod list_deliveries;
mod list_events;
mod redeliver;
mod replay;
mod rotate_secret;
mod test;
mod update;

use growffinity_access::{Permission, Principal};
use growffinity_kernel::{EventType, WebhookId};
use growffinity_webhooks::{Topics, Webhook};

use crate::{
    rest::{ApiError, catalogue, route::Route},
    routes,
    state::State,
};

/// The routes of webhooks.
pub fn routes() -> Vec<Route> {
    routes![
        list::list_webhooks,
        create::create_webhook,
        list_events::list_webhook_events,
        get::get_webhook,
        update::update_webhook,
        delete::delete_webhook,
        test::test_webhook,
        rotate_secret::rotate_webhook_secret,
        list_deliveries::list_webhook_deliveries,
        get_delivery::get_webhook_delivery,
        redeliver::redeliver_webhook_delivery,
        replay::replay_webhook,
    ]
}

/// What someone has to be allowed to see who is told of an event.
pub(crate) const fn permissions(kind: EventType) -> &'static [Permission] {
    use Permission::{CampaignsRead, CustomersRead, SegmentsRead, WebhooksRead};
    match kind {
        EventType::CustomerCreated
        | EventType::CustomerUpdated
        | EventType::CustomerDeleted
        | EventType::CustomerUnsubscribed
        | EventType::OrderCreated
        | EventType::OrderUpdated
        | EventType::OrderCompleted
        | EventType::OrderDeleted
        | EventType::CustomEventRecorded
        | EventType::ExportCompleted
        | EventType::ImportCompleted => &[CustomersRead],
        EventType::SegmentUpdated => &[SegmentsRead],
        EventType::SegmentMemberJoined | EventType::SegmentMemberLeft => &[SegmentsRead, CustomersRead],
        EventType::CampaignSent => &[CampaignsRead],
        EventType::CampaignOpened
        | EventType::CampaignClicked
        | EventType::CampaignBounced
        | EventType::WorkflowTriggered
        | EventType::WorkflowCompleted => &[CampaignsRead, CustomersRead],
        EventType::WebhookDisabled => &[WebhooksRead],
    }
}

/// Refuses a caller who may not see what the webhook would be told of.
fn may_hear(principal: &Principal, topics: &Topics) -> Result<(), ApiError> {
    let needed = topics.kinds().flat_map(permissions);
    for permission in needed {
        principal.may(*permission)?;
    }
    Ok(())
}

async fn known(id: WebhookId, app: &State) -> Result<Webhook, ApiError> {
    Ok(app.webhooks.find(id).await?.ok_or(catalogue::WEBHOOK_INVALID_ID)?)
}
