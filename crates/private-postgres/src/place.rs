//! Where a folder's cluster lies: in the folder, or elsewhere when the account PostgreSQL runs as can't reach it.

use std::{
    fs, io as std_io,
    path::{Path, PathBuf},
};

use crate::{
    account::{self, Account},
    error::{Error, io},
    leftover,
    owner::Ownership,
    socket,
};

/// Where clusters lie that root starts in a folder only root can reach.
const FALLBACK: &str = "/var/lib/growffinity";
/// The file in such a folder that says where its cluster is.
const LOCATION: &str = "postgres.location";

/// A folder's cluster: where it is and who runs it.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The folder asked for.
    pub(crate) folder: PathBuf,
    /// Where the data, the log and the lock are.
    pub(crate) home: PathBuf,
    pub(crate) account: Account,
}

impl Place {
    /// The place of `folder`, made where it is missing.
    pub(crate) fn settle(folder: &Path) -> Result<Self, Error> {
        fs::create_dir_all(folder).map_err(io("make", folder))?;
        let folder = fs::canonicalize(folder).map_err(io("find", folder))?;
        let home = recorded(&folder)?.unwrap_or_else(|| folder.clone());
        let account = account::choose(&home.join("data"))?;
        if home != folder || account.reaches(&folder)? {
            fs::create_dir_all(&home).map_err(io("make", &home))?;
            return Ok(Self { folder, home, account });
        }
        if folder.join("data").is_dir() {
            return Err(Error::Unreachable { folder, uid: account.uid() });
        }
        let home = Path::new(FALLBACK).join(hash(&folder));
        let account = account::choose(&home.join("data"))?;
        let location = folder.join(LOCATION);
        let text = format!("{}\n", home.display());
        fs::write(&location, text).map_err(io("write", &location))?;
        fs::create_dir_all(&home).map_err(io("make", &home))?;
        Ok(Self { folder, home, account })
    }

    /// The place of `folder` where it has data already; makes nothing.
    pub(crate) fn find(folder: &Path) -> Result<Option<Self>, Error> {
        let folder = match fs::canonicalize(folder) {
            Ok(folder) => folder,
            Err(error) if error.kind() == std_io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(io("find", folder)(error)),
        };
        let home = recorded(&folder)?.unwrap_or_else(|| folder.clone());
        if !home.join("data").is_dir() {
            return Ok(None);
        }
        let account = account::choose(&home.join("data"))?;
        Ok(Some(Self { folder, home, account }))
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.home.join("postgres.log")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.home.join("owner.lock")
    }

    pub(crate) fn socket_dir(&self) -> PathBuf {
        socket::path(&hash(&self.home))
    }
}

/// Whether a folder has a cluster, running or not.
///
/// # Errors
/// [`Error::NotOurs`] when it belongs to another user.
pub fn exists(folder: &Path) -> Result<bool, Error> {
    Ok(Place::find(folder)?.is_some())
}

/// Removes a folder's cluster, wherever it is; the folder itself stays. Nothing there is no failure.
///
/// # Errors
/// [`Error::Held`] while a process runs its server.
pub fn destroy(folder: &Path) -> Result<(), Error> {
    let Some(place) = Place::find(folder)? else { return Ok(()) };
    let ownership = Ownership::take(&place)?;
    leftover::clear(&place)?;
    let data = place.data();
    fs::remove_dir_all(&data).map_err(io("remove", &data))?;
    for file in [place.log(), previous_log(&place.log()), place.lock(), place.folder.join(LOCATION)] {
        match fs::remove_file(&file) {
            Err(error) if error.kind() != std_io::ErrorKind::NotFound => return Err(io("remove", &file)(error)),
            _ => {}
        }
    }
    drop(ownership);
    // Only an empty folder goes, so what someone else put beside our files is safe.
    if place.home != place.folder {
        let _ = fs::remove_dir(&place.home);
    }
    let _ = fs::remove_dir(place.socket_dir());
    Ok(())
}

/// Where the log of the start before is kept.
pub(crate) fn previous_log(log: &Path) -> PathBuf {
    log.with_extension("log.1")
}

fn recorded(folder: &Path) -> Result<Option<PathBuf>, Error> {
    let location = folder.join(LOCATION);
    match fs::read_to_string(&location) {
        Ok(text) => Ok(Some(PathBuf::from(text.trim()))),
        Err(error) if error.kind() == std_io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io("read", &location)(error)),
    }
}

/// A short name for a path, the same in every build (FNV-1a, 64 bits).
fn hash(path: &Path) -> String {
    let value = path
        .as_os_str()
        .as_encoded_bytes()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |value, &byte| (value ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{value:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_name_never_changes() {
        assert_eq!(hash(Path::new("")), "cbf29ce484222325");
        assert_eq!(hash(Path::new("/srv/shop")), hash(Path::new("/srv/shop")));
        assert_ne!(hash(Path::new("/srv/shop")), hash(Path::new("/srv/shop2")));
    }

    #[test]
    fn a_folder_without_data_has_no_place_and_nothing_to_destroy() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Place::find(folder.path()).unwrap().is_none());
        assert!(Place::find(&folder.path().join("none")).unwrap().is_none());
        destroy(&folder.path().join("none")).unwrap();
    }
}
