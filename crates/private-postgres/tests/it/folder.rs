//! Folders whose clusters go away with them, wherever they lie.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use growffinity_private_postgres::{Options, PrivatePostgres, destroy};
use tempfile::TempDir;

pub struct Folder {
    // Removed after the cluster: it may hold the note of where that is.
    parent: TempDir,
    below: PathBuf,
}

impl Folder {
    /// A folder every account can reach.
    pub fn open() -> Self {
        Self::with_mode(0o755)
    }

    /// A folder only its owner can reach.
    pub fn closed() -> Self {
        Self::with_mode(0o700)
    }

    fn with_mode(mode: u32) -> Self {
        let parent = tempfile::tempdir().unwrap();
        fs::set_permissions(parent.path(), Permissions::from_mode(mode)).unwrap();
        Self { parent, below: PathBuf::from("postgres") }
    }

    pub fn named(mut self, below: &str) -> Self {
        self.below = PathBuf::from(below);
        self
    }

    pub fn path(&self) -> PathBuf {
        self.parent.path().join(&self.below)
    }

    pub fn start(&self) -> PrivatePostgres {
        PrivatePostgres::start(&Options::for_tests(self.path())).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        destroy(&self.path()).unwrap();
    }
}

/// Whether this test runs as root, by who owns what it makes.
pub fn are_root(made: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(made).unwrap().uid() == 0
}
