//! `outbound.…`: requests to systems that someone else runs.

use std::time::Duration;

use growffinity_outbound::{OutboundSettings, Patience};

use super::{pause::Pause, reader::Reader};

/// How requests to other systems are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboundConfig {
    /// `outbound.allow_private`
    pub allow_private: bool,
    /// `outbound.timeout`
    pub timeout: Duration,
    /// `outbound.first_pause`
    pub first_pause: Duration,
}

impl OutboundConfig {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let allow_private = reader.switch("outbound.allow_private");
        let timeout = reader.pause("outbound.timeout", Pause(Duration::from_millis(100)));
        let first_pause = reader.pause("outbound.first_pause", Pause(Duration::from_millis(1)));
        Some(Self { allow_private: allow_private?, timeout: timeout?, first_pause: first_pause? })
    }

    /// How the client behaves.
    pub fn settings(&self) -> OutboundSettings {
        OutboundSettings { allow_private: self.allow_private, timeout: self.timeout, ..OutboundSettings::default() }
    }

    /// How long a busy shop is asked again.
    pub fn patience(&self) -> Patience {
        Patience { first_pause: self.first_pause, ..Patience::default() }
    }
}
