//! A real SMTP server for tests: takes mail, keeps it, counts it, and misbehaves as told.
//!
//! It listens on a port of 127.0.0.1 and runs on a thread of its own, so that it serves async tests, plain threads and
//! other processes alike, whatever the test's runtime is doing. Dropping it stops it.

mod message;
mod rules;
mod session;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    io,
    net::{SocketAddr, TcpListener},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc as std_mpsc},
    thread,
    time::{Duration, Instant},
};

use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
};

pub use self::{
    message::Received,
    rules::{Phase, Rule},
};

/// The server. See the module's words.
pub struct SmtpSink {
    shared: Arc<Shared>,
    orders: mpsc::UnboundedSender<Order>,
    address: SocketAddr,
}

/// What the sessions and the test both see.
struct Shared {
    state: Mutex<State>,
    /// How many messages are kept; for those who wait in async code.
    kept: watch::Sender<usize>,
    /// The same for those who wait in a thread.
    more: Condvar,
    login: Option<(String, String)>,
}

#[derive(Default)]
struct State {
    rules: Vec<Rule>,
    messages: Vec<Received>,
    connections: u64,
    open: usize,
}

#[derive(Debug)]
enum Order {
    Down(std_mpsc::Sender<io::Result<()>>),
    Up(std_mpsc::Sender<io::Result<()>>),
}

impl SmtpSink {
    /// A server that takes everything from everyone.
    ///
    /// # Panics
    /// When no port of 127.0.0.1 can be had.
    #[expect(clippy::unused_async, reason = "as the rest of the kit starts")]
    pub async fn start() -> Self {
        Self::launch(None)
    }

    /// The same, from a thread with no runtime.
    ///
    /// # Panics
    /// As [`Self::start`].
    pub fn start_blocking() -> Self {
        Self::launch(None)
    }

    /// A server that takes mail only from those who log in so.
    ///
    /// # Panics
    /// As [`Self::start`].
    pub fn start_with_login(user: &str, password: &str) -> Self {
        Self::launch(Some((user.to_owned(), password.to_owned())))
    }

    fn launch(login: Option<(String, String)>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port of 127.0.0.1");
        let address = listener.local_addr().expect("the port's address");
        let shared = Shared { state: Mutex::default(), kept: watch::Sender::new(0), more: Condvar::new(), login };
        let shared = Arc::new(shared);
        let (orders, inbox) = mpsc::unbounded_channel();
        let for_thread = Arc::clone(&shared);
        let serving = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(serve(for_thread, listener, address, inbox));
        };
        thread::Builder::new().name("smtp-sink".to_owned()).spawn(serving).expect("a thread");
        Self { shared, orders, address }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its address as `SMTP_URL` takes it, with the login when it asks for one.
    pub fn url(&self) -> String {
        match &self.shared.login {
            Some((user, password)) => format!("smtp://{user}:{password}@{}?tls=none", self.address),
            None => format!("smtp://{}?tls=none", self.address),
        }
    }

    /// Every message kept, in the order they came.
    pub fn messages(&self) -> Vec<Received> {
        self.state().messages.clone()
    }

    /// How many messages are kept.
    pub fn count(&self) -> usize {
        self.state().messages.len()
    }

    /// How many messages each recipient of an envelope got.
    pub fn count_by_recipient(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for recipient in self.state().messages.iter().flat_map(|message| &message.to) {
            *counts.entry(recipient.clone()).or_default() += 1;
        }
        counts
    }

    /// How many connections were ever accepted.
    pub fn connections(&self) -> u64 {
        self.state().connections
    }

    /// How many connections are open now.
    pub fn open_connections(&self) -> usize {
        self.state().open
    }

    /// Forgets the messages kept.
    pub fn forget_messages(&self) {
        self.state().messages.clear();
        self.shared.kept.send_replace(0);
    }

    /// Waits until at least `count` messages are kept, and gives them.
    ///
    /// # Panics
    /// When they have not come within `limit`.
    pub async fn wait_for(&self, count: usize, limit: Duration) -> Vec<Received> {
        let mut kept = self.shared.kept.subscribe();
        let enough = tokio::time::timeout(limit, kept.wait_for(|kept| *kept >= count)).await;
        let messages = self.messages();
        assert!(enough.is_ok(), "{} of {count} messages came within {limit:?}", messages.len());
        messages
    }

    /// The same, from a thread.
    ///
    /// # Panics
    /// As [`Self::wait_for`].
    pub fn wait_for_blocking(&self, count: usize, limit: Duration) -> Vec<Received> {
        let waiting = |state: &mut State| state.messages.len() < count;
        let waited = self.shared.more.wait_timeout_while(self.state(), limit, waiting);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let messages = state.messages.clone();
        drop(state);
        assert!(messages.len() >= count, "{} of {count} messages came within {limit:?}", messages.len());
        messages
    }

