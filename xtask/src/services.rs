//! Keeps a private PostgreSQL (and Redis) running beside a task, and stops it however the task ends.
//!
//! A terminal's Ctrl-C or a kill ends a task without a word, so a second process keeps the services: it is in a group
//! of its own, sees its parent go, and stops them.

use std::{
    env,
    io::{BufRead, BufReader, Read, Write},
    os::unix::process::{CommandExt, parent_id},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail};
use growffinity_private_postgres::{Error, Needed, Options, PrivatePostgres, PrivateRedis};
use serde::{Deserialize, Serialize};

use crate::{prepare, run};

/// What the tests find their services by.
pub const DATABASE_VARIABLE: &str = "GROWFFINITY_TEST_DATABASE_URL";
pub const REDIS_VARIABLE: &str = "GROWFFINITY_TEST_REDIS_URL";

const UNTIL_INPUT_ENDS: &str = "--until-input-ends";

/// A run just interrupted takes a moment to stop its services.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_millis(50);

#[derive(clap::Args)]
pub struct Keep {
    /// Where the services live
    folder: PathBuf,
    /// The process to serve; when it ends, so do the services
    #[arg(long)]
    parent: u32,
    /// The tests' PostgreSQL and Redis rather than a lasting PostgreSQL
    #[arg(long)]
    tests: bool,
    /// Stop when standard input ends, too
    #[arg(long)]
    until_input_ends: bool,
}

/// The first and only line that a keeper prints.
#[derive(Debug, Serialize, Deserialize)]
enum Answer {
    Ready { database: String, redis: Option<String> },
    Failed { reason: String },
}

/// Services that run beside this process.
pub struct Services {
    keeper: Option<Child>,
    input: Option<ChildStdin>,
    /// PostgreSQL's maintenance database.
    pub database: String,
    /// Redis, where it was asked for.
    pub redis: Option<String>,
}

impl Services {
    /// The services that the environment names, as `cargo xtask services` prints them; else services of our own.
    pub fn given_or_own(root: &Path) -> Result<Self> {
        let given = |name| env::var_os(name).and_then(|value| value.into_string().ok()).filter(|url| !url.is_empty());
        match (given(DATABASE_VARIABLE), given(REDIS_VARIABLE)) {
            (Some(database), redis @ Some(_)) => Ok(Self { keeper: None, input: None, database, redis }),
            _ => Self::for_tests(root),
        }
    }

    /// The tests' PostgreSQL and Redis, in `target/test-services`.
    pub fn for_tests(root: &Path) -> Result<Self> {
        prepare::ensure(&[Needed::Postgres, Needed::Libpq, Needed::Redis])?;
        Self::start(&run::target(root).join("test-services"), &["--tests", UNTIL_INPUT_ENDS])
    }

    /// A lasting PostgreSQL in a folder, until the value is dropped.
    pub fn lasting(folder: &Path) -> Result<Self> {
        Self::start(folder, &[UNTIL_INPUT_ENDS])
    }

    /// The same for as long as this process lives, whatever program it becomes.
    pub fn lasting_for_life(folder: &Path) -> Result<Self> {
        Self::start(folder, &[])
    }

    fn start(folder: &Path, flags: &[&str]) -> Result<Self> {
        let mut command = Command::new(env::current_exe()?);
        command.arg("keep").arg(folder).args(["--parent", &std::process::id().to_string()]).args(flags);
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut keeper = command.spawn().context("the services' keeper did not start")?;
        let input = keeper.stdin.take().filter(|_| flags.contains(&UNTIL_INPUT_ENDS));
        let mut line = String::new();
        let output = keeper.stdout.take().context("the keeper's answer")?;
        BufReader::new(output).read_line(&mut line)?;
        match serde_json::from_str(&line) {
            Ok(Answer::Ready { database, redis }) => Ok(Self { keeper: Some(keeper), input, database, redis }),
            Ok(Answer::Failed { reason }) => bail!(reason),
            Err(_) => Err(anyhow!("the services' keeper ended without a word ({})", keeper.wait()?)),
        }
    }

    /// Tells a command of the tests where the services are.
    pub fn introduce(&self, command: &mut Command) {
        command.env(DATABASE_VARIABLE, &self.database);
        if let Some(redis) = &self.redis {
            command.env(REDIS_VARIABLE, redis);
        }
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        // Without an input to end, the keeper waits for this very process.
        if let (Some(input), Some(mut keeper)) = (self.input.take(), self.keeper.take()) {
            drop(input);
            let _ = keeper.wait();
        }
    }
}

/// `cargo xtask services`.
pub fn by_hand(root: &Path) -> Result<()> {
    let mut services = Services::for_tests(root)?;
    println!("export {DATABASE_VARIABLE}='{}'", services.database);
    println!("export {REDIS_VARIABLE}='{}'", services.redis.as_deref().unwrap_or_default());
    eprintln!("xtask: both run until Ctrl-C");
    if let Some(mut keeper) = services.keeper.take() {
        keeper.wait()?;
    }
    Ok(())
}

/// The keeper's own life.
pub fn keep(keep: &Keep) -> Result<()> {
    let over = Arc::new(AtomicBool::new(false));
    if keep.until_input_ends {
        let over = Arc::clone(&over);
        thread::spawn(move || {
            let _ = std::io::stdin().read_to_end(&mut Vec::new());
            over.store(true, Ordering::Relaxed);
        });
    }
    let ended = || over.load(Ordering::Relaxed) || parent_id() != keep.parent;
    match start(keep, &ended) {
        Ok((postgres, redis)) => {
            say(&Answer::Ready {
                database: postgres.database_url("postgres"),
                redis: redis.as_ref().map(PrivateRedis::url),
            })?;
            while !ended() {
                thread::sleep(LOOK);
            }
            drop(redis);
            postgres.stop()?;
        }
        Err(error) => say(&Answer::Failed { reason: error.to_string() })?,
    }
    Ok(())
}

fn start(keep: &Keep, ended: &dyn Fn() -> bool) -> Result<(PrivatePostgres, Option<PrivateRedis>), Error> {
    if !keep.tests {
        return Ok((PrivatePostgres::start(&Options::durable(&keep.folder))?, None));
    }
    let options = Options::for_tests(keep.folder.join("postgres"));
    let deadline = Instant::now() + PATIENCE;
    let postgres = loop {
        match PrivatePostgres::start(&options) {
            Err(Error::Held { .. }) if Instant::now() < deadline && !ended() => thread::sleep(LOOK),
            other => break other?,
        }
    };
    Ok((postgres, Some(PrivateRedis::start(&keep.folder.join("redis"))?)))
}

fn say(answer: &Answer) -> Result<()> {
    let mut line = serde_json::to_string(answer)?;
    line.push('\n');
    let mut output = std::io::stdout();
    output.write_all(line.as_bytes())?;
    Ok(output.flush()?)
}
