//! An address that stays the same while the Redis behind it is killed, replaced or slow.

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

pub struct Gate {
    pub url: String,
    port_behind: Arc<Mutex<Option<u16>>>,
    delay: watch::Sender<Duration>,
    accepting: JoinHandle<()>,
}

impl Gate {
    pub async fn before(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("redis://{}/", listener.local_addr().unwrap());
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
        Self { url, port_behind, delay, accepting }
    }

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
