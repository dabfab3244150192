//! Running programs, and asking the system about processes that are not our children.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::error::{Error, io};

const POLL: Duration = Duration::from_millis(10);

/// Asks `seen` again and again until it answers or the time is over.
pub(crate) fn poll<T>(within: Duration, mut seen: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + within;
    loop {
        if let Some(found) = seen() {
            return Some(found);
        }
        if Instant::now() >= deadline {
            return None;
        }
        thread::sleep(POLL);
    }
}

/// Runs `command` to its end; its output, or an error with what it said.
pub(crate) fn run(mut command: Command) -> Result<String, Error> {
    let program = Path::new(command.get_program()).to_owned();
    let done = command.stdin(Stdio::null()).output().map_err(io("run", &program))?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
    }
    let said = if done.stderr.is_empty() { &done.stdout } else { &done.stderr };
    Err(Error::Program {
        program: program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned(),
        detail: format!("{}: {}", done.status, String::from_utf8_lossy(said).trim()),
    })
}

/// A command with nothing of our environment that could change what PostgreSQL's programs do (PGDATA, PGHOST, locale).
pub(crate) fn clean_command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin").env("LC_ALL", "C").env("TZ", "UTC");
    if let Some(folders) = std::env::var_os("LD_LIBRARY_PATH") {
        command.env("LD_LIBRARY_PATH", folders);
    }
    command
}

/// The words of a live process's command line, joined by spaces. None for one that is gone or only waits to be reaped.
pub(crate) fn command_line(pid: u32) -> Option<String> {
    let text = if Path::new("/proc/self/cmdline").exists() {
        let raw = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        String::from_utf8_lossy(&raw).replace('\0', " ")
    } else {
        let answer = Command::new("ps").args(["-o", "args=", "-p", &pid.to_string()]).output().ok()?;
        String::from_utf8_lossy(&answer.stdout).into_owned()
    };
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Sends a signal by its name. A process that has gone meanwhile is no failure: callers look for themselves.
pub(crate) fn signal(pid: u32, name: &str) -> Result<(), Error> {
    // The shell's own kill: a program of that name is not on every machine.
    Command::new("sh")
        .args(["-c", "kill -s \"$1\" \"$2\"", "sh", name, &pid.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map(drop)
        .map_err(io("run", Path::new("sh")))
}

/// The last lines of a log, for an error to show.
pub(crate) fn tail(log: &Path) -> String {
    let text = fs::read(log).map(|raw| String::from_utf8_lossy(&raw).into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(20)..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_live_process_has_a_command_line_and_a_dead_one_has_none() {
        let mut child = Command::new("sleep").arg("60").spawn().unwrap();
        let there = poll(Duration::from_secs(5), || command_line(child.id()).filter(|line| line.contains("sleep 60")));
        assert!(there.is_some());
        signal(child.id(), "KILL").unwrap();
        // Not reaped yet, and yet already gone for us.
        let gone = poll(Duration::from_secs(5), || command_line(child.id()).is_none().then_some(()));
        assert!(gone.is_some());
        child.wait().unwrap();
    }

    #[test]
    fn a_failing_program_is_quoted() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo no such luck >&2; exit 3"]);
        let error = run(command).unwrap_err().to_string();
        assert!(error.starts_with("sh failed") && error.contains("no such luck"), "{error}");
    }

    #[test]
    fn the_tail_is_the_last_twenty_lines() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let lines: Vec<String> = (1..=30).map(|n| format!("line {n}")).collect();
        fs::write(&log, lines.join("\n")).unwrap();
        assert!(tail(&log).starts_with("line 11\n") && tail(&log).ends_with("line 30"));
        assert_eq!(tail(&folder.path().join("none")), "");
    }
}
