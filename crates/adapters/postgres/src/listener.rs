//! Hears notices of other nodes, on a connection and a thread of its own.

use std::{
    fmt,
    sync::mpsc::{self, RecvTimeoutError},
    thread::{self, JoinHandle},
    time::Duration,
};

use diesel::{PgConnection, RunQueryDsl, connection::SimpleConnection};
use growffinity_kernel::StoreError;

use crate::{DatabaseSettings, error::PgError, pool, statement::statement};

/// How often the listener looks; what comes on a channel between two looks is one piece of news.
const LOOK: Duration = Duration::from_millis(50);
/// Looks between two questions that show whether the connection is alive.
const ASK_EVERY: u32 = 40;

/// What is done at news on a channel.
pub(crate) type Hearing = (&'static str, Box<dyn Fn() + Send>);

/// Hears news for as long as it lives.
pub struct Listener {
    // Dropped before the thread is waited for, which ends it.
    stop: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    /// Hears news of other nodes on the database of `settings`, which must be reached directly, not through a pooler:
    /// calls `forget` when credentials were taken back, `wake` when there is work. While the database can't be reached,
    /// both are called at every look, as news may be missed.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn start(
        settings: DatabaseSettings,
        forget: impl Fn() + Send + 'static,
        wake: impl Fn() + Send + 'static,
    ) -> Result<Self, StoreError> {
        Self::hearing(
            settings,
            vec![(crate::access::CHANNEL, Box::new(forget)), (crate::news::CHANNEL, Box::new(wake))],
        )
    }

    pub(crate) fn hearing(settings: DatabaseSettings, channels: Vec<Hearing>) -> Result<Self, StoreError> {
        let (stop, stopped) = mpsc::channel();
        let listen = move || {
            let mut ears = Ears { settings, channels, connection: None, looks: 0 };
            loop {
                ears.hear();
                match stopped.recv_timeout(LOOK) {
                    Err(RecvTimeoutError::Timeout) => {}
                    Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        };
        let thread =
            thread::Builder::new().name("listener".to_owned()).spawn(listen).map_err(StoreError::unexpected)?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the listener for notices had panicked");
        }
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listener").finish_non_exhaustive()
    }
}

struct Ears {
    settings: DatabaseSettings,
    channels: Vec<Hearing>,
    connection: Option<PgConnection>,
    looks: u32,
}

impl Ears {
    /// Acts on what came since the last look; on everything when some of it may have been missed.
    fn hear(&mut self) {
        let Some(connection) = &mut self.connection else {
            self.connection = self.listen();
            self.act(|_| true);
            return;
        };
        self.looks = (self.looks + 1) % ASK_EVERY;
        match look(connection, self.looks == 0) {
            Ok(news) => self.act(|channel| news.iter().any(|heard| heard == channel)),
            Err(error) => {
                tracing::warn!(%error, "lost the connection that brings notices of other nodes; connecting again");
                self.connection = None;
                self.act(|_| true);
            }
        }
    }

    fn act(&self, heard: impl Fn(&str) -> bool) {
        for (channel, act) in &self.channels {
            if heard(channel) {
                act();
            }
        }
    }

    fn listen(&self) -> Option<PgConnection> {
        let mut connection = pool::connect(&self.settings).ok()?;
        connection.batch_execute("SET application_name = 'growffinity listener'").ok()?;
        for (channel, _) in &self.channels {
            connection.batch_execute(&format!("LISTEN {channel}")).ok()?;
        }
        Some(connection)
    }
}

fn look(connection: &mut PgConnection, ask: bool) -> Result<Vec<String>, PgError> {
    if ask {
        statement("SELECT 1").execute(connection)?;
    }
    let mut news = Vec::new();
    for notice in connection.notifications_iter() {
        news.push(notice?.channel);
    }
    Ok(news)
}
