//! Bodies are made once, kept, and posted from then on.

use growffinity_kernel::{CustomerId, EventType, StoreError, WebhookId};

use super::Deliveries;
use crate::{
    DeliveryKind, DisabledReason, Envelope, Payload, body, envelope,
    ports::{Batch, Frozen, Pending, Seen, Wanted},
};

impl Deliveries {
    /// Gives each delivery of `batch` that has none its body, and keeps them. `false`: the webhook's owner may not see what
    /// it tells of, so it is disabled.
    pub(super) async fn freeze(&self, batch: &mut Batch) -> Result<bool, StoreError> {
        let bare: Vec<usize> = batch
            .deliveries
            .iter()
            .enumerate()
            .filter(|(_, pending)| pending.body.is_none())
            .map(|(at, _)| at)
            .collect();
        if bare.is_empty() {
            return Ok(true);
        }
        let Some(mut seen) = self.seen(batch, &bare).await? else {
            self.work.disable(batch.webhook.id, DisabledReason::Owner, self.clock.now()).await?;
            return Ok(false);
        };
        let webhook = (batch.webhook.id, batch.webhook.payload);
        let mut bodies = Vec::with_capacity(bare.len());
        for at in bare {
            let Some(pending) = batch.deliveries.get_mut(at) else { continue };
            let (body, customer) = self.body(pending, webhook, &mut seen);
            bodies.push(Frozen { delivery: pending.id, customer, body: body.clone() });
            pending.body = Some(body);
        }
        let mut erased = self.work.freeze(bodies).await?;
        if erased.is_empty() {
            return Ok(true);
        }
        let mut bodies = Vec::with_capacity(erased.len());
        for pending in batch.deliveries.iter_mut().filter(|pending| erased.contains(&pending.id)) {
            let body = self.dressed(pending, webhook.1, body::deleted(pending.object_id));
            bodies.push(Frozen { delivery: pending.id, customer: None, body: body.clone() });
            pending.body = Some(body);
        }
        erased = self.work.freeze(bodies).await?;
        if erased.is_empty() { Ok(true) } else { Err(StoreError::unexpected("a body about nobody was not kept")) }
    }

    /// The items of those at `bare` that have to be shown, in their order; `None` when the owner may not see one.
    async fn seen(&self, batch: &Batch, bare: &[usize]) -> Result<Option<std::vec::IntoIter<Seen>>, StoreError> {
        let pending = bare.iter().filter_map(|at| batch.deliveries.get(*at));
        let wanted: Vec<Wanted> = pending.filter_map(wish).collect();
        if wanted.is_empty() {
            return Ok(Some(Vec::new().into_iter()));
        }
        let Some(owner) = batch.webhook.owner else { return Ok(None) };
        let seen = self.views.show(owner, &wanted).await?;
        if seen.len() != wanted.len() {
            return Err(StoreError::unexpected("items were asked for and not all were answered"));
        }
        Ok(if seen.contains(&Seen::Forbidden) { None } else { Some(seen.into_iter()) })
    }

    /// What is posted, and whom it says something of.
    fn body(
        &self,
        pending: &Pending,
        (webhook, payload): (WebhookId, Payload),
        seen: &mut std::vec::IntoIter<Seen>,
    ) -> (String, Option<CustomerId>) {
        let kind = EventType::from_name(&pending.type_name);
        let mut customer = None;
        let data = match (pending.kind, kind) {
            (DeliveryKind::Ping, _) | (_, None) if payload == Payload::Resource => return (body::ping(webhook), None),
            (DeliveryKind::Ping, _) | (_, None) => serde_json::json!({"webhook_id": webhook.get()}).to_string(),
            (DeliveryKind::Test, Some(kind)) => self.views.example(kind).to_string(),
            (DeliveryKind::Event, Some(_)) if is_deletion(pending) => body::deleted(pending.object_id),
            (DeliveryKind::Event, Some(_)) => match seen.next() {
                Some(Seen::Item(item)) => {
                    customer = pending.customer;
                    item
                }
                Some(Seen::Gone | Seen::Forbidden) | None => body::deleted(pending.object_id),
            },
        };
        (self.dressed(pending, payload, data), customer)
    }

    fn dressed(&self, pending: &Pending, payload: Payload, data: String) -> String {
        if payload == Payload::Resource {
            return data;
        }
        let Pending { event, type_name, occurred_at, .. } = pending;
        let about = Envelope { event: *event, type_name, occurred_at: *occurred_at, zone: self.config.zone };
        envelope(about, &data)
    }
}

/// What has to be shown for a delivery; `None` where nothing has.
fn wish(pending: &Pending) -> Option<Wanted> {
    let kind = EventType::from_name(&pending.type_name)?;
    if pending.kind != DeliveryKind::Event || is_deletion(pending) {
        return None;
    }
    Some(Wanted {
        kind,
        object: pending.object,
        object_id: pending.object_id,
        customer: pending.customer,
        data: pending.data.clone(),
    })
}

/// What is deleted is told of by its id alone.
fn is_deletion(pending: &Pending) -> bool {
    pending.type_name.ends_with(".deleted")
}
