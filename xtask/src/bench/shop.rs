//! A shop of a given size on a private, durable PostgreSQL, and the servers that are measured over it.

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use growffinity_private_postgres::{Needed, Options, PrivatePostgres};

use crate::{prepare, run};

/// The folder, the database and the programs of a bench. Everything stops and goes when this is dropped.
pub struct Shop {
    pub folder: PathBuf,
    pub port: u16,
    postgres: Option<PrivatePostgres>,
    release: PathBuf,
    keep: bool,
}

impl Shop {
    /// Builds the release programs and starts an empty, migrated database.
    pub fn open(root: &Path, name: &str) -> Result<Self> {
        let folder = run::target(root).join("bench").join(name);
        growffinity_private_postgres::destroy(&folder.join("postgres"))?;
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        Self::start(root, folder)
    }

    /// The same over the data that an earlier run kept, migrated to the newest.
    pub fn reopen(root: &Path, name: &str) -> Result<Self> {
        Ok(Self::start(root, run::target(root).join("bench").join(name))?.kept())
    }

    /// Leaves the data behind.
    pub fn kept(mut self) -> Self {
        self.keep = true;
        self
    }

    fn start(root: &Path, folder: PathBuf) -> Result<Self> {
        prepare::ensure(&[Needed::Postgres, Needed::Libpq])?;
        prepare::ensure_wrk()?;
        let packages = ["build", "--release", "-p", "growffinity-server", "-p", "growffinity-bench-reference"];
        run::must(run::cargo(root, packages))?;
        fs::create_dir_all(&folder)?;
        let port = free_port()?;
        let options = Options { port: Some(port), ..Options::durable(folder.join("postgres")) };
        let postgres = PrivatePostgres::start(&options)?;
        let shop =
            Self { folder, port, postgres: Some(postgres), release: run::target(root).join("release"), keep: false };
        run::must(shop.growffinity(["migrate"]))?;
        Ok(shop)
    }

    fn postgres(&self) -> Result<&PrivatePostgres> {
        self.postgres.as_ref().context("PostgreSQL has been stopped")
    }

    /// Runs SQL, for loading.
    pub fn sql(&self, sql: &str) -> Result<String> {
        Ok(self.postgres()?.psql("growffinity", sql)?)
    }

    /// Where pgbench is.
    pub fn pgbench(&self) -> Result<PathBuf> {
        Ok(self.postgres()?.programs().program("pgbench"))
    }

