//! The service of webhooks.

use std::sync::Arc;

use growffinity_kernel::{Clock, DeliveryId, Page, Random, StoreError, WebhookId};

use crate::{
    Delivery, DeliveryQuery, Webhook, WebhookQuery, WebhookSecret,
    ports::{DeliveryStore, SecretSeal, Transport, WebhookStore},
};

/// Webhooks: make, change, rotate, test, redeliver, replay.
#[derive(Clone)]
pub struct Webhooks {
    pub(super) store: Arc<dyn WebhookStore>,
    pub(super) deliveries: Arc<dyn DeliveryStore>,
    pub(super) transport: Arc<dyn Transport>,
    pub(super) seal: Arc<dyn SecretSeal>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Arc<dyn Random>,
}

/// A webhook, and its secret for the one time it is shown.
#[derive(Debug, Clone)]
pub struct SecretShown {
    /// The webhook.
    pub webhook: Webhook,
    /// What its deliveries are signed with.
    pub secret: WebhookSecret,
}

impl Webhooks {
    /// The service over these ports.
    pub fn new(
        (store, deliveries): (Arc<dyn WebhookStore>, Arc<dyn DeliveryStore>),
        (transport, seal): (Arc<dyn Transport>, Arc<dyn SecretSeal>),
        (clock, random): (Arc<dyn Clock>, Arc<dyn Random>),
    ) -> Self {
        Self { store, deliveries, transport, seal, clock, random }
    }

    /// The webhook with this id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find(&self, id: WebhookId) -> Result<Option<Webhook>, StoreError> {
        self.store.find(id).await
    }

    /// A part of the list of webhooks.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, query: &WebhookQuery) -> Result<Page<Webhook>, StoreError> {
        self.store.list(query).await
    }

    /// A delivery of this webhook, with its attempts and its body.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_delivery(&self, webhook: WebhookId, id: DeliveryId) -> Result<Option<Delivery>, StoreError> {
        self.deliveries.find(webhook, id).await
    }

    /// A part of the list of a webhook's deliveries.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_deliveries(
        &self,
        webhook: WebhookId,
        query: &DeliveryQuery,
    ) -> Result<Page<Delivery>, StoreError> {
        self.deliveries.list(webhook, query).await
    }
}
