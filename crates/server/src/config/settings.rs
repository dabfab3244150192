//! The settings, typed.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use growffinity_api::Network;
use growffinity_customers::ConsentStatus;
use growffinity_kernel::{CalendarDuration, EmailAddress, Money, Site};

use super::{OutboundConfig, Pause, Secret, reader::Reader};

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Config {
    /// `listen`
    pub listen: SocketAddr,
    /// `public_url`, without a slash at its end.
    pub public_url: Option<String>,
    /// `data_dir`
    pub data_dir: PathBuf,
    /// `production`
    pub production: bool,
    /// `site.…`
    pub site: SiteConfig,
    /// `labels.…`
    pub labels: LabelsConfig,
    /// `database.…`
    pub database: DatabaseConfig,
    /// `smtp.…`
    pub smtp: SmtpConfig,
    /// `worker.…`
    pub worker: WorkerConfig,
    /// `files.…`
    pub files: FilesConfig,
    /// `imports.…`
    pub imports: ImportsSettings,
    /// `http.…`
    pub http: HttpConfig,
    /// `redis.…`
    pub redis: RedisConfig,
    /// `rates.…`
    pub rates: RatesConfig,
    /// `secrets.…`
    pub secrets: SecretsConfig,
    /// `audit.…`
    pub audit: AuditConfig,
    /// `outbound.…`
    pub outbound: OutboundConfig,
    /// `log.…`
    pub log: LogConfig,
    /// `metrics.…`
    pub metrics: MetricsConfig,
}

/// The shop.
#[derive(Debug, Clone)]
pub struct SiteConfig {
    /// `site.name`
    pub name: String,
    /// `site.timezone` and `site.currency`
    pub site: Site,
    /// `site.default_consent`
    pub default_consent: ConsentStatus,
}

/// Where one label of customers ends and the next begins.
#[derive(Debug, Clone, Copy)]
pub struct LabelsConfig {
    /// `labels.vip_spent`
    pub vip_spent: Money,
    /// `labels.at_risk_after`
    pub at_risk_after: CalendarDuration,
    /// `labels.new_for`
    pub new_for: CalendarDuration,
}

/// PostgreSQL.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// `database.url`
    pub url: Option<Secret>,
    /// `database.direct_url`
    pub direct_url: Option<Secret>,
    /// `database.pool_size`
    pub pool_size: u32,
    /// `database.pool_wait`
    pub pool_wait: Duration,
    /// `database.statement_timeout`
    pub statement_timeout: Duration,
    /// `database.statement_cache`
    pub statement_cache: bool,
}

/// The mail relay.
#[derive(Debug, Clone)]
pub struct SmtpConfig {
    /// `smtp.url`
    pub url: Option<Secret>,
    /// `smtp.from`
    pub from: Option<EmailAddress>,
}

/// Work in the background.
#[derive(Debug, Clone)]
pub struct WorkerConfig {
    /// `worker.batch`
    pub batch: u32,
    /// `worker.window`
    pub window: usize,
    /// `worker.lease`
    pub lease: Duration,
    /// `worker.max_attempts`
    pub max_attempts: u32,
    /// `worker.poll`
    pub poll: Duration,
}

/// Uploaded files.
#[derive(Debug, Clone)]
pub struct FilesConfig {
    /// `files.dir`
    dir: Option<PathBuf>,
    data_dir: PathBuf,
}

impl FilesConfig {
    /// The folder that they lie in.
    pub fn dir(&self) -> PathBuf {
        self.dir.clone().unwrap_or_else(|| self.data_dir.join("files"))
    }
}

/// Files that are imported.
#[derive(Debug, Clone, Copy)]
pub struct ImportsSettings {
    /// `imports.max_bytes`
    pub max_bytes: u64,
    /// `imports.batch`
    pub batch: usize,
    /// `imports.keep_days`
    pub keep_days: u32,
}

impl ImportsSettings {
    fn read(reader: &mut Reader) -> Option<Self> {
        let max_bytes = reader.number("imports.max_bytes", 1_024..=1_000_000_000_000);
        let batch = reader.number("imports.batch", 1..=10_000);
        let keep_days = reader.number("imports.keep_days", 1..=3_650);
        Some(Self { max_bytes: max_bytes?, batch: batch?, keep_days: keep_days? })
    }
}

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

/// Redis.
#[derive(Debug, Clone)]
pub struct RedisConfig {
    /// `redis.url`
    pub url: Option<Secret>,
    /// `redis.prefix`
    pub prefix: String,
    /// `redis.patience`
    pub patience: Duration,
}

