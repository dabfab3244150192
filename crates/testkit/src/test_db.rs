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

    /// Runs `sql` as it stands, for what no port does.
    ///
    /// # Panics
    /// When the database refuses.
    pub fn execute(&self, sql: &str) {
        self.connect().execute(sql).unwrap_or_else(|error| panic!("{error} in {sql}"));
    }

    /// The whole number that the query `sql` answers.
    ///
    /// # Panics
    /// When the database refuses or it answers none.
    pub fn number(&self, sql: &str) -> i64 {
        self.connect().number(sql).unwrap_or_else(|error| panic!("{error} in {sql}"))
    }

    /// A table that nobody else can write to until the guard is dropped.
    ///
    /// # Panics
    /// When the database refuses.
    pub fn lock(&self, table: &str) -> TableLock {
        let mut connection = self.connect();
        let lock = format!("BEGIN; LOCK TABLE {table} IN EXCLUSIVE MODE");
        connection.execute(&lock).unwrap_or_else(|error| panic!("{error} in {lock}"));
        TableLock(connection)
    }

    fn connect(&self) -> Databases {
        Databases::connect(&self.url).expect("the test's database answers")
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

/// A table that is locked by a transaction of its own, which ends with this value.
#[derive(Debug)]
pub struct TableLock(#[expect(dead_code, reason = "its end is what it is for")] Databases);

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
