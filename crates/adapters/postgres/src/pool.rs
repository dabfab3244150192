//! The connection pool, and the one crossing from async code to blocking diesel.

use std::{fmt, sync::Arc, time::Duration};

use diesel::{
    Connection, PgConnection,
    connection::{CacheSize, SimpleConnection},
};
use growffinity_kernel::StoreError;
use tokio::sync::Semaphore;

use crate::{
    audit::{Audited, Reporter},
    error::PgError,
    idempotency::Held,
    news::{self, Bell},
};

/// How to reach PostgreSQL and how hard to lean on it.
#[derive(Clone)]
pub struct DatabaseSettings {
    /// A libpq connection string or URL.
    pub url: String,
    /// Connections kept; more waiting calls than this queue up fairly.
    pub pool_size: u32,
    /// How long a call waits for a connection before it fails as unavailable.
    pub pool_wait: Duration,
    /// How long one statement may run; zero for no limit. Set on each new connection unless `statement_cache` is off.
    pub statement_timeout: Duration,
    /// Off behind a pooler in transaction mode: no prepared statements, no session settings.
    pub statement_cache: bool,
}

impl fmt::Debug for DatabaseSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatabaseSettings").field("pool_size", &self.pool_size).finish_non_exhaustive()
    }
}

/// A pool of connections. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    pool: r2d2::Pool<Manager>,
    permits: Arc<Semaphore>,
    wait: Duration,
    bell: Bell,
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").field("free", &self.permits.available_permits()).finish_non_exhaustive()
    }
}

/// How often a transaction that lost a deadlock or a race is tried again.
const RETRIES: u32 = 4;

impl Database {
    /// A pool that opens its connections as they are needed.
    ///
    /// # Errors
    /// When the pool's threads can't be started or `pool_size` is 0.
    pub fn open(settings: DatabaseSettings) -> Result<Self, StoreError> {
        let size = settings.pool_size;
        let wait = settings.pool_wait;
        if size == 0 {
            return Err(StoreError::unexpected("the pool needs at least one connection"));
        }
        let pool = r2d2::Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            // A checkout ping costs a quarter of the throughput; a broken connection shows by itself.
            .test_on_check_out(false)
            .connection_timeout(wait.max(Duration::from_millis(100)))
            .error_handler(Box::new(LogTrouble))
            .build_unchecked(Manager { settings });
        let permits = Arc::new(Semaphore::new(usize::try_from(size).unwrap_or(usize::MAX)));
        Ok(Self { pool, permits, wait, bell: Bell::new() })
    }

