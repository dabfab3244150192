//! Makes a cluster and gives the settings its server runs with.

use std::{
    fs,
    path::{Path, PathBuf},
    process,
};

use crate::{
    error::{Error, io},
    place::Place,
    process::{clean_command, run},
    programs::Programs,
    server::{Durability, Options},
};

/// The superuser of every private cluster.
pub(crate) const USER: &str = "growffinity";

/// Makes the place's data where there are none.
pub(crate) fn ensure(place: &Place, programs: &Programs, durability: Durability) -> Result<(), Error> {
    let data = place.data();
    if data.join("PG_VERSION").is_file() {
        return Ok(());
    }
    sweep(&place.home);
    // Made aside and moved when whole, so that an interrupted initdb leaves nothing that looks like a cluster.
    let aside = place.home.join(format!("data.new-{}", process::id()));
    fs::create_dir(&aside).map_err(io("make", &aside))?;
    place.account.give(&aside)?;
    let made = initdb(place, programs, durability, &aside);
    if let Err(error) = made {
        let _ = fs::remove_dir_all(&aside);
        return Err(error);
    }
    fs::rename(&aside, &data).map_err(io("move into place", &data))
}

fn initdb(place: &Place, programs: &Programs, durability: Durability, aside: &Path) -> Result<(), Error> {
    let mut command = clean_command(&programs.program("initdb"));
    command.arg("-D").arg(aside).args(["-U", USER, "--auth=trust", "--encoding=UTF8", "--no-instructions"]);
    command.args(LOCALE);
    if durability == Durability::Fast {
        command.arg("--no-sync");
    }
    place.account.apply(&mut command);
    run(command).map(drop)
}

/// Byte order, with letters known beyond ASCII; macOS has no C.UTF-8.
const LOCALE: &[&str] = if cfg!(target_os = "macos") {
    &["--lc-collate=C", "--lc-ctype=en_US.UTF-8", "--lc-messages=C", "--lc-monetary=C", "--lc-numeric=C", "--lc-time=C"]
} else {
    &["--locale=C.UTF-8", "--lc-messages=C"]
};

/// Removes what interrupted starts left.
fn sweep(home: &Path) {
    let Ok(entries) = fs::read_dir(home) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with("data.new-") {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The port of the server's socket.
pub(crate) fn port(options: &Options) -> u16 {
    options.port.unwrap_or(5432)
}

/// The settings, as arguments. They are given anew at every start, so that a newer version's hold for old data too.
pub(crate) fn settings(options: &Options, socket_dir: &Path) -> Vec<String> {
    let mut settings = vec![
        format!("listen_addresses={}", if options.port.is_some() { "127.0.0.1" } else { "" }),
        format!("port={}", port(options)),
        format!("unix_socket_directories={}", socket_dir.display()),
        "unix_socket_permissions=0700".to_owned(),
        format!("max_connections={}", options.max_connections),
        "shared_buffers=128MB".to_owned(),
        "shared_preload_libraries=".to_owned(),
        "logging_collector=off".to_owned(),
        "log_destination=stderr".to_owned(),
        "log_timezone=UTC".to_owned(),
        "timezone=UTC".to_owned(),
        // Planning a compiled query costs more than our short statements take.
        "jit=off".to_owned(),
        // One lock for every partition a statement touches.
        "max_locks_per_transaction=256".to_owned(),
    ];
    let durability: &[&str] = match options.durability {
        Durability::Durable => &["fsync=on", "full_page_writes=on", "synchronous_commit=on"],
        Durability::Fast => &[
            "fsync=off",
            "full_page_writes=off",
            "synchronous_commit=off",
            "wal_level=minimal",
            "max_wal_senders=0",
            "max_wal_size=4GB",
            "checkpoint_timeout=30min",
        ],
    };
    settings.extend(durability.iter().map(ToString::to_string));
    settings
}

/// Runs one statement with `psql`; its answer unaligned and without headings.
pub(crate) fn statement(
    programs: &Programs,
    socket_dir: &Path,
    port: u16,
    database: &str,
    sql: &str,
) -> Result<String, Error> {
    let psql: PathBuf = programs.program("psql");
    let mut command = clean_command(&psql);
    command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", USER, "-d", database, "-p"]);
    command.arg(port.to_string()).arg("-h").arg(socket_dir).arg("-c").arg(sql);
    run(command).map(|text| text.trim_end().to_owned())
}

/// Makes a database where it is missing.
pub(crate) fn ensure_database(programs: &Programs, socket_dir: &Path, port: u16, name: &str) -> Result<(), Error> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || name.len() > 63 || !name.chars().all(plain) {
        return Err(Error::DatabaseName(name.to_owned()));
    }
    let there = format!("SELECT 1 FROM pg_database WHERE datname = '{name}'");
    if statement(programs, socket_dir, port, "postgres", &there)?.is_empty() {
        statement(programs, socket_dir, port, "postgres", &format!("CREATE DATABASE \"{name}\""))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tests_run_without_safety() {
        let lasting = settings(&Options::durable("/srv/shop"), Path::new("/tmp/s"));
        assert!(
            lasting.contains(&"fsync=on".to_owned())
                && !lasting
                    .iter()
                    .any(|one| one.ends_with("=off") && !one.starts_with("jit") && !one.starts_with("logging"))
        );
        let fast = settings(&Options::for_tests("/srv/shop"), Path::new("/tmp/s"));
        assert!(fast.contains(&"fsync=off".to_owned()) && fast.contains(&"max_connections=200".to_owned()));
    }

    #[test]
    fn no_port_is_open_unless_one_is_asked_for() {
        let closed = settings(&Options::durable("/srv/shop"), Path::new("/tmp/s"));
        assert!(closed.contains(&"listen_addresses=".to_owned()) && closed.contains(&"port=5432".to_owned()));
        let mut options = Options::durable("/srv/shop");
        options.port = Some(5499);
        let open = settings(&options, Path::new("/tmp/s"));
        assert!(open.contains(&"listen_addresses=127.0.0.1".to_owned()) && open.contains(&"port=5499".to_owned()));
    }
}
