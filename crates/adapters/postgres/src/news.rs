//! News of what there is to do: wakes the workers of this node at once, and those of other nodes by a notice.
//!
//! Whatever appends events or leaves work notes so on its thread; once the port call that it is part of is committed, the
//! news is told. Notices gather for a moment and are never sent inside a writing transaction, which would make commits
//! wait for each other. Nothing depends on them: a worker looks by itself too.

use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU8, Ordering},
    },
    time::Duration,
};

use diesel::{RunQueryDsl, sql_types::Text};
use tokio::sync::watch;

use crate::{Database, statement::statement};

/// The channel that notices are sent on.
pub(crate) const CHANNEL: &str = "growffinity_work";
/// How long news gathers before other nodes are told.
const GATHER: Duration = Duration::from_millis(20);

/// What there is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Todo {
    /// Events were appended.
    Events,
    /// Passing on events left something to be done.
    Work,
}

/// Kinds of news, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct News(u8);

impl News {
    const EVENTS: u8 = 1;
    const WORK: u8 = 2;

    pub(crate) const fn is_none(self) -> bool {
        self.0 == 0
    }
}

thread_local! {
    static NOTED: Cell<u8> = const { Cell::new(0) };
}

/// Notes on this thread that the transaction under way leaves something to do.
pub(crate) fn note(todo: Todo) {
    let bit = match todo {
        Todo::Events => News::EVENTS,
        Todo::Work => News::WORK,
    };
    NOTED.set(NOTED.get() | bit);
}

/// What was noted on this thread since it was last asked.
pub(crate) fn noted() -> News {
    News(NOTED.replace(0))
}

/// Tells the news of one node.
#[derive(Clone)]
pub(crate) struct Bell(Arc<Inner>);

struct Inner {
    events: watch::Sender<u64>,
    work: watch::Sender<u64>,
    tells_others: AtomicBool,
    untold: AtomicU8,
}

impl Bell {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Inner {
            events: watch::Sender::new(0),
            work: watch::Sender::new(0),
            tells_others: AtomicBool::new(false),
            untold: AtomicU8::new(0),
        }))
    }

    /// Tells this node, and soon the others.
    pub(crate) fn ring(&self, news: News, database: &Database) {
        self.wake(news);
        if self.0.tells_others.load(Ordering::Relaxed) && self.0.untold.fetch_or(news.0, Ordering::Relaxed) == 0 {
            let (bell, database) = (self.clone(), database.clone());
            tokio::spawn(async move { bell.tell_others(&database).await });
        }
    }

    fn wake(&self, news: News) {
        for (bit, sender) in [(News::EVENTS, &self.0.events), (News::WORK, &self.0.work)] {
            if news.0 & bit != 0 {
                sender.send_modify(|count| *count = count.wrapping_add(1));
            }
        }
    }

    async fn tell_others(&self, database: &Database) {
        tokio::time::sleep(GATHER).await;
        self.0.untold.store(0, Ordering::Relaxed);
        let told = database
            .read("tell_of_work", |connection| {
                statement("SELECT pg_notify($?, '')").bind::<Text, _>(CHANNEL).execute(connection)?;
                Ok(())
            })
            .await;
        if let Err(error) = told {
            tracing::debug!(%error, "other nodes could not be told of work; they look by themselves");
        }
    }
}

/// What wakes the workers of this node.
#[derive(Debug, Clone)]
pub struct WorkNews {
    /// Changes when events were appended.
    pub events: watch::Receiver<u64>,
    /// Changes when events were passed on and left something to do.
    pub work: watch::Receiver<u64>,
}

impl Database {
    /// What wakes the workers of this node.
    pub fn work_news(&self) -> WorkNews {
        let bell = &self.bell().0;
        WorkNews { events: bell.events.subscribe(), work: bell.work.subscribe() }
    }

    /// Tells other nodes of work from now on.
    pub fn tell_others_of_work(&self) {
        self.bell().0.tells_others.store(true, Ordering::Relaxed);
    }

    /// Wakes the workers of this node, as another node has told of work.
    pub fn wake_workers(&self) {
        self.bell().wake(News(News::EVENTS | News::WORK));
    }
}
