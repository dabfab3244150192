//! Items as GET answers them, for webhooks: the same views over the same services.

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use growffinity_access::{Role, UserStatus};
use growffinity_customers::{CustomerFilter, CustomerOrder, CustomerQuery, OrderFilter, OrderOrder, OrderQuery};
use growffinity_kernel::{
    CampaignId, CustomerId, Direction, EventType, ImportId, ObjectType, OrderId, PerPage, SegmentId, StoreError,
    UserId, WebhookId, Window,
};
use growffinity_webhooks::ports::{ItemView, Seen, Wanted};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::PartialSchema;

use crate::{
    discovery::Directory,
    services::Services,
    state::State,
    v1::{imports, webhooks::permissions},
    views::{CampaignView, CustomerView, ImportView, OrderView, SegmentView, WebhookView},
};

/// [`ItemView`] over the services of the API.
pub struct ItemViews {
    app: State,
}

impl ItemViews {
    /// Views over `services`.
    pub fn new(services: Services) -> Self {
        let directory = Directory::new(&[], &services);
        Self { app: State::new(services, directory) }
    }

    async fn role(&self, viewer: UserId) -> Result<Option<Role>, StoreError> {
        let user = self.app.access.find_user_by_id(viewer).await?;
        Ok(user.filter(|user| user.status == UserStatus::Active).map(|user| user.role))
    }

    /// Customers by their ids, as they are shown.
    async fn customers(&self, ids: BTreeSet<CustomerId>) -> Result<HashMap<CustomerId, CustomerView>, StoreError> {
        let mut found = HashMap::with_capacity(ids.len());
        let ids: Vec<CustomerId> = ids.into_iter().collect();
        for include in ids.chunks(AT_ONCE) {
            let filter = CustomerFilter { include: include.to_vec(), ..CustomerFilter::default() };
            let query =
                CustomerQuery { filter, order: CustomerOrder::Id, direction: Direction::Ascending, window: window() };
            let page = self.app.customers.list(&query).await?;
            found.extend(page.items.into_iter().map(|item| (item.id, CustomerView::new(item, &self.app))));
        }
        Ok(found)
    }

    /// Orders by their ids, as they are shown.
    async fn orders(&self, ids: BTreeSet<OrderId>) -> Result<HashMap<OrderId, OrderView>, StoreError> {
        let mut found = HashMap::with_capacity(ids.len());
        let ids: Vec<OrderId> = ids.into_iter().collect();
        for include in ids.chunks(AT_ONCE) {
            let filter = OrderFilter { include: include.to_vec(), ..OrderFilter::default() };
            let query = OrderQuery { filter, order: OrderOrder::Id, direction: Direction::Ascending, window: window() };
            let page = self.app.orders.list(&query).await?;
            found.extend(page.items.into_iter().map(|item| (item.id, OrderView::new(item, &self.app))));
        }
        Ok(found)
    }

    async fn segment(&self, number: i64) -> Result<Option<SegmentView>, StoreError> {
        let Some(id) = SegmentId::new(number) else { return Ok(None) };
        Ok(self.app.segments.find(id).await?.map(|segment| SegmentView::new(segment, &self.app)))
    }

    async fn campaign(&self, number: Option<i64>) -> Result<Option<CampaignView>, StoreError> {
        let Some(id) = number.and_then(CampaignId::new) else { return Ok(None) };
        let Some(campaign) = self.app.campaigns.find(id).await? else { return Ok(None) };
        let stats = self.app.campaigns.stats(&[id]).await?.into_iter().next().unwrap_or_default();
        Ok(Some(CampaignView::new(campaign, &stats, &self.app)))
    }

    async fn import(&self, number: i64) -> Result<Option<ImportView>, StoreError> {
        let Some(id) = ImportId::new(number) else { return Ok(None) };
        let Some(import) = self.app.imports.find(id).await? else { return Ok(None) };
        let refusals = self.app.imports.first_refusals(&[id], imports::SHOWN).await?;
        let refusals = refusals.into_iter().map(|(_, refusal)| refusal).collect();
        Ok(Some(ImportView::new(import, refusals, &self.app)))
    }

