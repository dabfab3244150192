//! Running other programs, cargo foremost.

use std::{
    env,
    ffi::OsStr,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// The checkout this xtask was built in.
pub fn root() -> Result<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    Ok(here.parent().context("xtask lies in the workspace")?.to_owned())
}

/// Where cargo puts what it builds.
pub fn target(root: &Path) -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder))
}

/// Cargo, in the workspace.
pub fn cargo<A: AsRef<OsStr>>(root: &Path, arguments: impl IntoIterator<Item = A>) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(root);
    command
}

/// Runs a command to its end; its failure is ours.
pub fn must(mut command: Command) -> Result<()> {
    let words = words(&command);
    let status = command.status().with_context(|| format!("{words} did not start"))?;
    if !status.success() {
        bail!("{words}: {status}");
    }
    Ok(())
}

/// Whether a command can be run and succeeds, its output unseen.
pub fn succeeds(mut command: Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|done| done.success())
}

/// Becomes the command, so that the terminal's signals reach it and nothing stands between.
pub fn become_it(mut command: Command) -> Result<()> {
    let words = words(&command);
    Err(command.exec()).with_context(|| format!("{words} did not start"))
}

fn words(command: &Command) -> String {
    let all = std::iter::once(command.get_program()).chain(command.get_args());
    all.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

/// Whether a program is there: it starts and prints its version, which is thrown away.
pub fn is_there(program: &str, argument: &str) -> bool {
    // wrk answers its version with a status of failure; that it answered is enough.
    Command::new(program).arg(argument).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}
