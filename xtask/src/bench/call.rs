//! Calls of the API: what the benches ask for beside the load of wrk.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::Value;

const API: &str = "/wp-json/growffinity/v1/";

/// Connections that share a steady load.
const CONNECTIONS: u64 = 8;

/// How long a connection may have been silent: the server ends those that say nothing for long.
const SILENCE: Duration = Duration::from_secs(1);

/// A signed-in caller, who keeps a connection.
pub struct Caller {
    address: String,
    head: String,
    stream: BufReader<TcpStream>,
    spoke: Instant,
}

/// An answer, and the milliseconds until it was there.
pub struct Answer {
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    pub milliseconds: f64,
}

impl Caller {
    /// Of the server at `base`.
    pub fn new(base: &str, credentials: &str) -> Result<Self> {
        let address = base.trim_start_matches("http://").to_owned();
        let head = format!(
            "Host: {address}\r\nAuthorization: Basic {credentials}\r\nContent-Type: application/json\r\nContent-Length"
        );
        Ok(Self { head, stream: connect(&address)?, address, spoke: Instant::now() })
    }

    /// GET of a path below v1.
    pub fn get(&mut self, path: &str) -> Result<Answer> {
        self.call("GET", path, "")
    }

    /// POST of `body`.
    pub fn post(&mut self, path: &str, body: &Value) -> Result<Answer> {
        self.call("POST", path, &body.to_string())
    }

    /// PUT of `body`.
    pub fn put(&mut self, path: &str, body: &Value) -> Result<Answer> {
        self.call("PUT", path, &body.to_string())
    }

    fn call(&mut self, method: &str, path: &str, body: &str) -> Result<Answer> {
        if self.spoke.elapsed() > SILENCE {
            self.stream = connect(&self.address)?;
        }
        let begun = Instant::now();
        let request = format!("{method} {API}{path} HTTP/1.1\r\n{}: {}\r\n\r\n{body}", self.head, body.len());
        self.stream.get_mut().write_all(request.as_bytes())?;
        let status = self.line()?;
        let mut headers = Vec::new();
        while let Some((name, value)) = self.line()?.split_once(':') {
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Answer { headers, body: Vec::new(), milliseconds: 0.0 };
        let length = answer.header("content-length").context("an answer tells its length")?.parse()?;
        answer.body.resize(length, 0);
        self.stream.read_exact(&mut answer.body)?;
        self.spoke = Instant::now();
        answer.milliseconds = begun.elapsed().as_secs_f64() * 1_000.0;
        let told = || String::from_utf8_lossy(&answer.body);
        ensure!(status.starts_with("HTTP/1.1 2"), "{method} {path} answered {status}: {}", told());
        Ok(answer)
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }
}

fn connect(address: &str) -> Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_mins(15)))?;
    Ok(BufReader::new(stream))
}

impl Answer {
    /// The header called `name`, given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body).with_context(|| format!("no JSON: {}", String::from_utf8_lossy(&self.body)))
    }
}

/// Makes `calls` calls of the server at `base`, `rate` a second, each at its own moment however long those before it
/// took, and answers how long all of them took.
pub fn steadily(
    base: &str,
    credentials: &str,
    rate: u64,
    calls: u64,
    call: impl Fn(&mut Caller, u64) -> Result<Answer> + Sync,
) -> Result<Duration> {
    let mut callers = (0..CONNECTIONS).map(|_| Caller::new(base, credentials)).collect::<Result<Vec<_>>>()?;
    let (begun, call) = (Instant::now(), &call);
    thread::scope(|scope| {
        let calling: Vec<_> = (0..CONNECTIONS)
            .zip(&mut callers)
            .map(|(own, caller)| {
                scope.spawn(move || -> Result<()> {
                    for number in (own..calls).step_by(usize::try_from(CONNECTIONS)?) {
                        let due = begun + Duration::from_micros(number * 1_000_000 / rate);
                        thread::sleep(due.saturating_duration_since(Instant::now()));
                        call(caller, number)?;
                    }
                    Ok(())
                })
            })
            .collect();
        calling.into_iter().try_for_each(|one| one.join().map_err(|_| anyhow!("a caller panicked"))?)
    })?;
    Ok(begun.elapsed())
}
