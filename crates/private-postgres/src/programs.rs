//! Finds PostgreSQL's and Redis's programs.

use std::{
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    error::Error,
    install::{Needed, install_hint},
    process,
};

const POSTGRES_PROGRAMS: [&str; 3] = ["postgres", "initdb", "psql"];

/// One installed PostgreSQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programs {
    bin: PathBuf,
    major: u32,
}

impl Programs {
    /// The PostgreSQL to use on new data: the one on the PATH, else the newest.
    ///
    /// # Errors
    /// [`Error::ProgramsMissing`] when there is none, with the command that installs it.
    pub fn find() -> Result<Self, Error> {
        all().into_iter().next().ok_or_else(missing_postgres)
    }

    /// The PostgreSQL that can run on `data`: of the major version that made them, any for data not yet made.
    pub(crate) fn find_for(data: &Path) -> Result<Self, Error> {
        let version = fs::read_to_string(data.join("PG_VERSION")).ok().and_then(|text| text.trim().parse().ok());
        let Some(made_by) = version else { return Self::find() };
        let found = all();
        if found.is_empty() {
            return Err(missing_postgres());
        }
        let installed: Vec<String> = found.iter().map(|one| one.major.to_string()).collect();
        found.into_iter().find(|one| one.major == made_by).ok_or_else(|| Error::VersionMismatch {
            data: data.to_owned(),
            made_by,
            installed: installed.join(", "),
        })
    }

    /// The folder they are in.
    pub fn bin(&self) -> &Path {
        &self.bin
    }

    /// The path of one program, `psql` for instance.
    pub fn program(&self, name: &str) -> PathBuf {
        self.bin.join(name)
    }

    /// The major version, 15 for instance.
    pub fn major(&self) -> u32 {
        self.major
    }

    fn of(bin: PathBuf) -> Option<Self> {
        let mut command = process::clean_command(&bin.join("postgres"));
        command.arg("--version");
        let major = major_version(&process::run(command).ok()?)?;
        Some(Self { bin, major })
    }
}

/// The Redis server's program, or that of Valkey, which answers alike.
///
/// # Errors
/// [`Error::ProgramsMissing`] when there is none, with the command that installs it.
pub fn find_redis() -> Result<PathBuf, Error> {
    let usual = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"].map(PathBuf::from);
    let folders: Vec<PathBuf> = path_folders().into_iter().chain(usual).collect();
    let names = ["redis-server", "valkey-server"];
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|program| program.is_file())
        .ok_or_else(|| Error::ProgramsMissing {
            missing: "redis-server".to_owned(),
            install: install_hint(&[Needed::Redis]).to_string(),
        })
}

fn missing_postgres() -> Error {
    Error::ProgramsMissing {
        missing: format!("PostgreSQL ({})", POSTGRES_PROGRAMS.join(", ")),
        install: install_hint(&[Needed::Postgres]).to_string(),
    }
}

/// Every PostgreSQL installed, each once, in order of preference.
fn all() -> Vec<Programs> {
    let mut found: Vec<Programs> = Vec::new();
    for folder in path_folders().into_iter().chain(pg_config_folder()).chain(usual_folders()) {
        let Some(bin) = complete(&folder).filter(|bin| found.iter().all(|known| known.bin != *bin)) else { continue };
        found.extend(Programs::of(bin));
    }
    found
}

/// The folder where all of PostgreSQL's programs are, for one that has `postgres`: a PATH's entry may hold links to
/// some of them only, and the others are beside what the links name.
fn complete(folder: &Path) -> Option<PathBuf> {
    let postgres = fs::canonicalize(folder.join("postgres")).ok()?;
    let bin = postgres.parent()?;
    POSTGRES_PROGRAMS.iter().all(|name| bin.join(name).is_file()).then(|| bin.to_owned())
}

fn path_folders() -> Vec<PathBuf> {
    env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default()
}

fn pg_config_folder() -> Option<PathBuf> {
    let mut command = Command::new("pg_config");
    command.arg("--bindir");
    process::run(command).ok().map(|text| PathBuf::from(text.trim()))
}

/// Where Debian, PostgreSQL's own packages for Fedora, Fedora, and Homebrew put them.
fn usual_folders() -> Vec<PathBuf> {
    let mut folders = versioned(Path::new("/usr/lib/postgresql"), "", "bin");
    folders.extend(versioned(Path::new("/usr"), "pgsql-", "bin"));
    folders.push(PathBuf::from("/usr/bin"));
    for homebrew in ["/opt/homebrew/opt", "/usr/local/opt"] {
        folders.extend(versioned(Path::new(homebrew), "postgresql@", "bin"));
        folders.push(Path::new(homebrew).join("postgresql/bin"));
    }
    folders
}

/// The folders `<parent>/<prefix><number>/<below>`, the greatest number first.
fn versioned(parent: &Path, prefix: &str, below: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(parent) else { return Vec::new() };
    let number = |name: &OsStr| name.to_str()?.strip_prefix(prefix)?.parse::<u32>().ok();
    let mut found: Vec<(u32, PathBuf)> =
        entries.flatten().filter_map(|entry| Some((number(&entry.file_name())?, entry.path().join(below)))).collect();
    found.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    found.into_iter().map(|(_, folder)| folder).collect()
}

/// The major version in what `postgres --version` says.
fn major_version(text: &str) -> Option<u32> {
    let number = text.split_whitespace().find(|word| word.starts_with(|first: char| first.is_ascii_digit()))?;
    number.split(|other: char| !other.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_every_form() {
        assert_eq!(major_version("postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)\n"), Some(15));
        assert_eq!(major_version("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major_version("something else"), None);
    }

    #[test]
    fn the_newest_version_comes_first_by_number() {
        let parent = tempfile::tempdir().unwrap();
        for name in ["postgresql@9", "postgresql@17", "postgresql@15", "postgresql", "redis"] {
            fs::create_dir(parent.path().join(name)).unwrap();
        }
        let found = versioned(parent.path(), "postgresql@", "bin");
        let expected: Vec<PathBuf> =
            [17, 15, 9].iter().map(|n| parent.path().join(format!("postgresql@{n}/bin"))).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_folder_with_some_of_the_programs_is_no_postgresql() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("postgres"), "").unwrap();
        assert_eq!(complete(folder.path()), None);
    }

    #[test]
    fn what_is_missing_is_named_with_its_remedy() {
        let text = missing_postgres().to_string();
        assert!(text.contains("initdb") && text.contains("To install: "), "{text}");
    }
}
