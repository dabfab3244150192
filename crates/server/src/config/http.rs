//! `http.…`: how HTTP is served.

use std::time::Duration;

use growffinity_api::Network;

use super::{Pause, reader::Reader};

/// HTTP.
#[derive(Debug, Clone)]
pub struct HttpConfig {
    /// `http.body_limit`
    pub body_limit: usize,
    /// `http.batch_body_limit`
    pub batch_body_limit: usize,
    /// `http.head_timeout`
    pub head_timeout: Duration,
    /// `http.body_timeout`
    pub body_timeout: Duration,
    /// `http.workers`
    pub workers: usize,
    /// `http.keep_alive`
    pub keep_alive: Duration,
    /// `http.stop_timeout`
    pub stop_timeout: Duration,
    /// `http.allow_plain`
    pub allow_plain: bool,
    /// `http.trusted_proxies`
    pub trusted_proxies: Vec<Network>,
    /// `http.cors_origins`
    pub cors_origins: Vec<String>,
}

impl HttpConfig {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let body_limit = reader.number("http.body_limit", 1_024..=1_073_741_824);
        let batch_body_limit = reader.number("http.batch_body_limit", 1_024..=1_073_741_824);
        let head_timeout = reader.pause("http.head_timeout", Pause(Duration::from_secs(1)));
        let body_timeout = reader.pause("http.body_timeout", Pause(Duration::from_secs(1)));
        let workers = reader.number("http.workers", 0..=1_024);
        let keep_alive = reader.pause("http.keep_alive", Pause(Duration::ZERO));
        let stop_timeout = reader.pause("http.stop_timeout", Pause(Duration::ZERO));
        let allow_plain = reader.switch("http.allow_plain");
        let trusted_proxies = reader.named("http.trusted_proxies", "addresses and networks parted by commas", |text| {
            parted(text).map(|network| network.parse().ok()).collect()
        });
        let cors_origins = reader.named("http.cors_origins", "origins parted by commas", |text| {
            Some(parted(text).map(str::to_owned).collect())
        });
        Some(Self {
            body_limit: body_limit?,
            batch_body_limit: batch_body_limit?,
            head_timeout: head_timeout?,
            body_timeout: body_timeout?,
            workers: workers?,
            keep_alive: keep_alive?,
            stop_timeout: stop_timeout?,
            allow_plain: allow_plain?,
            trusted_proxies: trusted_proxies?,
            cors_origins: cors_origins?,
        })
    }
}

fn parted(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}
