//! Tells every node that a credential was taken back, by LISTEN and NOTIFY.

use std::{
    fmt,
    sync::mpsc::{self, RecvTimeoutError},
    thread::{self, JoinHandle},
    time::Duration,
};

use async_trait::async_trait;
use diesel::{PgConnection, RunQueryDsl, connection::SimpleConnection};
use growffinity_access::keys::RevocationNews;
use growffinity_kernel::StoreError;

use crate::{Database, DatabaseSettings, error::PgError, pool, statement::statement};

/// How often the listener looks; what comes between two looks is one piece of news.
const LOOK: Duration = Duration::from_millis(100);
/// Looks between two questions that show whether the connection is alive.
const ASK_EVERY: u32 = 20;

/// [`RevocationNews`] on PostgreSQL: a notice after the change is committed.
#[derive(Debug, Clone)]
pub struct PgRevocationNews(Database);

impl PgRevocationNews {
    /// News to all who listen on `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl RevocationNews for PgRevocationNews {
    async fn tell(&self) -> Result<(), StoreError> {
        self.0
            .read("tell_of_revocation", |connection| {
                statement("SELECT pg_notify('growffinity_access', '')").execute(connection)?;
                Ok(())
            })
            .await
    }
}

/// Hears the news on a connection and a thread of its own, for as long as it lives.
pub struct RevocationListener {
    // Dropped before the thread is waited for, which ends it.
    stop: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl RevocationListener {
    /// Calls `forget` at each piece of news that comes to the database of `settings`, which must be reached directly, not
    /// through a pooler. While it can't be reached, `forget` is called at every look, as news may be missed.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn start(settings: DatabaseSettings, forget: impl Fn() + Send + 'static) -> Result<Self, StoreError> {
        let (stop, stopped) = mpsc::channel();
        let listen = move || {
            let mut ears = Ears { settings, connection: None, looks: 0 };
            loop {
                if ears.has_news() {
                    forget();
                }
                match stopped.recv_timeout(LOOK) {
                    Err(RecvTimeoutError::Timeout) => {}
                    Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        };
        let thread =
            thread::Builder::new().name("revocations".to_owned()).spawn(listen).map_err(StoreError::unexpected)?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for RevocationListener {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the listener for revoked credentials had panicked");
        }
    }
}

impl fmt::Debug for RevocationListener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RevocationListener").finish_non_exhaustive()
    }
}

struct Ears {
    settings: DatabaseSettings,
    connection: Option<PgConnection>,
    looks: u32,
}

impl Ears {
    /// Whether something came since the last look, or may have been missed.
    fn has_news(&mut self) -> bool {
        let Some(connection) = &mut self.connection else {
            self.connection = listen(&self.settings);
            return true;
        };
        self.looks = (self.looks + 1) % ASK_EVERY;
        match look(connection, self.looks == 0) {
            Ok(news) => news,
            Err(error) => {
                tracing::warn!(%error, "lost the connection that tells of revoked credentials; connecting again");
                self.connection = None;
                true
            }
        }
    }
}

fn listen(settings: &DatabaseSettings) -> Option<PgConnection> {
    let mut connection = pool::connect(settings).ok()?;
    connection.batch_execute("SET application_name = 'growffinity listener'; LISTEN growffinity_access").ok()?;
    Some(connection)
}

fn look(connection: &mut PgConnection, ask: bool) -> Result<bool, PgError> {
    if ask {
        statement("SELECT 1").execute(connection)?;
    }
    let mut news = false;
    for notice in connection.notifications_iter() {
        notice?;
        news = true;
    }
    Ok(news)
}
