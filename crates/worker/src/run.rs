//! Running tasks until told to stop.

use std::{sync::Arc, time::Duration};

use growffinity_campaigns::StopFlag;
use growffinity_kernel::Random;
use tokio::{sync::watch, task::JoinSet};

use crate::{Progress, Task, TaskError, Wakes};

/// How eagerly due work is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkersConfig {
    /// The pause after a turn without work; a jitter of a quarter is added or taken.
    pub poll: Duration,
    /// The pause after a failed turn.
    pub pause_after_failure: Duration,
}

impl Default for WorkersConfig {
    fn default() -> Self {
        Self { poll: Duration::from_millis(500), pause_after_failure: Duration::from_secs(2) }
    }
}

/// Tasks, each in a loop of its own.
pub struct Workers {
    tasks: Vec<Arc<dyn Task>>,
    random: Arc<dyn Random>,
    config: WorkersConfig,
    wakes: Option<Wakes>,
}

impl Workers {
    /// Workers that do `tasks`.
    pub fn new(tasks: Vec<Arc<dyn Task>>, random: Arc<dyn Random>, config: WorkersConfig) -> Self {
        Self { tasks, random, config, wakes: None }
    }

    /// The same, woken by this news too.
    #[must_use]
    pub fn woken_by(mut self, wakes: Wakes) -> Self {
        self.wakes = Some(wakes);
        self
    }

    /// Runs all tasks until `stopped` turns true, then lets each finish the turn it is in.
    pub async fn run(self, mut stopped: watch::Receiver<bool>) {
        let flag = StopFlag::default();
        let mut loops = JoinSet::new();
        for task in self.tasks {
            let (flag, stopped) = (flag.clone(), stopped.clone());
            let (random, config) = (Arc::clone(&self.random), self.config);
            let news = self.wakes.as_ref().zip(task.woken_by()).map(|(wakes, topic)| wakes.of(topic));
            loops.spawn(async move { run_task(task.as_ref(), random.as_ref(), config, &flag, stopped, news).await });
        }
        // An error means the sender is gone, which is a stop too.
        let _ = stopped.wait_for(|stopped| *stopped).await;
        flag.stop();
        while let Some(ended) = loops.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a worker loop ended badly");
            }
        }
    }

    /// Takes turns at all tasks until none finds work, and answers how many things were done. For tests and tools that
    /// drive the work themselves.
    ///
    /// # Errors
    /// The first failure of a task.
    pub async fn drain(&self) -> Result<u64, TaskError> {
        let flag = StopFlag::default();
        let mut done = 0;
        loop {
            let mut round = 0;
            for task in &self.tasks {
                if let Progress::Did(count) = task.turn(&flag).await? {
                    round += count;
                }
            }
            if round == 0 {
                return Ok(done);
            }
            done += round;
        }
    }
}

async fn run_task(
    task: &dyn Task,
    random: &dyn Random,
    config: WorkersConfig,
    flag: &StopFlag,
    mut stopped: watch::Receiver<bool>,
    mut news: Option<watch::Receiver<u64>>,
) {
    let name = task.name();
    while !flag.is_stopped() {
        // What comes during the turn wakes the task after it.
        if let Some(news) = &mut news {
            news.mark_unchanged();
        }
        let mut may_be_woken = true;
        let pause = match task.turn(flag).await {
            Ok(Progress::Did(count)) => {
                metrics::counter!("worker_done_total", "task" => name).increment(count);
                if task.rest().is_zero() {
                    continue;
                }
                may_be_woken = false;
                task.rest()
            }
            Ok(Progress::Idle) => random.jittered(config.poll * task.patience()),
            Err(error) => {
                metrics::counter!("worker_failures_total", "task" => name).increment(1);
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::warn!(task = name, %error, cause, "a turn of work failed; it will be tried again");
                may_be_woken = false;
                config.pause_after_failure
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = woken(news.as_mut().filter(|_| may_be_woken)) => {}
            _ = stopped.wait_for(|stopped| *stopped) => {}
        }
    }
    tracing::debug!(task = name, "stopped");
}

/// Waits for news; forever where there is none.
pub(crate) async fn woken(news: Option<&mut watch::Receiver<u64>>) {
    if let Some(news) = news
        && news.changed().await.is_ok()
    {
        return;
    }
    std::future::pending::<()>().await;
}
