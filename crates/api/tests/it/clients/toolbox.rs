//! Installs the clients, once, in the versions that `tests/clients/` pins.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use tokio::process::Command;

/// Where the scripts are, and what is to be installed.
pub const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients");
/// What is kept between runs.
const HOME: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/clients");
const PATIENCE: Duration = Duration::from_mins(4);

/// The folder of Node's packages; `None` after saying why `test` is skipped.
pub async fn node_modules(test: &str) -> Option<PathBuf> {
    let folder = Path::new(HOME).join("node");
    let install = async |folder: &Path| {
        for name in ["package.json", "package-lock.json"] {
            fs::copy(Path::new(SCRIPTS).join(name), folder.join(name)).map_err(|error| error.to_string())?;
        }
        run(Command::new("node").arg("--version")).await?;
        run(Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
            .current_dir(folder))
        .await
    };
    match installed(&folder, "package-lock.json", install).await {
        Ok(()) => Some(folder.join("node_modules")),
        Err(why) => skip(test, &why),
    }
}

/// The programs of Python's packages; `None` after saying why `test` is skipped.
pub async fn python_programs(test: &str) -> Option<PathBuf> {
    let folder = Path::new(HOME).join("python");
    let programs = folder.join("venv").join("bin");
    let install = async |folder: &Path| {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder.join("venv"))).await?;
        run(Command::new(programs.join("pip"))
            .args(["install", "--quiet", "--disable-pip-version-check", "--requirement"])
            .arg(Path::new(SCRIPTS).join("requirements.txt")))
        .await
    };
    match installed(&folder, "requirements.txt", install).await {
        Ok(()) => Some(programs),
        Err(why) => skip(test, &why),
    }
}

/// Installs into `folder` unless what `pins` says is there. Tests run as processes side by side, so a lock is held.
async fn installed(
    folder: &Path,
    pins: &str,
    install: impl AsyncFnOnce(&Path) -> Result<(), String>,
) -> Result<(), String> {
    let words = |error: std::io::Error| error.to_string();
    fs::create_dir_all(folder).map_err(words)?;
    let lock = File::create(folder.join("lock")).map_err(words)?;
    let lock = tokio::task::spawn_blocking(move || lock.lock().map(|()| lock)).await.unwrap().map_err(words)?;
    let (wanted, stamp) = (fs::read(Path::new(SCRIPTS).join(pins)).map_err(words)?, folder.join("installed"));
    if fs::read(&stamp).ok().as_ref() != Some(&wanted) {
        install(folder).await?;
        fs::write(stamp, wanted).map_err(words)?;
    }
    drop(lock);
    Ok(())
}

async fn run(command: &mut Command) -> Result<(), String> {
    let name = format!("{:?}", command.as_std());
    let output = command.stdin(Stdio::null()).kill_on_drop(true).output();
    match tokio::time::timeout(PATIENCE, output).await {
        Ok(Ok(output)) if output.status.success() => Ok(()),
        Ok(Ok(output)) => Err(format!("{name}: {}", String::from_utf8_lossy(&output.stderr).trim())),
        Ok(Err(error)) => Err(format!("{name}: {error}")),
        Err(_) => Err(format!("{name} took too long")),
    }
}

/// Leaves a note where `cargo xtask test` looks for it, as the output of a test that passes is not shown.
pub fn skip<T>(test: &str, why: &str) -> Option<T> {
    let note = format!("SKIPPED {test}: {why}\n");
    let folder = Path::new(HOME).join("skipped");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(test), note).unwrap();
    None
}
