//! `--production` refuses to run on what is there for trying out.

use std::time::Duration;

use anyhow::bail;

use crate::config::{Config, KEYS};

/// An attempt to hand a message over may take two minutes.
const SHORTEST_LEASE: Duration = Duration::from_secs(150);

/// Refuses a production without its own PostgreSQL, mail relay and Redis, naming each key that is missing.
pub(crate) fn check(config: &Config) -> anyhow::Result<()> {
    if !config.production {
        return Ok(());
    }
    let is_set = |name| match name {
        "database.url" => config.database.url.is_some(),
        "smtp.url" => config.smtp.url.is_some(),
        "redis.url" => config.redis.url.is_some(),
        "secrets.key" => config.secrets.key.is_some() || config.secrets.key_file.is_some(),
        _ => true,
    };
    let missing: Vec<String> = KEYS
        .iter()
        .filter(|key| !is_set(key.name))
        .filter_map(|key| Some(format!("  {} ({}): {}", key.name, key.short?, key.needed_in_production?)))
        .collect();
    if !missing.is_empty() {
        bail!("--production needs settings that are not there:\n{}", missing.join("\n"));
    }
    if config.worker.lease < SHORTEST_LEASE {
        bail!("--production refuses a worker.lease below {} s", SHORTEST_LEASE.as_secs());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::config::{Config, Sources};

    fn config(flags: &[(&str, &str)]) -> Config {
        let flags = flags.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Config::load(&Sources { flags, ..Sources::default() }).unwrap()
    }

    #[test]
    fn production_names_each_embedded_default() {
        assert!(check(&config(&[])).is_ok());
        let error = check(&config(&[("production", "true")])).unwrap_err().to_string();
        let secrets = "secrets.key (GROWFFINITY_SECRET_KEY)";
        for named in ["database.url (DATABASE_URL)", "smtp.url (SMTP_URL)", "redis.url (REDIS_URL)", secrets] {
            assert!(error.contains(named), "{named} in {error}");
        }
        let half = check(&config(&[("production", "on"), ("database.url", "postgres://h/d")])).unwrap_err().to_string();
        assert!(!half.contains("database.url") && half.contains("smtp.url"), "{half}");
        let whole = [
            ("production", "on"),
            ("database.url", "postgres://h/d"),
            ("smtp.url", "smtp://h"),
            ("redis.url", "redis://h"),
            ("secrets.key_file", "/run/secrets/growffinity"),
        ];
        assert!(check(&config(&whole)).is_ok());
        let hasty = [whole.as_slice(), &[("worker.lease", "30 s")]].concat();
        assert!(check(&config(&hasty)).unwrap_err().to_string().contains("worker.lease"));
    }
}
