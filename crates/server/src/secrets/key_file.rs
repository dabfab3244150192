//! The key that a machine makes for itself: a file that only its owner can read.

use std::{
    fs::{self, OpenOptions, Permissions},
    io::{self, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::Path,
};

use growffinity_kernel::Random;

const OWNER_ALONE: u32 = 0o600;

/// The text of the file at `path`; a new key when there is none. Of two processes that make one at once both get the
/// same.
pub(super) fn read_or_make(path: &Path, random: &dyn Random) -> io::Result<String> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(path, random)?,
        read => {
            let text = read?;
            close_to_others(path)?;
            return Ok(text);
        }
    }
    fs::read_to_string(path)
}

fn make(path: &Path, random: &dyn Random) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut key = [0_u8; 32];
    random.fill(&mut key);
    let temporary = path.with_extension(format!("{}.tmp", random.uuid().simple()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(OWNER_ALONE).open(&temporary)?;
    writeln!(file, "# Secrets in the database are encrypted under this key. Without it they are lost: back it up.")?;
    for byte in key {
        write!(file, "{byte:02x}")?;
    }
    writeln!(file)?;
    file.sync_all()?;
    // A link, not a rename: it leaves a file alone that someone else has put there meanwhile.
    let linked = fs::hard_link(&temporary, path);
    fs::remove_file(&temporary)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// A file that was copied about may have become readable by others.
fn close_to_others(path: &Path) -> io::Result<()> {
    let mode = fs::metadata(path)?.permissions().mode();
    if mode & 0o077 != 0 {
        tracing::warn!(file = %path.display(), "others could read the key that secrets are encrypted under");
        fs::set_permissions(path, Permissions::from_mode(OWNER_ALONE))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _};

    use super::read_or_make;
    use crate::system::SystemRandom;

    #[test]
    fn one_key_is_made_and_others_cannot_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data").join("secret.key");
        let made: Vec<String> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| read_or_make(&path, &SystemRandom).unwrap())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(made.iter().all(|text| *text == made[0]));
        assert_eq!(super::super::parse(&made[0]).unwrap().len(), 1);
        let rights = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(rights(), 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(read_or_make(&path, &SystemRandom).unwrap(), made[0]);
        assert_eq!(rights(), 0o600);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left lying about");
    }
}
