//! Sending the messages of campaigns: what a worker does.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use chrono::{DateTime, TimeDelta, Utc};
use futures::{StreamExt, stream};
use growffinity_kernel::{CampaignId, Clock, Random, StoreError};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{
    Campaign, OnUncertain,
    ledger::{ClaimedMessage, Frozen, Lease, Outcome, Settled},
    mail::{Delivery, Mail, Mailbox, RenderedMessage},
    ports::{CampaignStore, Mailer, MessageTemplate, Renderer, SendLedger, TemplateFault},
    templates::Templates,
    tracking::{Recipient, Tracker},
};

/// Sends what campaigns have queued. Any number of nodes may run it at once.
#[derive(Clone)]
pub struct Sending {
    campaigns: Arc<dyn CampaignStore>,
    ledger: Arc<dyn SendLedger>,
    mailer: Arc<dyn Mailer>,
    templates: Arc<Templates>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    config: SendingConfig,
    tracker: Option<Tracker>,
    unsettled: Arc<Mutex<Vec<Unsettled>>>,
}

/// Outcomes that the store could not take.
struct Unsettled {
    campaign: CampaignId,
    token: Uuid,
    outcomes: Vec<Settled>,
}

/// How sending is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendingConfig {
    /// Messages leased at once.
    pub batch: u32,
    /// Messages of one batch marked as sending, and handed to servers, at once.
    pub window: usize,
    /// How long a lease holds; longer than the mailer's longest attempt.
    pub lease_seconds: u32,
    /// After so many attempts a message that no server takes is given up.
    pub max_attempts: u32,
    /// What templates can say of the shop, as `site`.
    pub site: Map<String, Value>,
}

impl Default for SendingConfig {
    fn default() -> Self {
        Self { batch: 256, window: 32, lease_seconds: 300, max_attempts: 8, site: Map::new() }
    }
}

/// Tells a worker to stop: it finishes what it has begun, and begins nothing more.
#[derive(Debug, Clone, Default)]
pub struct StopFlag(Arc<AtomicBool>);

impl StopFlag {
    /// Asks to stop.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether stopping was asked for.
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Sending {
    /// Sending over these ports.
    pub fn new(
        campaigns: Arc<dyn CampaignStore>,
        ledger: Arc<dyn SendLedger>,
        mailer: Arc<dyn Mailer>,
        renderer: Arc<dyn Renderer>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        config: SendingConfig,
    ) -> Self {
        let templates = Arc::new(Templates::new(renderer));
        Self { campaigns, ledger, mailer, templates, clock, random, config, tracker: None, unsettled: Arc::default() }
    }

    /// The same, with links and a way out of `tracker`'s in each message.
    #[must_use]
    pub fn tracked(self, tracker: Tracker) -> Self {
        Self { tracker: Some(tracker), ..self }
    }

    /// Freezes the audience of one campaign that is due. `None`: none is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn start_next(&self) -> Result<Option<Frozen>, StoreError> {
        self.ledger.freeze_next(self.clock.now()).await
    }

