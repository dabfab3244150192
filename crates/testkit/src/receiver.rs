//! A receiver of webhooks over real HTTP: it keeps what it got, and answers as it is told.

use std::{
    collections::BTreeMap,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// What a request is answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// This status, and `ok`.
    Status(u16),
    /// This status, with `Retry-After`.
    Later(u16, String),
    /// This status and body.
    Body(u16, String),
    /// 200 after a while.
    Slow(Duration),
    /// Nothing at all, for as long as the caller waits.
    Hang,
    /// The connection is closed without an answer.
    Close,
    /// The beginning of an answer with 200, and then the connection is closed.
    CutOff,
    /// 200 and as many bytes as the caller reads, up to a gigabyte.
    Flood,
    /// A redirect to this address.
    Redirect(String),
}

/// A request as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The path.
    pub path: String,
    /// Headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
}

impl Received {
    /// The header of this name; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("a body of JSON")
    }
}

/// A receiver on a free port of 127.0.0.1.
#[derive(Debug)]
pub struct Receiver {
    address: SocketAddr,
    shared: Arc<Shared>,
    serving: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    received: Mutex<Vec<Received>>,
    /// The next replies; when there are none, the standing one.
    replies: Mutex<(Vec<Reply>, Reply)>,
    sent: Mutex<u64>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Receiver {
    /// A receiver that answers 200.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            received: Mutex::default(),
            replies: Mutex::new((Vec::new(), Reply::Status(200))),
            sent: Mutex::default(),
        });
        let serving = tokio::spawn(serve(listener, Arc::clone(&shared)));
        Self { address, shared, serving }
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// Answers the next requests so, one each, then as it did before.
    pub fn next(&self, replies: impl IntoIterator<Item = Reply>) {
        let mut next: Vec<Reply> = replies.into_iter().collect();
        next.reverse();
        lock(&self.shared.replies).0 = next;
    }

    /// Answers every request so from now on.
    pub fn always(&self, reply: Reply) {
        *lock(&self.shared.replies) = (Vec::new(), reply);
    }

    /// What it got, pings left out.
    pub fn received(&self) -> Vec<Received> {
        let all = lock(&self.shared.received);
        let is_ping = |one: &&Received| {
            one.header("x-growffinity-event") == "webhook.ping" || one.body.starts_with(b"webhook_id=")
        };
        all.iter().filter(|one| !is_ping(one)).cloned().collect()
    }

    /// All it got.
    pub fn all(&self) -> Vec<Received> {
        lock(&self.shared.received).clone()
    }

    /// Bytes of bodies it sent.
    pub fn bytes_sent(&self) -> u64 {
        *lock(&self.shared.sent)
    }

    /// Waits until `count` requests have come, pings left out.
    ///
    /// # Panics
    /// When they don't come within a minute.
    pub async fn wait_for(&self, count: usize) -> Vec<Received> {
        let patience = Duration::from_mins(1);
        let come = async {
            loop {
                let received = self.received();
                if received.len() >= count {
                    return received;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let come = tokio::time::timeout(patience, come).await;
        come.unwrap_or_else(|_| panic!("only {} of {count} requests came", self.received().len()))
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        // A caller that goes away ends it.
        tokio::spawn(async move { talk(stream, &shared).await });
    }
}

async fn talk(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufStream::new(stream);
    while let Some(received) = read(&mut stream).await? {
        lock(&shared.received).push(received);
        let reply = {
            let mut replies = lock(&shared.replies);
            let standing = replies.1.clone();
            replies.0.pop().unwrap_or(standing)
        };
        if !answer(&mut stream, reply, shared).await? {
            return Ok(());
        }
        stream.flush().await?;
    }
    Ok(())
}

async fn read(stream: &mut BufStream<TcpStream>) -> io::Result<Option<Received>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(Some(Received { path, headers, body }))
}

/// Answers; `false` when the connection is to be closed.
async fn answer(stream: &mut BufStream<TcpStream>, reply: Reply, shared: &Shared) -> io::Result<bool> {
    let whole = |status: u16, headers: &str, body: &str| {
        format!("HTTP/1.1 {status} Said\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len())
    };
    let text = match reply {
        Reply::Status(status) => whole(status, "", "ok"),
        Reply::Later(status, when) => whole(status, &format!("Retry-After: {when}\r\n"), "later"),
        Reply::Body(status, body) => whole(status, "", &body),
        Reply::Redirect(to) => whole(302, &format!("Location: {to}\r\n"), ""),
        Reply::Slow(pause) => {
            tokio::time::sleep(pause).await;
            whole(200, "", "slowly")
        }
        Reply::Hang => {
            // Until the caller hangs up.
            let mut nothing = [0];
            let _ = stream.read(&mut nothing).await;
            return Ok(false);
        }
        Reply::Close => return Ok(false),
        Reply::CutOff => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf").await?;
            stream.flush().await?;
            return Ok(false);
        }
        Reply::Flood => {
            const PIECE: usize = 64 * 1024;
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n").await?;
            let piece = vec![b'x'; PIECE];
            for _ in 0..(1_073_741_824 / PIECE) {
                stream.write_all(&piece).await?;
                *lock(&shared.sent) += u64::try_from(PIECE).unwrap_or_default();
            }
            return Ok(false);
        }
    };
    stream.write_all(text.as_bytes()).await?;
    Ok(true)
}
