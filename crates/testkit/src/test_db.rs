//! A database for one test, cloned from a template that has every migration.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use growffinity_postgres::{Database, DatabaseSettings, Databases};

use crate::test_database_url;

/// A migrated, empty database that nobody else uses. It is dropped with this value, whoever is still connected.
#[derive(Debug)]
pub struct TestDb {
    name: String,
    url: String,
}

impl TestDb {
    /// Makes a database on the server that `cargo xtask test` named.
    ///
    /// # Panics
    /// When there is no such server or it refuses.
    pub fn create() -> Self {
        static TEMPLATE: OnceLock<String> = OnceLock::new();
        static NUMBER: AtomicU32 = AtomicU32::new(0);

        let mut server = Databases::connect(&test_database_url()).expect("the tests' PostgreSQL answers");
        let template = TEMPLATE.get_or_init(|| {
            let template = template_name();
            server.ensure_template(&template).expect("the template is migrated");
            template
        });
        let name = format!("gf_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        server.clone_template(template, &name).expect("a database is cloned");
        Self { url: server.url_of(&name), name }
    }

    /// Where it is, for whatever takes a URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A pool of four connections to it.
    ///
    /// # Panics
    /// When the pool can't be made.
    pub fn open(&self) -> Database {
        let settings = DatabaseSettings {
            url: self.url.clone(),
            pool_size: 4,
            pool_wait: Duration::from_secs(10),
            statement_timeout: Duration::from_secs(30),
            statement_cache: true,
        };
        Database::open(settings).expect("a pool is made")
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let dropped = Databases::connect(&test_database_url()).map(|mut server| server.drop_database(&self.name));
        let gone = matches!(dropped, Ok(Ok(())));
        assert!(gone || std::thread::panicking(), "{} is left behind: {dropped:?}", self.name);
    }
}

/// Named by what the migrations say, so that a changed one makes a template of its own.
fn template_name() -> String {
    let mut hasher = DefaultHasher::new();
    for file in migration_files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations"))) {
        file.hash(&mut hasher);
        fs::read(&file).expect("a migration can be read").hash(&mut hasher);
    }
    format!("gf_template_{:016x}", hasher.finish())
}

fn migration_files(folder: &Path) -> Vec<PathBuf> {
    let migrations = fs::read_dir(folder).expect("the migrations are beside the crates");
    let folders = migrations.map(|entry| entry.expect("a readable folder").path()).filter(|path| path.is_dir());
    let mut files: Vec<PathBuf> = folders.map(|folder| folder.join("up.sql")).collect();
    files.sort();
    files
}