    /// Adds a rule; of several that fit a moment, the first added decides, delays add up.
    pub fn rule(&self, rule: Rule) {
        self.state().rules.push(rule);
    }

    /// Forgets all rules: takes everything again.
    pub fn accept_everything(&self) {
        self.state().rules.clear();
    }

    /// Answers `code` to MAIL, whoever sends.
    pub fn refuse_everything(&self, code: u16) {
        self.rule(Rule::at(Phase::Mail).reply(code, "not today"));
    }

    /// Answers `code` to RCPT for `recipient`.
    pub fn refuse_recipient(&self, recipient: &str, code: u16) {
        let recipient = recipient.to_owned();
        self.rule(Rule::at(Phase::Recipient).when(move |to| to == recipient).reply(code, "no such user here"));
    }

    /// Answers 451 to the next `times` recipients.
    pub fn defer_next(&self, times: usize) {
        self.rule(Rule::at(Phase::Recipient).times(times).reply(451, "4.7.1 try again later"));
    }

    /// Waits `delay` before it answers at `phase`.
    pub fn delay(&self, phase: Phase, delay: Duration) {
        self.rule(Rule::at(phase).delay(delay));
    }

    /// Hangs up at `phase` without an answer, the next `times` times.
    pub fn hang_up_at(&self, phase: Phase, times: usize) {
        self.rule(Rule::at(phase).times(times).hang_up());
    }

    /// Closes the port and cuts every connection.
    ///
    /// # Panics
    /// When the server's thread is gone.
    pub fn go_down(&self) {
        self.order(Order::Down);
    }

    /// Listens on the same port again.
    ///
    /// # Panics
    /// When another program has taken the port meanwhile.
    pub fn come_up(&self) {
        self.order(Order::Up);
    }

    fn order(&self, order: fn(std_mpsc::Sender<io::Result<()>>) -> Order) {
        let (done, outcome) = std_mpsc::channel();
        self.orders.send(order(done)).expect("the server's thread");
        let outcome = outcome.recv_timeout(Duration::from_secs(10)).expect("the server obeys");
        outcome.expect("the port is still free");
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state()
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, message: Received) {
        let count = {
            let mut state = self.state();
            state.messages.push(message);
            state.messages.len()
        };
        self.kept.send_replace(count);
        self.more.notify_all();
    }
}

async fn serve(
    shared: Arc<Shared>,
    listener: TcpListener,
    address: SocketAddr,
    mut orders: mpsc::UnboundedReceiver<Order>,
) {
    let mut listener = adopt(listener).ok();
    let mut sessions = JoinSet::new();
    loop {
        tokio::select! {
            accepted = accept(listener.as_ref()) => {
                if let Ok((stream, _)) = accepted {
                    let number = {
                        let mut state = shared.state();
                        state.connections += 1;
                        state.open += 1;
                        state.connections
                    };
                    sessions.spawn(session::run(stream, number, Open(Arc::clone(&shared))));
                }
            }
            Some(_) = sessions.join_next() => {}
            order = orders.recv() => match order {
                Some(Order::Down(done)) => {
                    listener = None;
                    sessions.shutdown().await;
                    let _ = done.send(Ok(()));
                }
                Some(Order::Up(done)) => {
                    let bound = rebind(address).await;
                    let outcome = bound.map(|bound| listener = Some(bound));
                    let _ = done.send(outcome);
                }
                None => return,
            }
        }
    }
}

/// An open connection, counted off when it ends in whatever way.
struct Open(Arc<Shared>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.state().open -= 1;
    }
}

fn adopt(listener: TcpListener) -> io::Result<tokio::net::TcpListener> {
    listener.set_nonblocking(true)?;
    tokio::net::TcpListener::from_std(listener)
}

/// Tries for a moment: an outgoing connection of someone else may just be using the number.
async fn rebind(address: SocketAddr) -> io::Result<tokio::net::TcpListener> {
    let deadline = Instant::now() + Duration::from_secs(5);
    loop {
        match tokio::net::TcpListener::bind(address).await {
            Err(_) if Instant::now() < deadline => tokio::time::sleep(Duration::from_millis(20)).await,
            outcome => return outcome,
        }
    }
}

async fn accept(listener: Option<&tokio::net::TcpListener>) -> io::Result<(tokio::net::TcpStream, SocketAddr)> {
    match listener {
        Some(listener) => listener.accept().await,
        None => std::future::pending().await,
    }
}