/// Requests a minute, by plan; 0 for any number.
#[derive(Debug, Clone, Copy)]
pub struct RatesConfig {
    /// `rates.standard`
    pub standard: u32,
    /// `rates.premium`
    pub premium: u32,
}

/// Keys that secrets are encrypted under.
#[derive(Debug, Clone)]
pub struct SecretsConfig {
    /// `secrets.key`
    pub key: Option<Secret>,
    /// `secrets.key_file`
    pub key_file: Option<PathBuf>,
}

/// The audit log.
#[derive(Debug, Clone, Copy)]
pub struct AuditConfig {
    /// `audit.keep_days`
    pub keep: Duration,
}

/// Logs.
#[derive(Debug, Clone)]
pub struct LogConfig {
    /// `log.format`
    pub format: LogFormat,
    /// `log.level`
    pub level: String,
}

/// How logs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Text on a terminal, JSON otherwise.
    Auto,
    /// Text for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Metrics.
#[derive(Debug, Clone)]
pub struct MetricsConfig {
    /// `metrics.token`
    pub token: Option<Secret>,
}

impl Config {
    /// The settings in `reader`; `None` when it has faults.
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        // Every group is read before any is given up, so that all faults are told at once.
        let listen = reader.named("listen", "an address and port like 127.0.0.1:8080", |text| text.parse().ok());
        let public_url = reader.optional::<String>("public_url").map(|url| url.trim_end_matches('/').to_owned());
        let data_dir = reader.required("data_dir");
        let production = reader.switch("production");
        let site = SiteConfig::read(reader);
        let labels = LabelsConfig::read(reader);
        let database = DatabaseConfig::read(reader);
        let smtp = SmtpConfig { url: reader.optional("smtp.url"), from: reader.optional("smtp.from") };
        let worker = WorkerConfig::read(reader);
        let files_dir = reader.optional("files.dir");
        let imports = ImportsSettings::read(reader);
        let http = HttpConfig::read(reader);
        let (redis_url, redis_prefix) = (reader.optional("redis.url"), reader.required("redis.prefix"));
        let redis_patience = reader.pause("redis.patience", Pause(Duration::from_millis(1)));
        let standard = reader.number("rates.standard", 0..=1_000_000);
        let premium = reader.number("rates.premium", 0..=1_000_000);
        let secrets =
            SecretsConfig { key: reader.optional("secrets.key"), key_file: reader.optional("secrets.key_file") };
        let keep_days: Option<u32> = reader.number("audit.keep_days", 1..=36_500);
        let outbound = OutboundConfig::read(reader);
        let log = LogConfig::read(reader);
        let metrics = MetricsConfig { token: reader.optional("metrics.token") };
        Some(Self {
            listen: listen?,
            public_url,
            data_dir: data_dir.clone()?,
            production: production?,
            site: site?,
            labels: labels?,
            database: database?,
            smtp,
            worker: worker?,
            files: FilesConfig { dir: files_dir, data_dir: data_dir? },
            imports: imports?,
            http: http?,
            redis: RedisConfig { url: redis_url, prefix: redis_prefix?, patience: redis_patience? },
            rates: RatesConfig { standard: standard?, premium: premium? },
            secrets,
            audit: AuditConfig { keep: Duration::from_hours(24) * keep_days? },
            outbound: outbound?,
            log: log?,
            metrics,
        })
    }
}

impl SiteConfig {
    fn read(reader: &mut Reader) -> Option<Self> {
        let name = reader.required("site.name");
        let timezone = reader.named("site.timezone", "a zone of the IANA database", |text| text.parse().ok());
        let currency = reader.required("site.currency");
        let default_consent = reader.named("site.default_consent", "pending, subscribed or unsubscribed", |text| {
            ConsentStatus::from_name(text).filter(|status| may_be_default(*status))
        });
        let site = Site { timezone: timezone?, currency: currency? };
        Some(Self { name: name?, site, default_consent: default_consent? })
    }
}

fn may_be_default(status: ConsentStatus) -> bool {
    matches!(status, ConsentStatus::Pending | ConsentStatus::Subscribed | ConsentStatus::Unsubscribed)
}

impl LabelsConfig {
    fn read(reader: &mut Reader) -> Option<Self> {
        let vip_spent = reader.named("labels.vip_spent", "an amount of money, 0 or more", |text| {
            text.parse().ok().filter(|amount: &Money| !amount.is_negative())
        });
        let (at_risk_after, new_for) = (reader.required("labels.at_risk_after"), reader.required("labels.new_for"));
        Some(Self { vip_spent: vip_spent?, at_risk_after: at_risk_after?, new_for: new_for? })
    }
}

