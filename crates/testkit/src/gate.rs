//! An address that stays the same while the server behind it is killed, replaced or slow.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// A port of 127.0.0.1 that passes on to another one.
#[derive(Debug)]
pub struct Gate {
    port: u16,
    port_behind: Arc<Mutex<Option<u16>>>,
    delay: watch::Sender<Duration>,
    accepting: JoinHandle<()>,
}

impl Gate {
    /// A gate before `port`.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn before(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = listener.local_addr().unwrap().port();
        let port_behind = Arc::new(Mutex::new(Some(port)));
        let (delay, delayed) = watch::channel(Duration::ZERO);
        let behind = Arc::clone(&port_behind);
        let accepting = tokio::spawn(async move {
            loop {
                let (inside, _) = listener.accept().await.unwrap();
                let port = *behind.lock().unwrap();
                let Some(port) = port else { continue };
                tokio::spawn(pass(inside, port, delayed.clone()));
            }
        });
        Self { port: own, port_behind, delay, accepting }
    }

    /// The URL of a Redis behind it.
    pub fn redis_url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }

    /// From now on new connections lead to another port, or end at once.
    ///
    /// # Panics
    /// When a thread that held the gate panicked.
    pub fn lead_to(&self, port: Option<u16>) {
        *self.port_behind.lock().unwrap() = port;
    }

    /// From now on nothing passes before `by` is over.
    pub fn delay(&self, by: Duration) {
        self.delay.send_replace(by);
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn pass(mut inside: TcpStream, port: u16, delayed: watch::Receiver<Duration>) {
    let Ok(mut outside) = TcpStream::connect(("127.0.0.1", port)).await else { return };
    let quick = delayed.clone();
    loop {
        let mut quick = quick.clone();
        // While nothing is delayed, bytes pass as they come; a delay interrupts that.
        tokio::select! {
            _ = copy_bidirectional(&mut inside, &mut outside) => return,
            changed = quick.changed() => if changed.is_err() { return },
        }
        let by = *delayed.borrow();
        tokio::time::sleep(by).await;
    }
}
