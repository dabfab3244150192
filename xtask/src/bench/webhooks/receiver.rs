//! A receiver that answers 200 at once, a thread a connection, and counts.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::Result;

pub struct Receiver {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    count: AtomicU64,
    /// The body that came last, and how old each event was when it came, in milliseconds.
    seen: Mutex<(Vec<u8>, Vec<f64>)>,
}

impl Receiver {
    /// A receiver on a free port; it goes with the program.
    pub fn open() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let (address, shared) = (listener.local_addr()?, Arc::<Shared>::default());
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&serving);
                // Ends when the caller hangs up.
                thread::spawn(move || drop(talk(stream, &shared)));
            }
        });
        Ok(Self { address, shared })
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// Requests since the last time it forgot.
    pub fn count(&self) -> u64 {
        self.shared.count.load(Ordering::Relaxed)
    }

    pub fn forget(&self) {
        self.shared.count.store(0, Ordering::Relaxed);
        self.seen(|(_, ages)| ages.clear());
    }

    pub fn last_body(&self) -> Option<Vec<u8>> {
        self.seen(|(body, _)| Some(body.clone()).filter(|body| !body.is_empty()))
    }

    /// How old events were when they came, in milliseconds.
    pub fn ages(&self) -> Vec<f64> {
        self.seen(|(_, ages)| ages.clone())
    }

    fn seen<T>(&self, look: impl FnOnce(&mut (Vec<u8>, Vec<f64>)) -> T) -> T {
        look(&mut self.shared.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn talk(stream: TcpStream, shared: &Shared) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    let (mut line, mut body) = (String::new(), Vec::new());
    loop {
        let (mut length, mut is_event) = (0, false);
        loop {
            line.clear();
            if stream.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let Some((name, value)) = line.trim_end().split_once(':') else {
                if line.trim().is_empty() {
                    break;
                }
                continue;
            };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse()?;
            }
            is_event |= name.eq_ignore_ascii_case("content-type") && !value.contains("form");
        }
        body.resize(length, 0);
        stream.read_exact(&mut body)?;
        stream.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")?;
        if is_event && !is_ping(&body) {
            let age = age(&body);
            let mut seen = shared.seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.0.clone_from(&body);
            seen.1.extend(age);
            drop(seen);
            shared.count.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn is_ping(body: &[u8]) -> bool {
    body.get(..100).unwrap_or(body).windows(12).any(|part| part == b"webhook.ping")
}

/// Milliseconds since the `timestamp` of an envelope, whose form is `2026-11-23T09:00:00.123456Z`: the seconds of the minute are
/// compared, which is enough for events that are less than half a minute old.
#[expect(clippy::disallowed_methods, reason = "a bench compares two clocks of one machine")]
fn age(body: &[u8]) -> Option<f64> {
    const NAME: &[u8] = b"\"timestamp\":\"";
    const MINUTE: f64 = 60_000.0;
    let at = body.get(..200).unwrap_or(body).windows(NAME.len()).position(|part| part == NAME)? + NAME.len();
    let seconds: f64 = std::str::from_utf8(body.get(at + 17..at + 26)?).ok()?.parse().ok()?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs_f64() % 60.0;
    let age = (now - seconds) * 1_000.0;
    Some(if age < -MINUTE / 2.0 { age + MINUTE } else { age })
}
