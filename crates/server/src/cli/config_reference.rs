//! `growffinity config-reference`

use crate::{config::reference, output::say};

pub(super) fn run() {
    say(reference().trim_end());
}