    async fn webhook(&self, number: i64) -> Result<Option<WebhookView>, StoreError> {
        let Some(id) = WebhookId::new(number) else { return Ok(None) };
        Ok(self.app.webhooks.find(id).await?.map(|webhook| WebhookView::new(webhook, &self.app)))
    }

    /// What is not a customer or an order alone: few, so each is looked up by itself.
    async fn other(&self, wanted: &Wanted, customers: &HashMap<CustomerId, CustomerView>) -> Result<Seen, StoreError> {
        let number = |name: &str| wanted.data.get(name).and_then(Value::as_i64);
        match wanted.object {
            ObjectType::Segment => {
                let Some(segment) = self.segment(wanted.object_id).await? else { return Ok(Seen::Gone) };
                if wanted.kind == EventType::SegmentUpdated {
                    let (joined, left) = (number("joined"), number("left"));
                    return written(Some(SegmentMoved { segment, joined, left }));
                }
                let customer = wanted.customer.and_then(|id| customers.get(&id)).cloned();
                written(customer.map(|customer| SegmentMember { segment, customer }))
            }
            ObjectType::Campaign => written(self.campaign(Some(wanted.object_id)).await?),
            ObjectType::Recipient => {
                let campaign = self.campaign(number("campaign_id")).await?;
                let campaign = campaign.map(|campaign| campaign.reference());
                let customer = wanted.customer.and_then(|id| customers.get(&id)).map(CustomerView::contact);
                let Some(customer) = customer else { return Ok(Seen::Gone) };
                written(Some(json!({
                    "id": wanted.object_id, "campaign_id": number("campaign_id"), "customer": customer,
                    "status": wanted.kind.as_str().rsplit('.').next(), "campaign": campaign,
                    "link": wanted.data.get("link"),
                })))
            }
            ObjectType::Import => written(self.import(wanted.object_id).await?),
            ObjectType::Webhook => written(self.webhook(wanted.object_id).await?),
            // What raises events of these comes with a view of its own.
            ObjectType::Customer
            | ObjectType::Order
            | ObjectType::CustomEvent
            | ObjectType::Run
            | ObjectType::Export => Ok(Seen::Gone),
        }
    }
}

const AT_ONCE: usize = 100;

fn window() -> Window {
    Window::Offset { offset: 0, limit: PerPage::new(PerPage::MAX).unwrap_or_default() }
}

#[derive(Serialize)]
struct Unsubscribed<'a> {
    #[serde(flatten)]
    customer: &'a CustomerView,
    campaign_id: Option<i64>,
}

#[derive(Serialize)]
struct SegmentMoved {
    #[serde(flatten)]
    segment: SegmentView,
    joined: Option<i64>,
    left: Option<i64>,
}

#[derive(Serialize)]
struct SegmentMember {
    segment: SegmentView,
    customer: CustomerView,
}

fn written(item: Option<impl Serialize>) -> Result<Seen, StoreError> {
    match item {
        Some(item) => serde_json::to_string(&item).map(Seen::Item).map_err(StoreError::unexpected),
        None => Ok(Seen::Gone),
    }
}

