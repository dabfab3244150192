//! Callers of the API that keep their connections, and call at a steady rate.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::Value;

/// Connections that share the load.
const CONNECTIONS: u64 = 8;

pub struct Callers(Vec<Connection>);

impl Callers {
    pub fn connect(base: &str, credentials: &str) -> Result<Self> {
        (0..CONNECTIONS).map(|_| Connection::open(base, credentials)).collect::<Result<_>>().map(Self)
    }

    /// POST below v1 on one of the connections.
    pub fn post(&mut self, path: &str, body: &Value) -> Result<Value> {
        self.0.first_mut().context("there is a connection")?.post(path, body)
    }

    /// Posts `orders` orders, `rate` a second, each at its own moment however long those before it took.
    pub fn steadily(&mut self, rate: u64, orders: u64, order: impl Fn(u64) -> Value + Sync) -> Result<()> {
        let begun = Instant::now();
        let order = &order;
        thread::scope(|scope| {
            let mut threads = Vec::new();
            for (own, connection) in (0..CONNECTIONS).zip(&mut self.0) {
                threads.push(scope.spawn(move || {
                    for number in (own..orders).step_by(usize::try_from(CONNECTIONS)?) {
                        let due = begun + Duration::from_micros(number * 1_000_000 / rate);
                        thread::sleep(due.saturating_duration_since(Instant::now()));
                        connection.post("orders", &order(number))?;
                    }
                    Ok::<_, anyhow::Error>(())
                }));
            }
            threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| anyhow!("a caller panicked"))?)
        })?;
        let took = begun.elapsed();
        // The rate is part of what is measured: a server that does not keep up is no success.
        ensure!(took < Duration::from_secs(orders / rate + 2), "{orders} orders took {took:?}");
        Ok(())
    }
}

struct Connection {
    stream: BufReader<TcpStream>,
    head: String,
}

impl Connection {
    fn open(base: &str, credentials: &str) -> Result<Self> {
        let address = base.trim_start_matches("http://");
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_mins(10)))?;
        let head = format!(
            "Host: {address}\r\nAuthorization: Basic {credentials}\r\nContent-Type: application/json\r\nContent-Length"
        );
        Ok(Self { stream: BufReader::new(stream), head })
    }

    fn post(&mut self, path: &str, body: &Value) -> Result<Value> {
        let body = body.to_string();
        let request =
            format!("POST /wp-json/growffinity/v1/{path} HTTP/1.1\r\n{}: {}\r\n\r\n{body}", self.head, body.len());
        self.stream.get_mut().write_all(request.as_bytes())?;
        let (mut length, mut status, mut line) = (0, String::new(), String::new());
        self.stream.read_line(&mut status)?;
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().context("a length")?;
            }
        }
        let mut answer = vec![0; length];
        self.stream.read_exact(&mut answer)?;
        ensure!(status.starts_with("HTTP/1.1 2"), "POST {path} answered {status} {}", String::from_utf8_lossy(&answer));
        Ok(serde_json::from_slice(&answer)?)
    }
}
