//! The folder of the server's socket: short, since a socket's path has 107 bytes, and ours alone.

use std::{
    fs::{self, DirBuilder, Permissions},
    io as std_io,
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use crate::{
    account::Account,
    error::{Error, io},
};

/// The socket folder of the cluster of that short name. Not below TMPDIR: macOS's is too long.
pub(crate) fn path(name: &str) -> PathBuf {
    Path::new("/tmp").join(format!("growffinity-{name}"))
}

/// Makes the folder, or proves one that is there already: anyone may make folders in /tmp, and who can write in this
/// one could put a socket of theirs in our server's place.
pub(crate) fn ensure(path: &Path, account: Account) -> Result<(), Error> {
    match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => account.give(path),
        Err(error) if error.kind() == std_io::ErrorKind::AlreadyExists => prove(path, account),
        Err(error) => Err(io("make", path)(error)),
    }
}

fn prove(path: &Path, account: Account) -> Result<(), Error> {
    let refused = |reason| Err(Error::SocketFolder { path: path.to_owned(), reason });
    let found = fs::symlink_metadata(path).map_err(io("look at", path))?;
    if !found.is_dir() {
        return refused("it is not a folder");
    }
    let made_by_root_for_us = found.uid() == 0 && matches!(account, Account::Dropped { .. });
    if found.uid() != account.uid() && !made_by_root_for_us {
        return refused("it belongs to another user");
    }
    fs::set_permissions(path, Permissions::from_mode(0o700)).map_err(io("protect", path))?;
    account.give(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::our_uid;

    #[test]
    fn the_sockets_path_fits() {
        let socket = path("0123456789abcdef").join(".s.PGSQL.65535.lock");
        assert!(socket.as_os_str().len() < 107);
    }

    #[test]
    fn a_folder_open_to_others_is_closed_before_it_is_used() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("socket");
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, Permissions::from_mode(0o777)).unwrap();
        let account = Account::Ours { uid: our_uid().unwrap() };
        ensure(&folder, account).unwrap();
        ensure(&folder, account).unwrap();
        assert_eq!(fs::metadata(&folder).unwrap().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_link_a_file_and_another_users_folder_are_refused() {
        let parent = tempfile::tempdir().unwrap();
        let account = Account::Ours { uid: our_uid().unwrap() };
        let link = parent.path().join("link");
        std::os::unix::fs::symlink("/tmp", &link).unwrap();
        assert!(matches!(ensure(&link, account), Err(Error::SocketFolder { .. })));
        let file = parent.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(matches!(ensure(&file, account), Err(Error::SocketFolder { .. })));
        let stranger = Account::Ours { uid: account.uid() + 1 };
        assert!(matches!(ensure(parent.path(), stranger), Err(Error::SocketFolder { .. })));
    }
}