    /// Sees to messages whose worker is gone, and finishes campaigns that have nothing left to send. Answers how many
    /// of both.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn settle_left_over(&self) -> Result<u64, StoreError> {
        let now = self.clock.now();
        let reaped = self.ledger.reap(now).await?;
        let finished = self.ledger.finish(now).await?;
        Ok(reaped + u64::try_from(finished.len()).unwrap_or(u64::MAX))
    }

    /// Sends one batch of each campaign that is being sent, and answers how many messages were seen to.
    ///
    /// # Errors
    /// When the store fails. The outcome of what was handed over by then is kept, and written first by the next call.
    pub async fn send_batches(&self, stop: &StopFlag) -> Result<u64, StoreError> {
        self.settle_unsettled().await?;
        let mut done = 0;
        for campaign in self.ledger.sending().await? {
            if !stop.is_stopped() {
                done += self.send_batch(campaign, stop).await?;
            }
        }
        Ok(done)
    }

    async fn send_batch(&self, id: CampaignId, stop: &StopFlag) -> Result<u64, StoreError> {
        let lease = Lease { token: self.random.uuid(), limit: self.config.batch, seconds: self.config.lease_seconds };
        let claim = self.ledger.claim(id, &lease, self.clock.now()).await?;
        if claim.messages.is_empty() {
            return Ok(claim.skipped);
        }
        let Some(campaign) = self.campaigns.find(id).await? else { return Ok(claim.skipped) };
        let mut done = claim.skipped;
        for window in claim.messages.chunks(self.config.window.max(1)) {
            if stop.is_stopped() {
                self.ledger.release(id, lease.token).await?;
                break;
            }
            done += self.send_window(&campaign, lease.token, window).await?;
        }
        Ok(done)
    }

    async fn send_window(
        &self,
        campaign: &Campaign,
        token: Uuid,
        window: &[ClaimedMessage],
    ) -> Result<u64, StoreError> {
        let ids: Vec<_> = window.iter().map(|message| message.id).collect();
        let marked = self.ledger.mark_sending(campaign.id, token, &ids, self.config.lease_seconds).await?;
        let template = self.templates.of(campaign);
        // Gathered first: as a chain of closures the stream would not be `Send`.
        let mut attempts = Vec::with_capacity(marked.len());
        for message in window {
            if marked.contains(&message.id) {
                attempts.push(self.attempt_with(campaign, template.as_deref(), message));
            }
        }
        let settled: Vec<Settled> = stream::iter(attempts).buffer_unordered(window.len().max(1)).collect().await;
        let done = u64::try_from(settled.len()).unwrap_or(u64::MAX);
        self.keep_unsettled(Unsettled { campaign: campaign.id, token, outcomes: settled });
        self.settle_unsettled().await?;
        Ok(done)
    }

    /// Writes outcomes that are not written yet; those of a store that fails are kept for the next call.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn settle_unsettled(&self) -> Result<(), StoreError> {
        loop {
            let Some(next) = self.unsettled.lock().unwrap_or_else(PoisonError::into_inner).pop() else { return Ok(()) };
            let written = self.ledger.settle(next.campaign, next.token, &next.outcomes, self.clock.now()).await;
            if let Err(error) = written {
                self.keep_unsettled(next);
                return Err(error);
            }
        }
    }

    fn keep_unsettled(&self, unsettled: Unsettled) {
        self.unsettled.lock().unwrap_or_else(PoisonError::into_inner).push(unsettled);
    }

    async fn attempt_with(
        &self,
        campaign: &Campaign,
        template: Result<&dyn MessageTemplate, &Vec<TemplateFault>>,
        message: &ClaimedMessage,
    ) -> Settled {
        match template {
            Ok(template) => self.attempt(campaign, template, message).await,
            Err(faults) => failed(message, faults.first().map(ToString::to_string).unwrap_or_default()),
        }
    }

    async fn attempt(&self, campaign: &Campaign, template: &dyn MessageTemplate, message: &ClaimedMessage) -> Settled {
        let Some(from) = campaign.sender() else { return failed(message, "the campaign has no sender".to_owned()) };
        let recipient = Recipient { campaign: campaign.id, message: message.id, customer: message.customer };
        let content = match template.render(&self.variables(campaign, message, &recipient)) {
            Ok(content) => self.woven(content, message, &recipient),
            Err(fault) => return failed(message, fault.to_string()),
        };
        let list = self.tracker.as_ref().map(|it| it.list_headers(campaign.id, &recipient, from.email.domain()));
        let mail = Mail {
            message_id: message_id(campaign, message, from.email.domain()),
            from,
            reply_to: campaign.reply_to.clone(),
            to: Mailbox { name: message.name.clone(), email: message.email.clone() },
            list,
            content,
        };
        let delivery = self.mailer.deliver(&mail).await;
        settled(message, delivery, campaign.on_uncertain, self.config.max_attempts, self.clock.now())
    }

    fn woven(&self, content: RenderedMessage, message: &ClaimedMessage, recipient: &Recipient) -> RenderedMessage {
        let locale = message.variables.get("locale").and_then(Value::as_str).unwrap_or_default();
        match &self.tracker {
            Some(tracker) => tracker.weave(content, recipient, locale),
            None => content,
        }
    }

    fn variables(&self, campaign: &Campaign, message: &ClaimedMessage, recipient: &Recipient) -> Map<String, Value> {
        let mut variables = Map::new();
        variables.insert("customer".to_owned(), Value::Object(message.variables.clone()));
        variables.insert("campaign".to_owned(), json!({ "id": campaign.id, "name": campaign.name }));
        variables.insert("site".to_owned(), Value::Object(self.config.site.clone()));
        if let Some(tracker) = &self.tracker {
            tracker.add_variables(recipient, &mut variables);
        }
        variables
    }
}

