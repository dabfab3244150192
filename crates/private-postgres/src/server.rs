//! Starts and stops a private PostgreSQL.

use std::{
    fs::{self, File},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Stdio},
    time::Duration,
};

use crate::{
    cluster,
    error::{Error, io},
    guard::Guard,
    leftover, owner,
    owner::Ownership,
    place::{Place, previous_log},
    postmaster::{self, Postmaster},
    process::{clean_command, poll, signal, tail},
    programs::Programs,
    socket,
};

/// Whether what was committed survives the machine's crash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// It does: PostgreSQL's own defaults.
    Durable,
    /// It does not, and everything is faster; and the server ends with its owner even if that is killed. For tests only.
    Fast,
}

/// How a private PostgreSQL is to run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it lives; made where missing.
    pub folder: PathBuf,
    /// Whether its data are to last.
    pub durability: Durability,
    /// A port on 127.0.0.1 beside the socket. Every local user can then connect, so none by default.
    pub port: Option<u16>,
    /// How many may be connected at once.
    pub max_connections: u16,
    /// A database to make where it is missing.
    pub database: Option<String>,
    /// How long it may take to get ready, recovery after a crash included.
    pub ready_within: Duration,
}

impl Options {
    /// For serving: lasting data, a database `growffinity`, 100 connections.
    pub fn durable(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            durability: Durability::Durable,
            port: None,
            max_connections: 100,
            database: Some("growffinity".to_owned()),
            ready_within: Duration::from_mins(2),
        }
    }

    /// For tests: quick, 200 connections, no database beyond PostgreSQL's own.
    pub fn for_tests(folder: impl Into<PathBuf>) -> Self {
        Self { durability: Durability::Fast, max_connections: 200, database: None, ..Self::durable(folder) }
    }
}

/// A private PostgreSQL that runs for as long as this value lives.
#[derive(Debug)]
pub struct PrivatePostgres {
    child: Option<Child>,
    place: Place,
    programs: Programs,
    port: u16,
    // After the server's own end: it must not take an ended server for one left behind.
    guard: Option<Guard>,
    // Given up last: whoever takes it next finds the server stopped.
    _ownership: Ownership,
}

impl PrivatePostgres {
    /// Starts the server of a folder and waits until it takes connections. Blocks.
    ///
    /// # Errors
    /// [`Error::ProgramsMissing`] where PostgreSQL is not installed; [`Error::Held`] while another process runs this
    /// folder's server; [`Error::VersionMismatch`] for data of another major version; [`Error::NotReady`] with the
    /// log's end when it does not come up.
    pub fn start(options: &Options) -> Result<Self, Error> {
        Programs::find()?;
        let place = Place::settle(&options.folder)?;
        let ownership = Ownership::take(&place)?;
        let programs = Programs::find_for(&place.data())?;
        leftover::clear(&place)?;
        cluster::ensure(&place, &programs, options.durability)?;
        socket::ensure(&place.socket_dir(), place.account)?;
        let child = launch(&place, &programs, options)?;
        let pid = child.id();
        let mut server = Self {
            child: Some(child),
            place,
            programs,
            port: cluster::port(options),
            guard: None,
            _ownership: ownership,
        };
        if options.durability == Durability::Fast {
            server.guard = Some(Guard::over(pid, server.place.account)?);
        }
        server.wait_until_ready(options.ready_within)?;
        if let Some(name) = &options.database {
            cluster::ensure_database(&server.programs, &server.socket_dir(), server.port, name)?;
        }
        Ok(server)
    }

    /// The URL of a database, through the socket.
    pub fn database_url(&self, database: &str) -> String {
        database_url(&self.socket_dir(), self.port, database)
    }

    /// Where the cluster's data are; not always below the folder asked for.
    pub fn data_dir(&self) -> PathBuf {
        self.place.data()
    }

    /// The folder of the socket.
    pub fn socket_dir(&self) -> PathBuf {
        self.place.socket_dir()
    }

    /// The server's log.
    pub fn log(&self) -> PathBuf {
        self.place.log()
    }

