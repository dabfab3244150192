//! How the server misbehaves: what it does at which moment of the dialogue.

use std::time::Duration;

/// A moment of the dialogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The connection was accepted, the greeting is due.
    Connect,
    /// EHLO or HELO was heard.
    Hello,
    /// AUTH was heard.
    Auth,
    /// MAIL was heard.
    Mail,
    /// RCPT was heard.
    Recipient,
    /// DATA was heard; nothing of the content was sent.
    Data,
    /// The first line of the content was heard.
    Body,
    /// The content was heard to its end; the answer is due.
    Content,
}

type Matcher = Box<dyn Fn(&str) -> bool + Send + Sync>;

/// What is done at a moment, instead of the usual.
pub struct Rule {
    phase: Phase,
    matches: Option<Matcher>,
    times_left: Option<usize>,
    delay: Duration,
    end: Option<End>,
}

/// How a rule ends the step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    /// This answer.
    Reply(u16, String),
    /// No answer; the message, if its end was heard, is thrown away.
    HangUp,
    /// No answer, but the message is kept.
    KeepAndHangUp,
}

impl Rule {
    /// A rule for `phase` that changes nothing yet.
    pub fn at(phase: Phase) -> Self {
        Self { phase, matches: None, times_left: None, delay: Duration::ZERO, end: None }
    }

    /// Only when a recipient named so far in the transaction satisfies `matches` (at RCPT: the one just named).
    #[must_use]
    pub fn when(mut self, matches: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        self.matches = Some(Box::new(matches));
        self
    }

    /// Only the next `times` times it fits.
    #[must_use]
    pub fn times(mut self, times: usize) -> Self {
        self.times_left = Some(times);
        self
    }

    /// Waits before going on.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Answers so. The session goes on, unless the code is 421.
    #[must_use]
    pub fn reply(mut self, code: u16, text: &str) -> Self {
        self.end = Some(End::Reply(code, text.to_owned()));
        self
    }

    /// Hangs up without an answer.
    #[must_use]
    pub fn hang_up(mut self) -> Self {
        self.end = Some(End::HangUp);
        self
    }

    /// At [`Phase::Content`]: keeps the message, then hangs up without saying so.
    #[must_use]
    pub fn keep_and_hang_up(mut self) -> Self {
        self.end = Some(End::KeepAndHangUp);
        self
    }
}

/// What the rules say of a moment: how long to wait, and how to end the step if not as usual.
pub(super) fn judge(rules: &mut [Rule], phase: Phase, recipients: &[&str]) -> (Duration, Option<End>) {
    let mut delay = Duration::ZERO;
    for rule in rules.iter_mut().filter(|rule| rule.phase == phase && rule.times_left != Some(0)) {
        if rule.matches.as_ref().is_some_and(|matches| !recipients.iter().any(|to| matches(to))) {
            continue;
        }
        rule.times_left = rule.times_left.map(|left| left - 1);
        delay += rule.delay;
        if let Some(end) = &rule.end {
            return (delay, Some(end.clone()));
        }
    }
    (delay, None)
}
