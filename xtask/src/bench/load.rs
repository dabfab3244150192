//! Load on loopback: wrk for HTTP, pgbench for SQL. Both stop by themselves.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

/// What one round gave.
#[derive(Debug, Clone, Copy)]
pub struct Round {
    /// Requests that were answered; 0 where the tool does not say.
    pub requests: f64,
    /// Requests or transactions a second.
    pub rate: f64,
    /// Latency at the 99th percentile in milliseconds; 0 where the tool does not say.
    pub p99: f64,
}

/// A load of 16 connections kept alive.
pub struct Wrk {
    /// Where the server is: `http://127.0.0.1:1234`.
    pub base: String,
    /// What is asked for.
    pub request: Request,
    /// `user:password` to send, as Basic credentials in base64.
    pub credentials: Option<String>,
}

/// What each request is.
pub enum Request {
    /// GET of one path again and again.
    Page(&'static str),
    /// GET of a path whose `%d` stands for a random number from 1 to this one.
    Item(&'static str, u64),
    /// What a script of wrk's makes.
    Script(String),
}

impl Wrk {
    /// Sends requests for `seconds`.
    pub fn round(&self, folder: &Path, seconds: u32) -> Result<Round> {
        let script = self.script(folder)?;
        let mut wrk = Command::new("wrk");
        // The bare server queues unfairly: one of its answers may take longer than wrk's two seconds.
        wrk.args(["-t2", "-c16", "--latency", "--timeout", "20s"])
            .arg(format!("-d{seconds}s"))
            .arg("-s")
            .arg(script)
            .arg(&self.base);
        if let Some(credentials) = &self.credentials {
            wrk.arg("-H").arg(format!("Authorization: Basic {credentials}"));
        }
        let answer = wrk.output().context("wrk did not start")?;
        let text = String::from_utf8_lossy(&answer.stdout);
        if text.contains("Non-2xx") || text.contains("Socket errors") || !answer.status.success() {
            bail!("wrk against {} saw failures:\n{text}", self.base);
        }
        let rate = figure(&text, "Requests/sec:").context("wrk printed no rate")?;
        let requests = text.lines().find_map(|line| line.trim().split_once(" requests in ")?.0.parse().ok());
        Ok(Round { requests: requests.unwrap_or_default(), rate, p99: figure(&text, "99%").unwrap_or_default() })
    }

    fn script(&self, folder: &Path) -> Result<PathBuf> {
        let file = folder.join("wrk.lua");
        let script = match &self.request {
            Request::Page(path) => format!("request = function() return wrk.format('GET', '{path}') end\n"),
            Request::Item(path, ids) => format!(
                "request = function() return wrk.format('GET', string.format('{path}', math.random(1, {ids}))) end\n"
            ),
            Request::Script(script) => script.clone(),
        };
        fs::write(&file, script)?;
        Ok(file)
    }
}

/// Runs `script` with pgbench on 16 connections, prepared, for `seconds`.
pub fn pgbench(program: &Path, host: &str, port: Option<u16>, script: &Path, seconds: u32) -> Result<Round> {
    let mut pgbench = Command::new(program);
    pgbench.args(["-n", "-M", "prepared", "-c16", "-j2", "-U", "growffinity", "-h", host]);
    pgbench.arg("-T").arg(seconds.to_string()).arg("-f").arg(script);
    if let Some(port) = port {
        pgbench.arg("-p").arg(port.to_string());
    }
    let answer = pgbench.arg("growffinity").output().context("pgbench did not start")?;
    let text = String::from_utf8_lossy(&answer.stdout);
    let rate = figure(&text, "tps =");
    match rate {
        Some(rate) if answer.status.success() => Ok(Round { requests: 0.0, rate, p99: 0.0 }),
        _ => bail!("pgbench failed:\n{text}{}", String::from_utf8_lossy(&answer.stderr)),
    }
}

/// The number behind `label`; a time is turned into milliseconds.
fn figure(text: &str, label: &str) -> Option<f64> {
    let line = text.lines().map(str::trim).find(|line| line.starts_with(label))?;
    let word = line.strip_prefix(label)?.split_whitespace().next()?;
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match word.get(digits.len()..)? {
        "us" => |number: f64| number / 1_000.0,
        "s" => |number: f64| number * 1_000.0,
        _ => |number: f64| number,
    };
    digits.parse().ok().map(unit)
}

#[cfg(test)]
mod tests {
    use super::figure;

    #[test]
    fn figures_are_read_with_their_units() {
        let wrk = "  Latency Distribution\n     50%    1.20ms\n     99%  950.00us\nRequests/sec:   8200.51\n";
        assert_eq!(figure(wrk, "Requests/sec:"), Some(8200.51));
        assert_eq!(figure(wrk, "99%"), Some(0.95));
        assert_eq!(figure("tps = 22600.1 (without initial connection time)", "tps ="), Some(22600.1));
        assert_eq!(figure("nothing", "tps ="), None);
    }
}
