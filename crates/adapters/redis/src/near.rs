//! A connection for each thread that asks.
//!
//! A connection is driven by a task of the runtime that made it. One that is driven on another thread costs two wake-ups
//! across threads an answer, which is most of what an answer on loopback takes.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::{self, ThreadId},
};

use redis::{
    Client, RedisResult,
    aio::{ConnectionManager, ConnectionManagerConfig},
};

/// Connections to one Redis.
#[derive(Clone)]
pub(crate) struct Near {
    /// What serves whoever has none of their own yet.
    shared: ConnectionManager,
    own: Arc<Mutex<HashMap<ThreadId, Own>>>,
    client: Client,
    config: ConnectionManagerConfig,
}

/// A thread's connection.
enum Own {
    /// It is being made.
    Coming,
    /// Here it is.
    Here(ConnectionManager),
}

impl Near {
    /// Connections that `client` makes. Must be called in a runtime; the first one is made when it is used.
    pub(crate) fn new(client: Client, config: ConnectionManagerConfig) -> RedisResult<Self> {
        let shared = ConnectionManager::new_lazy_with_config(client.clone(), config.clone())?;
        Ok(Self { shared, own: Arc::default(), client, config })
    }

    /// This thread's connection. Nobody waits for one that is being made: the shared one serves until then.
    pub(crate) fn get(&self) -> ConnectionManager {
        let thread = thread::current().id();
        let mut own = self.lock();
        match own.get(&thread) {
            Some(Own::Here(connection)) => return connection.clone(),
            Some(Own::Coming) => return self.shared.clone(),
            None => {
                own.insert(thread, Own::Coming);
            }
        }
        drop(own);
        let this = self.clone();
        tokio::spawn(async move {
            let made = ConnectionManager::new_with_config(this.client.clone(), this.config.clone()).await;
            let mut own = this.lock();
            match made {
                Ok(connection) => own.insert(thread, Own::Here(connection)),
                // The next call tries again.
                Err(_) => own.remove(&thread),
            };
        });
        self.shared.clone()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ThreadId, Own>> {
        self.own.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