    /// Runs `work` on a connection, on a blocking thread. `work` is one transaction or one statement; it is run again
    /// when it lost a deadlock or a race, so it must not keep anything from a failed run. It commits together with what
    /// its task wants kept of it: the entries of the audit log, and the note that something was changed under an
    /// idempotency key.
    ///
    /// r2d2's own queue is unfair, so calls queue at a fair semaphore of the pool's size first.
    ///
    /// # Errors
    /// Unavailable when no connection is free in time or the server is gone; else what `work` answered.
    pub(crate) async fn run<T, W>(&self, name: &'static str, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnMut(&mut PgConnection) -> Result<T, PgError> + Send + 'static,
    {
        self.run_within(Audited::current(), name, work).await
    }

    /// As [`Database::run`], for what is told to the audit log also when no caller did it: who may sign in.
    pub(crate) async fn run_told<T, W>(&self, name: &'static str, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnMut(&mut PgConnection) -> Result<T, PgError> + Send + 'static,
    {
        self.run_within(Some(Audited::current_or_own(name)), name, work).await
    }

    async fn run_within<T, W>(&self, audited: Option<Audited>, name: &'static str, mut work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnMut(&mut PgConnection) -> Result<T, PgError> + Send + 'static,
    {
        let held = Held::current();
        if held.is_none() && audited.is_none() {
            return self.run_alone(name, work).await;
        }
        let together = move |connection: &mut PgConnection| {
            let (value, told) = connection.transaction(|connection| {
                let told = match &audited {
                    Some(audited) => audited.tell(connection, &mut work)?,
                    None => (work(connection)?, false),
                };
                held.map_or(Ok(()), |held| held.mark(connection))?;
                Ok::<_, PgError>(told)
            })?;
            if let Some(audited) = audited.as_ref().filter(|_| told) {
                audited.committed();
            }
            Ok(value)
        };
        self.run_alone(name, together).await
    }

    /// [`Database::run`] whatever the task wants kept of it.
    async fn run_alone<T, W>(&self, name: &'static str, mut work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnMut(&mut PgConnection) -> Result<T, PgError> + Send + 'static,
    {
        let permit = tokio::time::timeout(self.wait, Arc::clone(&self.permits).acquire_owned());
        let permit = match permit.await {
            Ok(Ok(permit)) => permit,
            Ok(Err(closed)) => return Err(StoreError::unavailable(closed)),
            Err(_) => {
                metrics::counter!("database_pool_timeouts_total").increment(1);
                return Err(StoreError::unavailable(format!("no connection was free for {name} in time")));
            }
        };
        let pool = self.pool.clone();
        let span = tracing::Span::current();
        let task = tokio::task::spawn_blocking(move || {
            let _entered = span.enter();
            let _permit = permit;
            let mut slot = pool.get().map_err(StoreError::unavailable)?;
            let slot = &mut *slot;
            let mut tries = 0;
            loop {
                news::noted();
                match work(&mut slot.connection) {
                    Ok(value) => return Ok((value, news::noted())),
                    Err(error) if error.is_worth_retrying() && tries < RETRIES => tries += 1,
                    Err(error) => {
                        slot.broken |= error.breaks_connection();
                        tracing::debug!(call = name, %error, broken = slot.broken, "database call failed");
                        return Err(StoreError::from(error));
                    }
                }
            }
        });
        let (value, news) = task.await.map_err(StoreError::unexpected)??;
        if !news.is_none() {
            self.bell.ring(news, self);
        }
        Ok(value)
    }

    /// What tells the news of this node.
    pub(crate) const fn bell(&self) -> &Bell {
        &self.bell
    }

    /// Like [`Database::run`] for work that only reads: when the connection turns out to be dead, it is tried once
    /// more on another one.
    ///
    /// # Errors
    /// As [`Database::run`].
    pub(crate) async fn read<T, W>(&self, name: &'static str, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: Fn(&mut PgConnection) -> Result<T, PgError> + Send + Sync + Clone + 'static,
    {
        let first = work.clone();
        match self.run_alone(name, first).await {
            Err(error) if is_dead_connection(&error) => self.run_alone(name, work).await,
            answer => answer,
        }
    }
}

fn is_dead_connection(error: &StoreError) -> bool {
    use std::error::Error;
    error
        .source()
        .and_then(|cause| cause.downcast_ref::<PgError>())
        .is_some_and(|cause| cause.breaks_connection() && !cause.to_string().contains("statement timeout"))
}

/// A pooled connection and whether it is still good.
pub(crate) struct Slot {
    connection: PgConnection,
    broken: bool,
}

struct Manager {
    settings: DatabaseSettings,
}

impl r2d2::ManageConnection for Manager {
    type Connection = Slot;
    type Error = diesel::ConnectionError;

    fn connect(&self) -> Result<Slot, Self::Error> {
        Ok(Slot { connection: connect(&self.settings)?, broken: false })
    }

    fn is_valid(&self, _slot: &mut Slot) -> Result<(), Self::Error> {
        Ok(())
    }

    fn has_broken(&self, slot: &mut Slot) -> bool {
        use diesel::r2d2::R2D2Connection;
        slot.broken || std::thread::panicking() || slot.connection.is_broken()
    }
}

/// A connection of its own, outside any pool.
pub(crate) fn connect(settings: &DatabaseSettings) -> Result<PgConnection, diesel::ConnectionError> {
    let mut connection = PgConnection::establish(&settings.url)?;
    connection.set_instrumentation(Reporter);
    if settings.statement_cache {
        let timeout = settings.statement_timeout.as_millis();
        connection
            .batch_execute(&format!("SET statement_timeout = {timeout}; SET TIME ZONE 'UTC'"))
            .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
    } else {
        connection.set_prepared_statement_cache_size(CacheSize::Disabled);
    }
    Ok(connection)
}

#[derive(Debug)]
struct LogTrouble;

impl r2d2::HandleError<diesel::ConnectionError> for LogTrouble {
    fn handle_error(&self, error: diesel::ConnectionError) {
        tracing::warn!(%error, "can't connect to PostgreSQL");
    }
}
