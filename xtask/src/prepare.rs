//! Makes sure that a machine has what we need from its system, or says how it gets it.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};
use growffinity_private_postgres::{InstallHint, Needed, Programs, find_redis, install_hint};

use crate::run;

/// Installs what is missing of `needed` where we may (Debian's family, as root), else fails with the command to run.
pub fn ensure(needed: &[Needed]) -> Result<()> {
    let missing = lacking(needed);
    if missing.is_empty() {
        return Ok(());
    }
    let hint = install_hint(&missing);
    let names = missing.iter().map(|&one| name(one)).collect::<Vec<_>>().join(", ");
    if !hint.may_run() {
        bail!("this machine lacks {names}. Install with:\n\n    {hint}\n");
    }
    eprintln!("xtask: this machine lacks {names}; installing: {hint}");
    install(&hint)?;
    let still = lacking(needed);
    if !still.is_empty() {
        bail!("installed, and yet not found: {}", still.iter().map(|&one| name(one)).collect::<Vec<_>>().join(", "));
    }
    Ok(())
}

/// Makes sure that wrk, which the benches send requests with, is there; installs it as [`ensure`] does.
pub fn ensure_wrk() -> Result<()> {
    let there = || run::is_there("wrk", "--version");
    if there() {
        return Ok(());
    }
    if !run::is_there("apt-get", "--version") {
        bail!("this machine lacks wrk, which the benches send requests with. Install it with your system's packages.");
    }
    eprintln!("xtask: this machine lacks wrk; installing: apt-get install -y wrk");
    let words = ["apt-get", "install", "-y", "wrk"].map(str::to_owned);
    run::must(command(&words))?;
    if there() { Ok(()) } else { bail!("installed, and yet not found: wrk") }
}

fn install(hint: &InstallHint) -> Result<()> {
    let Some((install, before)) = hint.commands().split_last() else { return Ok(()) };
    for words in before {
        // A list that could not be fetched matters only if the package is then not found.
        if let Err(error) = run::must(command(words)) {
            eprintln!("xtask: {error:#}");
        }
    }
    run::must(command(install))
}

fn command(words: &[String]) -> Command {
    let mut words = words.iter();
    let mut command = Command::new(words.next().map_or("true", String::as_str));
    command.args(words).env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn lacking(needed: &[Needed]) -> Vec<Needed> {
    let there = |one: &Needed| match one {
        Needed::Postgres => Programs::find().is_ok(),
        Needed::Redis => find_redis().is_ok(),
        Needed::Libpq => library_folders().iter().any(|folder| holds_libpq(folder)),
    };
    needed.iter().filter(|one| !there(one)).copied().collect()
}

fn name(needed: Needed) -> &'static str {
    match needed {
        Needed::Postgres => "PostgreSQL",
        Needed::Libpq => "libpq to link with",
        Needed::Redis => "Redis (for tests)",
    }
}

/// The linker's usual folders, and those that `pg_config` and the environment name.
fn library_folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = ["/usr/lib", "/usr/lib64", "/usr/local/lib"].map(PathBuf::from).into();
    folders.extend(env::var_os("PQ_LIB_DIR").map(PathBuf::from));
    if let Ok(answer) = Command::new("pg_config").arg("--libdir").output() {
        folders.push(PathBuf::from(String::from_utf8_lossy(&answer.stdout).trim()));
    }
    let below = fs::read_dir("/usr/lib").into_iter().flatten().flatten().map(|entry| entry.path());
    folders.extend(below.filter(|folder| folder.to_string_lossy().contains("-linux-")));
    folders
}

fn holds_libpq(folder: &Path) -> bool {
    ["libpq.so", "libpq.dylib", "libpq.a"].iter().any(|file| folder.join(file).exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runtime_library_alone_is_nothing_to_link_with() {
        let folder = env::temp_dir().join(format!("xtask-libpq-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("libpq.so.5"), "").unwrap();
        assert!(!holds_libpq(&folder));
        fs::write(folder.join("libpq.so"), "").unwrap();
        assert!(holds_libpq(&folder));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn installing_asks_nothing() {
        let words = ["apt-get", "install", "-y", "postgresql"].map(str::to_owned);
        let command = command(&words);
        assert_eq!(command.get_program(), "apt-get");
        assert!(command.get_envs().any(|(key, value)| key == "DEBIAN_FRONTEND" && value.is_some()));
    }
}