impl DatabaseConfig {
    fn read(reader: &mut Reader) -> Option<Self> {
        let (url, direct_url) = (reader.optional("database.url"), reader.optional("database.direct_url"));
        let pool_size = reader.number("database.pool_size", 1..=1_000);
        let pool_wait = reader.pause("database.pool_wait", Pause(Duration::from_millis(100)));
        let statement_timeout = reader.pause("database.statement_timeout", Pause(Duration::ZERO));
        let statement_cache = reader.switch("database.statement_cache");
        Some(Self {
            url,
            direct_url,
            pool_size: pool_size?,
            pool_wait: pool_wait?,
            statement_timeout: statement_timeout?,
            statement_cache: statement_cache?,
        })
    }
}

impl WorkerConfig {
    fn read(reader: &mut Reader) -> Option<Self> {
        let (batch, window) = (reader.number("worker.batch", 1..=10_000), reader.number("worker.window", 1..=64));
        let lease = reader.pause("worker.lease", Pause(Duration::from_secs(1)));
        let max_attempts = reader.number("worker.max_attempts", 1..=100);
        let poll = reader.pause("worker.poll", Pause(Duration::from_millis(10)));
        Some(Self { batch: batch?, window: window?, lease: lease?, max_attempts: max_attempts?, poll: poll? })
    }
}

impl HttpConfig {
    fn read(reader: &mut Reader) -> Option<Self> {
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

impl LogConfig {
    fn read(reader: &mut Reader) -> Option<Self> {
        let format = reader.named("log.format", "text, json or auto", |text| match text {
            "auto" => Some(LogFormat::Auto),
            "text" => Some(LogFormat::Text),
            "json" => Some(LogFormat::Json),
            _ => None,
        });
        let level = reader.required("log.level");
        Some(Self { format: format?, level: level? })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::config::{KEYS, Sources, keys::Default};

    fn load(environment: &[(&str, &str)], flags: &[(&str, &str)]) -> Result<Config, String> {
        let own = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>()
        };
        let environment: HashMap<String, String> = own(environment).into_iter().collect();
        Config::load(&Sources { file: None, environment, flags: own(flags) }).map_err(|error| error.to_string())
    }

    #[test]
    fn every_key_is_read_and_every_setting_is_a_key() {
        let mut reader = Reader::new(Config::defaults(), Vec::new());
        assert!(Config::read(&mut reader).is_some());
        let mut asked = reader.asked().to_vec();
        let mut known: Vec<_> = KEYS.iter().map(|key| key.name).collect();
        asked.sort_unstable();
        known.sort_unstable();
        assert_eq!(asked, known);
        assert!(reader.faults().is_empty());
    }

    #[test]
    fn flags_beat_the_environment_and_full_names_beat_short_ones() {
        let environment = [
            ("DATABASE_URL", "postgres://short"),
            ("GROWFFINITY__DATABASE__URL", "postgres://full"),
            ("GROWFFINITY__DATABASE__POOL_SIZE", "3"),
            ("GROWFFINITY_TEST_DATABASE_URL", "not ours"),
        ];
        let config = load(&environment, &[("database.pool_size", "4")]).unwrap();
        assert_eq!(config.database.url.unwrap().expose(), "postgres://full");
        assert_eq!(config.database.pool_size, 4);
        let short = load(&environment[..1], &[]).unwrap();
        assert_eq!(short.database.url.unwrap().expose(), "postgres://short");
    }

    #[test]
    fn everything_wrong_is_named_at_once() {
        let environment = [("GROWFFINITY__DATABASE__POOL", "3"), ("GROWFFINITY__WORKER__LEASE", "10 ms")];
        let flags = [("listen", "here"), ("site.timezone", "Mars/Base"), ("site.default_consent", "bounced")];
        let error = load(&environment, &flags).unwrap_err();
        for named in ["database.pool (environment)", "worker.lease", "listen", "site.timezone", "site.default_consent"]
        {
            assert!(error.contains(named), "{named} in {error}");
        }
    }

    #[test]
    fn secrets_are_never_printed() {
        let config = load(&[("DATABASE_URL", "postgres://u:hidden@h"), ("SMTP_URL", "smtp://u:hidden@h")], &[]);
        assert!(!format!("{config:?}").contains("hidden"));
    }

    #[test]
    fn every_key_is_in_the_reference() {
        let page = crate::config::reference();
        for key in KEYS {
            assert!(page.contains(&format!("`{}`", key.name)), "{}", key.name);
            assert!(page.contains(&key.variable()));
            if let Default::Value(value) = key.default {
                assert!(page.contains(value));
            }
        }
    }
}