#[async_trait]
impl ItemView for ItemViews {
    async fn show(&self, viewer: UserId, wanted: &[Wanted]) -> Result<Vec<Seen>, StoreError> {
        let Some(role) = self.role(viewer).await? else { return Ok(vec![Seen::Forbidden; wanted.len()]) };
        let customers = wanted.iter().filter(|one| one.object != ObjectType::Order).filter_map(|one| one.customer);
        let customers = self.customers(customers.collect()).await?;
        let orders = wanted.iter().filter(|one| one.object == ObjectType::Order);
        let orders = self.orders(orders.filter_map(|one| OrderId::new(one.object_id)).collect()).await?;
        let mut seen = Vec::with_capacity(wanted.len());
        for one in wanted {
            let may = permissions(one.kind).iter().all(|permission| role.may(*permission));
            seen.push(match one.object {
                _ if !may => Seen::Forbidden,
                ObjectType::Customer => {
                    let customer = CustomerId::new(one.object_id).and_then(|id| customers.get(&id));
                    if one.kind == EventType::CustomerUnsubscribed {
                        let campaign_id = one.data.get("campaign_id").and_then(Value::as_i64);
                        written(customer.map(|customer| Unsubscribed { customer, campaign_id }))?
                    } else {
                        written(customer)?
                    }
                }
                ObjectType::Order => written(OrderId::new(one.object_id).and_then(|id| orders.get(&id)))?,
                _ => self.other(one, &customers).await?,
            });
        }
        Ok(seen)
    }

    fn example(&self, kind: EventType) -> Value {
        example(kind)
    }
}

/// What the `data` of an event of this type looks like: the examples of the reference.
pub(crate) fn example(kind: EventType) -> Value {
    let with = |mut item: Value, more: Value| {
        if let (Value::Object(members), Value::Object(more)) = (&mut item, more) {
            members.extend(more);
        }
        item
    };
    let recipient = |status: &str, more: Value| {
        let ann = json!({"id": 1, "email": "ann@example.com", "first_name": "Ann", "last_name": "Lee"});
        let campaign = json!({"id": 5, "name": "Spring"});
        let base =
            json!({"id": 88, "campaign_id": 5, "customer": ann, "status": status, "campaign": campaign, "link": null});
        with(base, more)
    };
    match kind {
        EventType::CustomerCreated | EventType::CustomerUpdated => shown::<CustomerView>(),
        EventType::CustomerUnsubscribed => with(shown::<CustomerView>(), json!({"campaign_id": null})),
        EventType::OrderCreated | EventType::OrderUpdated | EventType::OrderCompleted => shown::<OrderView>(),
        EventType::CustomerDeleted | EventType::OrderDeleted | EventType::CustomEventRecorded => json!({"id": 1}),
        EventType::SegmentUpdated => with(shown::<SegmentView>(), json!({"joined": 10, "left": 2})),
        EventType::SegmentMemberJoined | EventType::SegmentMemberLeft => {
            json!({"segment": shown::<SegmentView>(), "customer": shown::<CustomerView>()})
        }
        EventType::CampaignSent => shown::<CampaignView>(),
        EventType::CampaignOpened => recipient("sent", json!({})),
        EventType::CampaignClicked => recipient("sent", json!({"link": "https://shop.example.com/spring"})),
        EventType::CampaignBounced => recipient("bounced", json!({})),
        EventType::WorkflowTriggered | EventType::WorkflowCompleted => json!({
            "id": 31, "workflow": {"id": 2, "name": "Welcome"}, "version": 1,
            "customer": {"id": 1, "email": "ann@example.com"},
            "status": if kind == EventType::WorkflowCompleted { "completed" } else { "active" },
        }),
        EventType::WebhookDisabled => {
            with(shown::<WebhookView>(), json!({"status": "disabled", "disabled_reason": "failing"}))
        }
        EventType::ExportCompleted => {
            json!({"id": 6, "dataset": "orders", "format": "csv", "status": "completed", "rows": 69_659})
        }
        EventType::ImportCompleted => with(shown::<ImportView>(), json!({"status": "completed"})),
    }
}

/// The example of a view.
fn shown<T: PartialSchema>() -> Value {
    let schema = serde_json::to_value(T::schema()).unwrap_or_default();
    schema.get("example").cloned().unwrap_or_else(|| json!({"id": 1}))
}

impl std::fmt::Debug for ItemViews {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ItemViews").finish_non_exhaustive()
    }
}
