//! A WooCommerce shop for tests: its REST API's lists over real HTTP, signed for and paged as the real one's are, and in
//! trouble when told.
//!
//! It listens on a port of 127.0.0.1, on threads of its own. Dropping it stops it.

mod connection;
mod lists;
mod signed;

use std::{
    collections::{BTreeMap, VecDeque},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use serde_json::Value;

/// What the shop does with a request instead of answering it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Answers this status; with `Retry-After: 0` when it is 429.
    Status(u16),
    /// Closes the connection without a word.
    HangUp,
    /// Closes it in the middle of the answer.
    CutOff,
    /// Sends elsewhere.
    Redirect,
    /// Answers a page for people.
    Html,
}

/// The shop. See the module's words.
pub struct FakeShop {
    shared: Arc<Shared>,
    address: SocketAddr,
}

struct Shared {
    state: Mutex<State>,
    stopped: AtomicBool,
    address: SocketAddr,
}

#[derive(Default)]
struct State {
    /// Items by list (`orders`, `orders/7/refunds`) and id.
    lists: BTreeMap<String, BTreeMap<i64, Value>>,
    trouble: VecDeque<Trouble>,
    requests: Vec<String>,
}

impl FakeShop {
    /// The key that reads it.
    pub const KEY: &str = "ck_0123456789abcdef0123456789abcdef01234567";
    /// The key's secret.
    pub const SECRET: &str = "cs_89abcdef0123456789abcdef0123456789abcdef";

    /// An empty shop.
    ///
    /// # Panics
    /// When no port of 127.0.0.1 can be had.
    pub fn open() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port of 127.0.0.1");
        let address = listener.local_addr().expect("the port's address");
        let shared = Arc::new(Shared { state: Mutex::default(), stopped: AtomicBool::new(false), address });
        let for_thread = Arc::clone(&shared);
        let serving = move || {
            for stream in listener.incoming() {
                if for_thread.stopped.load(Ordering::Acquire) {
                    return;
                }
                let (Ok(stream), shared) = (stream, Arc::clone(&for_thread)) else { continue };
                thread::spawn(move || connection::serve(&shared, &stream));
            }
        };
        thread::Builder::new().name("fake-shop".to_owned()).spawn(serving).expect("a thread");
        Self { shared, address }
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Puts an item into a list (`customers`, `products`, `orders`, `orders/7/refunds`), over the one of its id.
    ///
    /// # Panics
    /// When the item has no id.
    pub fn put(&self, list: &str, item: Value) {
        let id = item.get("id").and_then(Value::as_i64).expect("an item has an id");
        self.shared.state().lists.entry(list.to_owned()).or_default().insert(id, item);
    }

    /// Takes an item out of a list.
    pub fn remove(&self, list: &str, id: i64) {
        if let Some(items) = self.shared.state().lists.get_mut(list) {
            items.remove(&id);
        }
    }

    /// Meets the next requests with these, one each.
    pub fn trouble(&self, trouble: impl IntoIterator<Item = Trouble>) {
        self.shared.state().trouble.extend(trouble);
    }

    /// Every request line so far, without keys and signatures.
    pub fn requests(&self) -> Vec<String> {
        self.shared.state().requests.clone()
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for FakeShop {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Release);
        // Wakes the listener.
        let _ = TcpStream::connect(self.address);
    }
}
