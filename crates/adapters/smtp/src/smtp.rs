//! The mailer that speaks SMTP.

use std::sync::Arc;

use async_trait::async_trait;
use growffinity_campaigns::{
    mail::{Delivery, Mail},
    ports::Mailer,
};
use growffinity_kernel::Clock;
use lettre::Address;
use tokio::{sync::SemaphorePermit, time::timeout};

use crate::{
    dialogue::{Dialogue, stuffed},
    mime,
    pool::Pool,
    settings::SmtpSettings,
    trouble::{Stage, Trouble, accepted},
};

/// Hands messages to a relay over pooled connections.
pub struct SmtpMailer {
    settings: SmtpSettings,
    pool: Pool,
    clock: Arc<dyn Clock>,
}

impl SmtpMailer {
    /// A mailer for the relay of `settings`; connects when the first message comes. `clock` dates the messages.
    pub fn new(settings: SmtpSettings, clock: Arc<dyn Clock>) -> Self {
        let pool = Pool::new(settings.connections);
        Self { settings, pool, clock }
    }

    /// Takes leave on idle connections and accepts no more messages: they are deferred. Those on their way are finished.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Connects, logs in and takes leave: whether the settings are right.
    ///
    /// # Errors
    /// What the server answered, or why there is no connection.
    pub async fn check(&self) -> Result<(), String> {
        match Dialogue::open(&self.settings).await {
            Ok(dialogue) => {
                dialogue.quit().await;
                Ok(())
            }
            Err(Trouble::Answered { code, text }) => Err(format!("{code} {text}")),
            Err(Trouble::Broken(reason)) => Err(reason),
        }
    }

    /// A dialogue whose server waits for the content, with its place in the pool.
    async fn begin(&self, from: &Address, to: &Address) -> Result<(SemaphorePermit<'_>, Dialogue), Delivery> {
        let closed = |_| Delivery::Deferred { reason: "the mailer is closed".to_owned() };
        let place = self.pool.places.acquire().await.map_err(closed)?;
        if let Some(mut kept) = self.pool.take() {
            match kept.begin(from, to).await {
                Ok(()) => return Ok((place, kept)),
                // It was closed while idle; nothing was handed over, so another connection is no second attempt.
                Err((Stage::Mail, trouble)) if trouble.ends_session() => {
                    tracing::debug!(?trouble, "an idle connection had been closed");
                }
                Err((stage, trouble)) => return Err(self.give_up(kept, stage, trouble)),
            }
        }
        let opened = Dialogue::open(&self.settings).await;
        let mut fresh = opened.map_err(|trouble| trouble.before_content(Stage::Session))?;
        match fresh.begin(from, to).await {
            Ok(()) => Ok((place, fresh)),
            Err((stage, trouble)) => Err(self.give_up(fresh, stage, trouble)),
        }
    }

    fn give_up(&self, dialogue: Dialogue, stage: Stage, trouble: Trouble) -> Delivery {
        if !trouble.ends_session() {
            self.pool.put(dialogue);
        }
        trouble.before_content(stage)
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn deliver(&self, mail: &Mail) -> Delivery {
        let content = stuffed(&mime::build(mail, self.clock.now()));
        let (from, to) = (mime::address(&mail.from.email), mime::address(&mail.to.email));
        let limit = self.settings.timeouts.prelude;
        let (_place, mut dialogue) = match timeout(limit, self.begin(&from, &to)).await {
            Ok(Ok(begun)) => begun,
            Ok(Err(outcome)) => return outcome,
            Err(_) => {
                let reason = format!("the server was not ready for the content within {} s", limit.as_secs_f32());
                return Delivery::Deferred { reason };
            }
        };
        match dialogue.content(&content).await {
            Ok(answer) => {
                self.pool.put(dialogue);
                accepted(&answer)
            }
            Err(trouble) => {
                if !trouble.ends_session() {
                    dialogue.transaction_ended();
                    self.pool.put(dialogue);
                }
                let outcome = trouble.after_content();
                if let Delivery::Uncertain { reason } = &outcome {
                    tracing::warn!(message_id = mail.message_id, reason, "nobody can tell whether the server took it");
                }
                outcome
            }
        }
    }
}
