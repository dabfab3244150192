//! `webhooks.…`: telling others what happens.

use std::{str::FromStr, time::Duration};

use growffinity_webhooks::Policy;

use super::{pause::Pause, reader::Reader};

/// How webhooks are delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhooksConfig {
    /// `webhooks.retry_schedule`
    pub retry_schedule: Vec<Duration>,
    /// `webhooks.disable_after`
    pub disable_after: Duration,
    /// `webhooks.allow_private`; `None` for what holds for all that goes out.
    pub allow_private: Option<bool>,
    /// `webhooks.timeout`
    pub timeout: Duration,
    /// `webhooks.concurrency`
    pub concurrency: usize,
    /// `webhooks.slots`
    pub slots: usize,
    /// `webhooks.retry_slots`
    pub retry_slots: usize,
    /// `webhooks.keep_days`
    pub keep_days: u32,
}

impl WebhooksConfig {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let schedule =
            reader.named("webhooks.retry_schedule", "lengths of time parted by commas, like 5 s, 5 min", read_all);
        let disable_after = reader.pause("webhooks.disable_after", Pause(Duration::from_millis(1)));
        let allow_private = reader.optional::<OnOff>("webhooks.allow_private").map(|switch| switch.0);
        let timeout = reader.pause("webhooks.timeout", Pause(Duration::from_millis(100)));
        let concurrency = reader.number("webhooks.concurrency", 1..=1_000);
        let slots = reader.number("webhooks.slots", 1..=10_000);
        let retry_slots = reader.number("webhooks.retry_slots", 1..=10_000);
        let keep_days = reader.number("webhooks.keep_days", 1..=3_650);
        Some(Self {
            retry_schedule: schedule?,
            disable_after: disable_after?,
            allow_private,
            timeout: timeout?,
            concurrency: concurrency?,
            slots: slots?,
            retry_slots: retry_slots?,
            keep_days: keep_days?,
        })
    }

    /// When deliveries are tried again.
    pub fn policy(&self) -> Policy {
        Policy { retries: self.retry_schedule.clone(), disable_after: self.disable_after }
    }
}

fn read_all(text: &str) -> Option<Vec<Duration>> {
    let pauses = text.split(',').map(|pause| pause.parse::<Pause>().ok().map(|pause| pause.0));
    pauses.collect::<Option<Vec<_>>>().filter(|pauses| pauses.len() <= 50)
}

/// A switch that may be unset.
struct OnOff(bool);

impl FromStr for OnOff {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Ok(Self(true)),
            "false" | "no" | "off" | "0" => Ok(Self(false)),
            _ => Err("it is on or off"),
        }
    }
}
