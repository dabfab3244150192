//! Lays file, environment and flags over the defaults.

use std::{
    collections::{BTreeMap, HashMap},
    path::PathBuf,
};

use config::{File, FileFormat, Map, Source, Value, ValueKind};

use super::{Config, KEYS, keys::Default, reader::Reader};

/// Where settings come from, lightest first.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// A file that must be there; without one `growffinity.toml` is read if present.
    pub file: Option<PathBuf>,
    /// The environment.
    pub environment: HashMap<String, String>,
    /// Keys set by flags, with their values.
    pub flags: Vec<(String, String)>,
}

/// What is wrong with the configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file can't be read.
    #[error("the configuration can't be read: {0}")]
    Unreadable(#[from] config::ConfigError),
    /// Keys that do not exist, or values that can't be; all of them.
    #[error("the configuration is wrong:\n{}", .0.iter().map(|fault| format!("  {fault}")).collect::<Vec<_>>().join("\n"))]
    Wrong(Vec<String>),
}

/// The process's environment.
#[expect(clippy::disallowed_methods, reason = "the one place where the environment comes in")]
pub fn environment() -> HashMap<String, String> {
    std::env::vars().collect()
}

const USUAL_FILE: &str = "growffinity.toml";
const PREFIX: &str = "GROWFFINITY__";

impl Config {
    /// The configuration that `sources` give.
    ///
    /// # Errors
    /// [`ConfigError`], naming every key that is unknown or wrong.
    pub fn load(sources: &Sources) -> Result<Self, ConfigError> {
        let mut values = Self::defaults();
        let mut faults = Vec::new();
        let mut set = |name: String, value: String, origin: &str| {
            if KEYS.iter().any(|key| key.name == name) {
                values.insert(name, value);
            } else {
                faults.push(format!("{name} ({origin}): there is no such key"));
            }
        };
        for (name, value) in file_values(sources)? {
            set(name, value, "file");
        }
        for (name, value) in environment_values(&sources.environment) {
            set(name, value, "environment");
        }
        for (name, value) in &sources.flags {
            set(name.clone(), value.clone(), "flag");
        }
        let mut reader = Reader::new(values, faults);
        let config = Self::read(&mut reader);
        match (config, reader.faults()) {
            (Some(config), faults) if faults.is_empty() => Ok(config),
            (_, faults) => Err(ConfigError::Wrong(faults)),
        }
    }

    pub(super) fn defaults() -> BTreeMap<String, String> {
        let default = |key: &super::Key| match key.default {
            Default::Value(value) => Some((key.name.to_owned(), value.to_owned())),
            Default::Unset(_) => None,
        };
        KEYS.iter().filter_map(default).collect()
    }
}

fn file_values(sources: &Sources) -> Result<Vec<(String, String)>, ConfigError> {
    let file = match &sources.file {
        Some(path) => File::new(&path.to_string_lossy(), FileFormat::Toml),
        None => File::new(USUAL_FILE, FileFormat::Toml).required(false),
    };
    let read = config::Config::builder().add_source(file).build()?;
    let mut values = Vec::new();
    flatten("", read.collect()?, &mut values);
    Ok(values)
}

fn flatten(prefix: &str, table: Map<String, Value>, values: &mut Vec<(String, String)>) {
    for (name, value) in table {
        let path = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
        match value.kind {
            ValueKind::Table(inner) => flatten(&path, inner, values),
            other => values.push((path, other.to_string())),
        }
    }
}

fn environment_values(environment: &HashMap<String, String>) -> Vec<(String, String)> {
    let shorts = KEYS.iter().filter_map(|key| {
        let value = environment.get(key.short?).filter(|value| !value.is_empty())?;
        Some((key.name.to_owned(), value.clone()))
    });
    let full = environment.iter().filter_map(|(variable, value)| {
        let name = variable.strip_prefix(PREFIX)?;
        Some((name.to_lowercase().replace("__", "."), value.clone()))
    });
    // The full name is the more deliberate one.
    shorts.chain(full).collect()
}
