//! The lock that lets one process at a time run a folder's server.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    os::unix::fs::MetadataExt,
    path::Path,
    process,
    time::Duration,
};

use crate::{
    error::{Error, io},
    place::Place,
    process::poll,
};

/// Long enough for a holder to write its name, and for one who only looks to go on.
const PATIENCE: Duration = Duration::from_millis(500);

/// Held for as long as this process runs the server. The system frees it however the process ends.
#[derive(Debug)]
pub(crate) struct Ownership {
    file: File,
}

impl Ownership {
    pub(crate) fn take(place: &Place) -> Result<Self, Error> {
        let path = place.lock();
        let mut failure = None;
        let taken = poll(PATIENCE, || match try_take(&path) {
            Ok(taken) => taken,
            Err(error) => {
                failure = Some(error);
                None
            }
        });
        match (taken, failure) {
            (Some(ownership), _) => Ok(ownership),
            (None, Some(error)) => Err(error),
            (None, None) => Err(Error::Held { folder: place.folder.clone(), pid: named_in(&path).unwrap_or(0) }),
        }
    }
}

impl Drop for Ownership {
    fn drop(&mut self) {
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}

/// The process that holds the folder now, if one does.
pub(crate) fn holder(path: &Path) -> Option<u32> {
    let file = File::open(path).ok()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => named_in(path),
        _ => None,
    }
}

fn try_take(path: &Path) -> Result<Option<Ownership>, Error> {
    let failed = || io("lock", path);
    let mut file =
        OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(failed())?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(failed()(error)),
    }
    // A file that was removed between opening and locking would be a second lock of the same name.
    let ours = file.metadata().map_err(failed())?.ino();
    if path.metadata().map_or(true, |now| now.ino() != ours) {
        return Ok(None);
    }
    file.set_len(0).map_err(failed())?;
    file.rewind().map_err(failed())?;
    writeln!(file, "{}", process::id()).map_err(failed())?;
    Ok(Some(Ownership { file }))
}

fn named_in(path: &Path) -> Option<u32> {
    let mut text = String::new();
    File::open(path).ok()?.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Account;

    fn place(folder: &Path) -> Place {
        Place { folder: folder.to_owned(), home: folder.to_owned(), account: Account::Ours { uid: 1 } }
    }

    #[test]
    fn the_second_is_told_who_holds_it_and_gets_it_once_it_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        let first = Ownership::take(&place).unwrap();
        assert_eq!(holder(&place.lock()), Some(process::id()));
        match Ownership::take(&place) {
            Err(Error::Held { pid, .. }) => assert_eq!(pid, process::id()),
            other => panic!("{other:?}"),
        }
        drop(first);
        assert_eq!(holder(&place.lock()), None);
        Ownership::take(&place).unwrap();
    }

    #[test]
    fn a_name_left_by_one_who_was_killed_holds_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        std::fs::write(place.lock(), "1\n").unwrap();
        assert_eq!(holder(&place.lock()), None);
        let _now_ours = Ownership::take(&place).unwrap();
        assert_eq!(named_in(&place.lock()), Some(process::id()));
    }
}
