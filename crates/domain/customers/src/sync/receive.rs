//! Taking in a webhook of a shop.

use growffinity_kernel::{Origin, StoreError, StoreId};
use serde_json::Value;

use super::{
    ShopSync, Stage,
    take_in::{TakeInError, TakenIn},
};
use crate::woocommerce::{Topic, signature_holds};

/// A webhook as it arrived.
#[derive(Debug, Clone, Copy)]
pub struct Delivery<'a> {
    /// What it is about (`order.updated`); empty when it does not say.
    pub topic: &'a str,
    /// Its signature; empty when it has none.
    pub signature: &'a str,
    /// Its body, byte for byte.
    pub body: &'a [u8],
}

/// What became of a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received {
    /// It only asked whether someone is here.
    Ping,
    /// What it tells is taken in, or was known already.
    TakenIn,
    /// What it tells is of no interest, or the shop is paused.
    Ignored,
    /// What it tells can't be taken in, for this reason. Sending it again would change nothing.
    Refused(String),
}

/// Why a webhook is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// There is no such shop.
    #[error("there is no store {0}")]
    UnknownStore(StoreId),
    /// It is not signed with the shop's secret.
    #[error("the signature is not the store's")]
    BadSignature,
    /// Its body is not JSON.
    #[error("the body is not JSON")]
    NotJson,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ShopSync {
    /// Takes in a webhook of the shop `store`.
    ///
    /// What it tells counts as live: others hear of it. Deliveries may come twice and in any order; what was changed in
    /// the shop before what is known changes nothing, and an order that the shop has deleted stays deleted.
    ///
    /// # Errors
    /// [`ReceiveError`]; nothing is taken in then.
    pub async fn receive(&self, store: StoreId, delivery: Delivery<'_>) -> Result<Received, ReceiveError> {
        let keys = self.keys(store).await?.ok_or(ReceiveError::UnknownStore(store))?;
        // WooCommerce signs everything but the ping, which tells nothing.
        if delivery.signature.is_empty() && is_ping(delivery.body) {
            return Ok(Received::Ping);
        }
        let secret = keys.webhook_secret.as_deref().unwrap_or_default();
        if !signature_holds(secret, delivery.body, delivery.signature) {
            return Err(ReceiveError::BadSignature);
        }
        let Some(topic) = Topic::from_name(delivery.topic).filter(|_| !keys.is_paused) else {
            return Ok(Received::Ignored);
        };
        let item: Value = serde_json::from_slice(delivery.body).map_err(|_| ReceiveError::NotJson)?;
        let stage = match topic {
            Topic::CustomerWritten => Stage::Customers,
            Topic::OrderWritten => Stage::Orders,
            Topic::ProductWritten => Stage::Products,
            Topic::OrderDeleted => return Ok(self.forget_order(store, &item).await?),
            // A shop's deleted customer has still bought what they bought, and a product was still sold: erasing is
            // asked for here, by itself.
            Topic::CustomerDeleted | Topic::ProductDeleted => return Ok(Received::Ignored),
        };
        match self.take_in(store, stage, &[item], Origin::Live, None).await {
            Ok(TakenIn { refused, .. }) => {
                let refused = refused.into_iter().next();
                Ok(refused.map_or(Received::TakenIn, |refused| Received::Refused(refused.message)))
            }
            Err(TakeInError::Store(error)) => Err(error.into()),
            Err(TakeInError::Shop(error)) => Ok(Received::Refused(error.to_string())),
        }
    }

    async fn forget_order(&self, store: StoreId, item: &Value) -> Result<Received, StoreError> {
        let id = item.get("id").and_then(Value::as_i64).filter(|id| *id > 0);
        let Some(id) = id.map(|id| id.to_string()) else {
            return Ok(Received::Refused("id: is missing".to_owned()));
        };
        self.store.note_deleted(store, &id, self.clock.now()).await?;
        if let Some(order) = self.store.order_of(store, &id).await? {
            // Err means that someone else has just deleted it.
            let _ = self.orders.delete_one(order, None, Origin::Live).await?;
        }
        Ok(Received::TakenIn)
    }
}

fn is_ping(body: &[u8]) -> bool {
    let digits = body.strip_prefix(b"webhook_id=");
    digits.is_some_and(|digits| digits.len() <= 20 && digits.iter().all(u8::is_ascii_digit))
}
