//! `growffinity error-reference`

use crate::output::say;

pub(super) fn run() {
    say(growffinity_api::error_reference().trim_end());
}
