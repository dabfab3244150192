//! Starts and stops a private Redis that keeps nothing, for tests.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Stdio},
    time::Duration,
};

use crate::{
    error::{Error, io},
    process::{clean_command, command_line, poll, signal, tail},
    programs::find_redis,
};

/// Another program may take the free port before Redis does.
const TRIES: u32 = 5;
const READY_WITHIN: Duration = Duration::from_secs(10);

/// A private Redis that runs for as long as this value lives.
#[derive(Debug)]
pub struct PrivateRedis {
    child: Child,
    port: u16,
    note: PathBuf,
}

impl PrivateRedis {
    /// Starts a Redis on a free port of 127.0.0.1 and waits until it answers. Blocks. One that an earlier owner of
    /// the folder left behind is ended first.
    ///
    /// # Errors
    /// [`Error::ProgramsMissing`] where Redis is not installed; [`Error::NotReady`] with the log's end when it does
    /// not come up.
    pub fn start(folder: &Path) -> Result<Self, Error> {
        let program = find_redis()?;
        fs::create_dir_all(folder).map_err(io("make", folder))?;
        let folder = fs::canonicalize(folder).map_err(io("find", folder))?;
        let note = folder.join("redis.pid");
        end_leftover(&note);
        let mut tries = 1;
        loop {
            match Self::try_start(&program, &folder, &note) {
                Err(Error::NotReady { .. }) if tries < TRIES => tries += 1,
                other => return other,
            }
        }
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }

    /// Its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    fn try_start(program: &Path, folder: &Path, note: &Path) -> Result<Self, Error> {
        let port = free_port().map_err(io("find a port for", program))?;
        let log = folder.join("redis.log");
        let out = File::create(&log).map_err(io("write", &log))?;
        let err = out.try_clone().map_err(io("write", &log))?;
        let mut command = clean_command(program);
        command.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", "", "--appendonly", "no"]);
        command.args(["--daemonize", "no", "--dir"]).arg(folder).current_dir(folder);
        command.process_group(0).stdin(Stdio::null()).stdout(out).stderr(err);
        let child = command.spawn().map_err(io("run", program))?;
        let mut redis = Self { child, port, note: note.to_owned() };
        fs::write(note, format!("{} {port}\n", redis.child.id())).map_err(io("write", note))?;
        let pid = redis.child.id();
        let outcome = poll(READY_WITHIN, || match redis.child.try_wait() {
            Ok(None) => (answering_process(port) == Some(pid)).then_some(None),
            Ok(Some(status)) => Some(Some(format!("it ended with {status}"))),
            Err(error) => Some(Some(error.to_string())),
        });
        match outcome {
            Some(None) => Ok(redis),
            Some(Some(reason)) => Err(Error::NotReady { program: "Redis", reason, tail: tail(&log), log }),
            None => {
                let reason = format!("{} s are over", READY_WITHIN.as_secs());
                Err(Error::NotReady { program: "Redis", reason, tail: tail(&log), log })
            }
        }
    }
}

impl Drop for PrivateRedis {
    fn drop(&mut self) {
        let _ = signal(self.child.id(), "TERM");
        if poll(Duration::from_secs(5), || self.child.try_wait().ok().flatten()).is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        let _ = fs::remove_file(&self.note);
    }
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// The process id that the Redis on a port tells; none while nothing there speaks Redis.
fn answering_process(port: u16) -> Option<u32> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(1))).ok()?;
    stream.write_all(b"PING\r\nINFO server\r\nQUIT\r\n").ok()?;
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    if lines.next()? != "+PONG" {
        return None;
    }
    lines.find_map(|line| line.strip_prefix("process_id:")?.trim().parse().ok())
}

/// Ends the Redis that the folder's note names, if it is one still.
fn end_leftover(note: &Path) {
    let Ok(text) = fs::read_to_string(note) else { return };
    let mut words = text.split_whitespace();
    let (Some(pid), Some(port)) = (words.next().and_then(|word| word.parse().ok()), words.next()) else { return };
    // Redis shows its address as its command line.
    let still = || command_line(pid).is_some_and(|line| line.contains("-server") && line.contains(&format!(":{port}")));
    if still() && signal(pid, "TERM").is_ok() {
        let _ = poll(Duration::from_secs(5), || (!still()).then_some(()));
    }
}