    /// The release binary on this database.
    fn growffinity<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(self.release.join("growffinity"));
        command.arg("--data-dir").arg(self.folder.join("data")).args(arguments).current_dir(&self.folder);
        // The plan would end a measurement after its first 500 requests; `bench access` measures the counting.
        command.env("DATABASE_URL", self.url()).env("GROWFFINITY__RATES__PREMIUM", "0");
        command
    }

    /// Makes an owner and answers their credentials as Basic wants them.
    pub fn owner(&self) -> Result<String> {
        use base64::{Engine, engine::general_purpose::STANDARD};
        // A kept shop has the owners of earlier runs.
        let login = format!("bench-{}", self.port);
        let email = format!("{login}@example.com");
        let words = ["users", "create", "--owner", "--premium", "--login", &login, "--email", &email];
        let answer = self.growffinity(words).output()?;
        let text = String::from_utf8_lossy(&answer.stdout);
        let password = text.lines().find_map(|line| line.strip_prefix("Application password: "));
        let password = password.with_context(|| format!("no password was printed: {text}"))?;
        Ok(STANDARD.encode(format!("{login}:{password}")))
    }

    /// Starts the product without workers and waits until it is ready.
    pub fn serve(&self) -> Result<Running> {
        let listen = format!("127.0.0.1:{}", free_port()?);
        let command = self.growffinity(["serve", "--no-worker", "--listen", &listen]);
        Running::start(command, &listen, &self.folder.join("serve.log"))
    }

    /// The same with keys of the configuration set.
    pub fn serve_with(&self, settings: &[(&str, &str)]) -> Result<Running> {
        let port = free_port()?;
        let listen = format!("127.0.0.1:{port}");
        let mut command = self.growffinity(["serve", "--no-worker", "--listen", &listen]);
        for (name, value) in settings {
            command.args(["--set", &format!("{name}={value}")]);
        }
        Running::start(command, &listen, &self.folder.join(format!("serve-{port}.log")))
    }

    /// Starts the product with its workers and waits until it is ready.
    pub fn serve_with_worker(&self) -> Result<Running> {
        let listen = format!("127.0.0.1:{}", free_port()?);
        let mut command = self.growffinity(["serve", "--listen", &listen]);
        command.env("GROWFFINITY__WORKER__POLL", "50 ms");
        Running::start(command, &listen, &self.folder.join("serve.log"))
    }

    /// Starts the product with its workers as they are unless somebody says otherwise.
    pub fn serve_as_configured(&self) -> Result<Running> {
        let listen = format!("127.0.0.1:{}", free_port()?);
        let command = self.growffinity(["serve", "--listen", &listen]);
        Running::start(command, &listen, &self.folder.join("serve.log"))
    }

    /// Runs SQL beside what follows.
    pub fn sql_meanwhile(&self, sql: &str) -> Result<Child> {
        let mut psql = Command::new(self.postgres()?.programs().program("psql"));
        psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", &self.url(), "-c", sql]);
        psql.stdin(Stdio::null()).spawn().context("psql did not start")
    }

    /// The same with keys of the configuration set.
    pub fn serve_with_worker_and(&self, settings: &[(&str, &str)]) -> Result<Running> {
        let listen = format!("127.0.0.1:{}", free_port()?);
        let mut command = self.growffinity(["serve", "--listen", &listen]);
        for (name, value) in settings {
            command.args(["--set", &format!("{name}={value}")]);
        }
        Running::start(command, &listen, &self.folder.join("serve.log"))
    }

    /// Runs a script of psql's, which stops at its first error.
    pub fn script(&self, text: &str) -> Result<()> {
        let file = self.folder.join("script.sql");
        fs::write(&file, text)?;
        let mut psql = Command::new(self.postgres()?.programs().program("psql"));
        psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", &self.url(), "-f"]).arg(&file);
        let answer = psql.output().context("psql did not start")?;
        if answer.status.success() { Ok(()) } else { bail!("psql: {}", String::from_utf8_lossy(&answer.stderr)) }
    }

    /// Starts the bare server over the same database.
    pub fn reference(&self) -> Result<Running> {
        let listen = format!("127.0.0.1:{}", free_port()?);
        let mut command = Command::new(self.release.join("bench-reference"));
        command.env("LISTEN", &listen).env("DATABASE_URL", self.url());
        Running::start(command, &listen, &self.folder.join("reference.log"))
    }

    fn url(&self) -> String {
        format!("postgres://growffinity@127.0.0.1:{}/growffinity", self.port)
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        drop(self.postgres.take());
        if self.keep {
            return;
        }
        let gone = growffinity_private_postgres::destroy(&self.folder.join("postgres"));
        if let Err(error) = gone.map_err(anyhow::Error::from).and_then(|()| Ok(fs::remove_dir_all(&self.folder)?)) {
            eprintln!("xtask: {} is left behind: {error:#}", self.folder.display());
        }
    }
}

/// A server that was started here; it is ended with this value.
pub struct Running {
    pub base: String,
    child: Child,
}

impl Running {
    pub fn start(mut command: Command, listen: &str, log: &Path) -> Result<Self> {
        let output = fs::File::create(log)?;
        let child = command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output).spawn()?;
        let mut running = Self { base: format!("http://{listen}"), child };
        let begun = Instant::now();
        while !answers(listen) {
            if let Some(status) = running.child.try_wait()? {
                bail!("the server ended at once ({status}): {}", fs::read_to_string(log)?);
            }
            if begun.elapsed() > Duration::from_mins(1) {
                bail!("the server was not ready in time: {}", fs::read_to_string(log)?);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(running)
    }
}

impl Running {
    /// The processor's time it has used so far, its own and the kernel's for it.
    pub fn processor_seconds(&self) -> Result<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name of the program stands between brackets and may hold anything.
        let figures = stat.rsplit_once(')').context("/proc tells of processes")?.1;
        let ticks = figures.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok());
        let getconf = Command::new("getconf").arg("CLK_TCK").output()?;
        let a_second: f64 = String::from_utf8(getconf.stdout)?.trim().parse()?;
        Ok(ticks.sum::<f64>() / a_second)
    }

    /// The most memory it has held at once, in megabytes.
    pub fn peak_memory(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM is told")?;
        let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kilobytes / 1024.0)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn answers(address: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let mut answer = String::new();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1")
}

pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
