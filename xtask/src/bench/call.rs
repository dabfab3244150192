//! Calls of the API, one connection each: what the benches ask for beside their load.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::shop::Running;

const API: &str = "/wp-json/growffinity/v1/";

/// A signed-in caller of a server.
pub struct Caller {
    address: String,
    credentials: String,
}

/// An answer, and the milliseconds until it was there.
pub struct Answer {
    head: String,
    body: String,
    pub milliseconds: f64,
}

impl Caller {
    pub fn new(server: &Running, credentials: &str) -> Self {
        Self { address: server.base.trim_start_matches("http://").to_owned(), credentials: credentials.to_owned() }
    }

    /// GET of a path below v1.
    pub fn get(&self, path: &str) -> Result<Answer> {
        self.call("GET", path, "")
    }

    /// POST of `body`.
    pub fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        self.call("POST", path, &body.to_string())
    }

    fn call(&self, method: &str, path: &str, body: &str) -> Result<Answer> {
        let begun = Instant::now();
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_mins(15)))?;
        stream.write_all(
            format!(
                "{method} {API}{path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Basic {}\r\nConnection: close\r\n\
                 Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                self.address,
                self.credentials,
                body.len()
            )
            .as_bytes(),
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let milliseconds = begun.elapsed().as_secs_f64() * 1_000.0;
        let (head, body) = answer.split_once("\r\n\r\n").context("an answer has a head")?;
        ensure!(head.starts_with("HTTP/1.1 2"), "{method} {path} answered {answer}");
        Ok(Answer { head: head.to_owned(), body: body.to_owned(), milliseconds })
    }
}

impl Answer {
    /// The header called `name`, given in lower case.
    pub fn header(&self, name: &str) -> Option<String> {
        let named = |line: &str| line.to_ascii_lowercase().strip_prefix(&format!("{name}: ")).map(str::to_owned);
        self.head.lines().find_map(named)
    }

    pub fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.body).with_context(|| format!("no JSON: {}", self.body))
    }
}
