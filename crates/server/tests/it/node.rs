//! A process of the real binary.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::{Arc, Mutex, mpsc},
    thread,
    time::{Duration, Instant},
};

use growffinity_testkit::TestDb;
use serde_json::Value;

const PATIENCE: Duration = Duration::from_mins(1);

/// The binary under test: the one just built, or another one named by `GROWFFINITY_BIN`.
pub fn binary() -> Command {
    let built = env!("CARGO_BIN_EXE_growffinity").into();
    let mut command = Command::new(std::env::var_os("GROWFFINITY_BIN").unwrap_or(built));
    for ours in ["DATABASE_URL", "DATABASE_DIRECT_URL", "SMTP_URL", "REDIS_URL"] {
        command.env_remove(ours);
    }
    command.current_dir(std::env::temp_dir()).env("GROWFFINITY__LOG__FORMAT", "json");
    // The journeys ask more often than a plan allows.
    command.env("GROWFFINITY__RATES__STANDARD", "0").env("GROWFFINITY__RATES__PREMIUM", "0");
    command
}

/// Runs a subcommand to its end.
pub fn run(db: &TestDb, arguments: &[&str]) -> Output {
    run_at(db.url(), arguments)
}

/// Runs a subcommand to its end, over the database at `url`.
pub fn run_at(url: &str, arguments: &[&str]) -> Output {
    binary().args(arguments).env("DATABASE_URL", url).stdin(Stdio::null()).output().unwrap()
}

/// What a subcommand that must succeed says.
pub fn say(db: &TestDb, arguments: &[&str]) -> String {
    said(&run(db, arguments), arguments)
}

/// What a subcommand said that had to succeed.
pub fn said(output: &Output, arguments: &[&str]) -> String {
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A process that serves or works. It is killed when this is dropped.
pub struct Node {
    child: Child,
    address: Option<SocketAddr>,
    log: Arc<Mutex<Vec<Value>>>,
}

impl Node {
    /// Starts a subcommand with settings, on a free port; waits until it serves when it is `serve`.
    pub fn start(db: &TestDb, arguments: &[&str], settings: &[(&str, &str)]) -> Self {
        Self::start_at(db.url(), arguments, settings)
    }

    /// As [`Node::start`], over the database at `url`.
    pub fn start_at(url: &str, arguments: &[&str], settings: &[(&str, &str)]) -> Self {
        let mut command = binary();
        command.args(arguments).env("DATABASE_URL", url).args(["--listen", "127.0.0.1:0"]);
        for (key, value) in settings {
            command.args(["--set", &format!("{key}={value}")]);
        }
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let (found, address) = mpsc::channel();
        let kept = Arc::<Mutex<Vec<Value>>>::default();
        let keeping = Arc::clone(&kept);
        let log = BufReader::new(child.stderr.take().unwrap());
        thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                let entry: Value = serde_json::from_str(&line).unwrap_or_default();
                if let Some(address) = entry["address"].as_str() {
                    let _ = found.send(address.parse().unwrap());
                }
                // Shown by the test runner when the test fails.
                println!("{line}");
                keeping.lock().unwrap().push(entry);
            }
        });
        let serves = arguments.first() == Some(&"serve");
        let address = serves.then(|| address.recv_timeout(PATIENCE).expect("the node serves in time"));
        Self { child, address, log: kept }
    }

    /// Where it serves.
    pub fn address(&self) -> SocketAddr {
        self.address.unwrap()
    }

    /// How often it logged a message.
    pub fn said(&self, message: &str) -> usize {
        let said = |entry: &&Value| entry["message"] == message || entry["fields"]["message"] == message;
        self.log.lock().unwrap().iter().filter(said).count()
    }

    /// Asks it to stop, as a service manager does.
    pub fn terminate(&self) {
        let status = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// Waits for it to end.
    pub fn ended(&mut self) -> ExitStatus {
        until("the process ends", || self.child.try_wait().unwrap())
    }

    /// Kills it at once, as a crash would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits for `look` to find something, at most a minute.
#[track_caller]
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "gave up waiting: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}
