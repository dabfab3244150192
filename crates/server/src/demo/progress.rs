//! A progress bar on each long step.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A step under way. The bar shows on a terminal only, and is gone when the step is over.
pub(super) struct Step(ProgressBar);

impl Step {
    /// A step of `length` things.
    pub(super) fn new(what: &'static str, length: u64) -> Self {
        let bar = ProgressBar::new(length);
        if let Ok(style) = ProgressStyle::with_template("{msg:<22} {bar:32} {human_pos}/{human_len}  {eta}") {
            bar.set_style(style);
        }
        bar.set_message(what);
        bar.enable_steady_tick(Duration::from_millis(100));
        Self(bar)
    }

    /// So many more are done.
    pub(super) fn advance(&self, count: usize) {
        self.0.inc(u64::try_from(count).unwrap_or(u64::MAX));
    }

    /// `done` of `length` are done.
    pub(super) fn set(&self, done: u64, length: u64) {
        self.0.set_length(length);
        self.0.set_position(done);
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
