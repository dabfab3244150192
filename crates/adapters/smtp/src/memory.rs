//! The mailer that keeps messages in memory, for tests.

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use growffinity_campaigns::{
    mail::{Delivery, Mail},
    ports::Mailer,
};

type Answer = Box<dyn FnMut(&Mail) -> Delivery + Send>;

/// Keeps what it is given and answers as it is told; accepts everything at first.
pub struct MemoryMailer(Mutex<State>);

struct State {
    attempts: Vec<Mail>,
    accepted: Vec<Mail>,
    answer: Answer,
}

impl MemoryMailer {
    /// A mailer that accepts everything.
    pub fn new() -> Self {
        let answer = Box::new(|_: &Mail| Delivery::Accepted { response: "250 kept".to_owned() });
        Self(Mutex::new(State { attempts: Vec::new(), accepted: Vec::new(), answer }))
    }

    /// Answers every later attempt with what `answer` says of it.
    pub fn answer_with(&self, answer: impl FnMut(&Mail) -> Delivery + Send + 'static) {
        self.state().answer = Box::new(answer);
    }

    /// Answers every later attempt with `outcome`.
    pub fn always(&self, outcome: Delivery) {
        self.answer_with(move |_| outcome.clone());
    }

    /// Every message it was given, in order, accepted or not.
    pub fn attempts(&self) -> Vec<Mail> {
        self.state().attempts.clone()
    }

    /// The messages it accepted, in order.
    pub fn accepted(&self) -> Vec<Mail> {
        self.state().accepted.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryMailer {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Mailer for MemoryMailer {
    async fn deliver(&self, mail: &Mail) -> Delivery {
        let mut state = self.state();
        let outcome = (state.answer)(mail);
        state.attempts.push(mail.clone());
        if matches!(outcome, Delivery::Accepted { .. }) {
            state.accepted.push(mail.clone());
        }
        outcome
    }
}