/// Made from the row alone, so that it is the same on every attempt.
fn message_id(campaign: &Campaign, message: &ClaimedMessage, domain: &str) -> String {
    format!("campaign-{}-{}@{domain}", campaign.id, message.id)
}

fn failed(message: &ClaimedMessage, detail: String) -> Settled {
    Settled { message: message.id, outcome: Outcome::Failed, detail }
}

fn settled(
    message: &ClaimedMessage,
    delivery: Delivery,
    on_uncertain: OnUncertain,
    max_attempts: u32,
    now: DateTime<Utc>,
) -> Settled {
    let was_last = message.attempts + 1 >= max_attempts;
    let retry = Outcome::Retry { at: now + back_off(message.attempts) };
    let (outcome, detail) = match delivery {
        Delivery::Accepted { response } => (Outcome::Sent, response),
        Delivery::Refused { response } => (Outcome::Bounced, response),
        Delivery::Uncertain { reason } if on_uncertain == OnUncertain::Hold || was_last => (Outcome::Uncertain, reason),
        Delivery::Deferred { reason } if was_last => (Outcome::Failed, reason),
        Delivery::Uncertain { reason } | Delivery::Deferred { reason } => (retry, reason),
    };
    Settled { message: message.id, outcome, detail }
}

/// One minute after the first attempt, twice as long after each further one, at most two hours.
fn back_off(attempts_before: u32) -> TimeDelta {
    let minutes = 1_i64.checked_shl(attempts_before.min(7)).unwrap_or(128).min(120);
    TimeDelta::minutes(minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(attempts: u32) -> ClaimedMessage {
        ClaimedMessage {
            id: growffinity_kernel::MessageId::new(1).unwrap(),
            customer: growffinity_kernel::CustomerId::new(1).unwrap(),
            email: "ann@example.com".parse().unwrap(),
            name: String::new(),
            attempts,
            variables: Map::new(),
        }
    }

    #[test]
    fn what_nobody_can_tell_is_held_or_sent_again_as_the_campaign_says() {
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        let lost = || Delivery::Uncertain { reason: "connection lost".to_owned() };
        let outcome = |attempts, choice| settled(&message(attempts), lost(), choice, 8, now).outcome;
        assert_eq!(outcome(0, OnUncertain::Hold), Outcome::Uncertain);
        assert_eq!(outcome(0, OnUncertain::Resend), Outcome::Retry { at: now + TimeDelta::minutes(1) });
        assert_eq!(outcome(7, OnUncertain::Resend), Outcome::Uncertain, "not for ever");
    }

    #[test]
    fn what_no_server_takes_is_tried_again_later_and_given_up_in_the_end() {
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        let deferred = || Delivery::Deferred { reason: "451 later".to_owned() };
        let settled = |message: &ClaimedMessage, delivery| settled(message, delivery, OnUncertain::Hold, 8, now);
        let first = settled(&message(0), deferred());
        assert_eq!(first.outcome, Outcome::Retry { at: now + TimeDelta::minutes(1) });
        let sixth = settled(&message(6), deferred());
        assert_eq!(sixth.outcome, Outcome::Retry { at: now + TimeDelta::minutes(64) });
        assert_eq!(settled(&message(7), deferred()).outcome, Outcome::Failed);
        let refused = Delivery::Refused { response: "550 no such user".to_owned() };
        assert_eq!(settled(&message(0), refused).outcome, Outcome::Bounced);
    }
}
