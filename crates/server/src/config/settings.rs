//! The settings, typed.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use growffinity_kernel::EmailAddress;

use super::{
    DatabaseConfig, HttpConfig, LabelsConfig, OutboundConfig, Pause, Secret, SiteConfig, WebhooksConfig, WorkerConfig,
    reader::Reader,
    work::{FilesConfig, ImportsSettings},
};

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
    /// `webhooks.…`
    pub webhooks: WebhooksConfig,
    /// `log.…`
    pub log: LogConfig,
    /// `metrics.…`
    pub metrics: MetricsConfig,
}

/// The mail relay.
#[derive(Debug, Clone)]
pub struct SmtpConfig {
    /// `smtp.url`
    pub url: Option<Secret>,
    /// `smtp.from`
    pub from: Option<EmailAddress>,
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
        let webhooks = WebhooksConfig::read(reader);
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
            webhooks: webhooks?,
            log: log?,
            metrics,
        })
    }
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
