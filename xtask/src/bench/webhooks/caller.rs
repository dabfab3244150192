//! A caller of the API on one connection that is kept alive.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::Duration,
};

use anyhow::{Context, Result, ensure};

pub struct Caller {
    stream: BufReader<TcpStream>,
    head: String,
}

impl Caller {
    pub fn new(base: &str, credentials: &str) -> Result<Self> {
        let address = base.trim_start_matches("http://");
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let head =
            format!("Host: {address}\r\nAuthorization: Basic {credentials}\r\nContent-Type: application/json\r\n");
        Ok(Self { stream: BufReader::new(stream), head })
    }

    /// Sends a request that must succeed.
    pub fn call(&mut self, method: &str, path: &str, body: &str) -> Result<()> {
        let Self { stream, head } = self;
        let length = body.len();
        let request =
            format!("{method} /wp-json/growffinity/v1{path} HTTP/1.1\r\n{head}Content-Length: {length}\r\n\r\n{body}");
        stream.get_mut().write_all(request.as_bytes())?;
        let mut first = String::new();
        stream.read_line(&mut first)?;
        let mut length = 0;
        loop {
            let mut line = String::new();
            stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().context("a length")?;
            }
        }
        let mut answer = vec![0; length];
        stream.read_exact(&mut answer)?;
        ensure!(first.starts_with("HTTP/1.1 2"), "{method} {path}: {first}{}", String::from_utf8_lossy(&answer));
        Ok(())
    }
}