    /// The server's process.
    pub fn pid(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    /// The programs it runs with.
    pub fn programs(&self) -> &Programs {
        &self.programs
    }

    /// Runs one statement with `psql`; its answer without headings, columns parted by `|`.
    ///
    /// # Errors
    /// [`Error::Program`] with what `psql` said.
    pub fn psql(&self, database: &str, sql: &str) -> Result<String, Error> {
        cluster::statement(&self.programs, &self.socket_dir(), self.port, database, sql)
    }

    /// Stops the server; dropping the value does so too, and can't tell of a failure.
    ///
    /// # Errors
    /// [`Error::WouldNotEnd`] when not even killing it helped.
    pub fn stop(mut self) -> Result<(), Error> {
        self.end()
    }

    fn wait_until_ready(&mut self, within: Duration) -> Result<(), Error> {
        let data = self.place.data();
        let Some(child) = self.child.as_mut() else { return Ok(()) };
        let pid = child.id();
        let outcome = poll(within, || match child.try_wait() {
            Ok(None) => Postmaster::read(&data).is_some_and(|now| now.pid == pid && now.ready).then_some(Ok(())),
            Ok(Some(status)) => Some(Err(format!("it ended with {status}"))),
            Err(error) => Some(Err(error.to_string())),
        });
        let reason = match outcome {
            Some(Ok(())) => return Ok(()),
            Some(Err(reason)) => reason,
            None => format!("{} s are over", within.as_secs()),
        };
        let log = self.place.log();
        Err(Error::NotReady { program: "PostgreSQL", reason, tail: tail(&log), log })
    }

    fn end(&mut self) -> Result<(), Error> {
        let Some(mut child) = self.child.take() else { return Ok(()) };
        let pid = child.id();
        for (name, patience) in leftover::WAYS {
            let _ = signal(pid, name);
            if poll(patience, || child.try_wait().ok().flatten()).is_some() {
                let _ = fs::remove_dir(self.place.socket_dir());
                return Ok(());
            }
        }
        Err(Error::WouldNotEnd { pid, data: self.place.data() })
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

/// A folder's server that runs now, under whichever process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// The process that holds the folder.
    pub owner: Option<u32>,
    /// The server's own process.
    pub pid: u32,
    /// The folder of its socket.
    pub socket_dir: PathBuf,
    /// The port of its socket.
    pub port: u16,
}

impl Running {
    /// The URL of a database, through the socket.
    pub fn database_url(&self, database: &str) -> String {
        database_url(&self.socket_dir, self.port, database)
    }
}

/// The server that runs on a folder now, if one does.
///
/// # Errors
/// [`Error::NotOurs`] when the data belong to another user.
pub fn running(folder: &Path) -> Result<Option<Running>, Error> {
    let Some(place) = Place::find(folder)? else { return Ok(None) };
    let found = Postmaster::read(&place.data()).filter(|now| now.ready && postmaster::runs_on(now.pid, &place.data()));
    Ok(found.map(|now| Running {
        owner: owner::holder(&place.lock()),
        pid: now.pid,
        socket_dir: now.socket_dir,
        port: now.port,
    }))
}

fn launch(place: &Place, programs: &Programs, options: &Options) -> Result<Child, Error> {
    let log = place.log();
    let _ = fs::rename(&log, previous_log(&log));
    let out = File::create(&log).map_err(io("write", &log))?;
    let err = out.try_clone().map_err(io("write", &log))?;
    let program = programs.program("postgres");
    let mut command = clean_command(&program);
    command.arg("-D").arg(place.data());
    for setting in cluster::settings(options, &place.socket_dir()) {
        command.arg("-c").arg(setting);
    }
    place.account.apply(&mut command);
    // A group of its own: a terminal's Ctrl-C is for us, who stop the server when we are done with it.
    command.process_group(0).stdin(Stdio::null()).stdout(out).stderr(err);
    command.spawn().map_err(io("run", &program))
}

fn database_url(socket_dir: &Path, port: u16, database: &str) -> String {
    let host = socket_dir.display().to_string().replace('/', "%2F");
    let port = if port == 5432 { String::new() } else { format!(":{port}") };
    format!("postgres://{}@{host}{port}/{database}", cluster::USER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_names_the_socket() {
        let socket = Path::new("/tmp/growffinity-1");
        assert_eq!(database_url(socket, 5432, "shop"), "postgres://growffinity@%2Ftmp%2Fgrowffinity-1/shop");
        assert_eq!(database_url(socket, 5499, "shop"), "postgres://growffinity@%2Ftmp%2Fgrowffinity-1:5499/shop");
    }
}
