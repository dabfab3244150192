//! The whole app in process: a real HTTP server on a database of its own, a clock to move, mail kept in memory.

mod answer;
mod due_work;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use chrono::{DateTime, Utc};
use growffinity_access::{NewUser, Plan, Role};
use growffinity_kernel::ManualClock;
use growffinity_server::{
    config::{Config, Sources},
    serve::{Parts, Running},
    wiring::{App, Outside},
};
use growffinity_smtp::MemoryMailer;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use tempfile::TempDir;

pub use self::answer::Answer;
use crate::{TestDb, seeded::SeededRandom};

/// What the clock shows until it is moved: a Monday, ten in the morning, in November 2026.
pub const START: &str = "2026-11-23T10:00:00Z";
const API: &str = "/wp-json/growffinity/v1";

/// The app, served on a free port of 127.0.0.1, with an owner who is signed in.
///
/// When it is dropped it looks whether work is due that nobody did (segments, campaigns, messages), and fails the test
/// if so, unless told by [`TestApp::leave_due_work`].
pub struct TestApp {
    app: App,
    running: Option<Running>,
    base: String,
    clock: Arc<ManualClock>,
    mailer: Arc<MemoryMailer>,
    client: reqwest::Client,
    login: String,
    password: String,
    may_leave_work: AtomicBool,
    db: Arc<TestDb>,
    files: TempDir,
}

impl TestApp {
    /// The app as it is configured unless told.
    pub async fn start() -> Self {
        Self::with_settings(&[]).await
    }

    /// The app with keys of the configuration set.
    ///
    /// # Panics
    /// When a setting is wrong or the app can't be started.
    pub async fn with_settings(settings: &[(&str, &str)]) -> Self {
        let start: DateTime<Utc> = START.parse().expect("a date");
        let clock = Arc::new(ManualClock::at(start));
        let mut app = Self::serve(Arc::new(TestDb::create()), clock, 7, settings);
        app.app.ensure_default_store().await.expect("a store is made");
        let owner = app.app.access.create_user(owner()).await.expect("an owner is made");
        owner.user.login.as_str().clone_into(&mut app.login);
        app.password = owner.password.grouped();
        app
    }

    /// Another node of the same installation: the same database and clock, a server of its own. Drop it first.
    ///
    /// # Panics
    /// When it can't be started.
    #[must_use]
    pub fn another_node(&self) -> Self {
        static NODES: AtomicU64 = AtomicU64::new(8);
        let seed = NODES.fetch_add(1, Ordering::Relaxed);
        let mut node = Self::serve(self.db.clone(), self.clock.clone(), seed, &[]);
        (node.login, node.password) = (self.login.clone(), self.password.clone());
        node.leave_due_work();
        node
    }

    fn serve(db: Arc<TestDb>, clock: Arc<ManualClock>, seed: u64, settings: &[(&str, &str)]) -> Self {
        let mailer = Arc::new(MemoryMailer::new());
        let random = Arc::new(SeededRandom::new(seed));
        let outside = Outside { clock: clock.clone(), random, mailer: Some(mailer.clone()) };
        let files = tempfile::tempdir().expect("a folder is made");
        let config = config(&db, &files, settings);
        let app = App::build(&config, db.url(), outside).expect("the app is wired");
        let running = Running::start(&config, &app, Parts { http: true, worker: false }).expect("the app is served");
        let address = running.address().expect("HTTP is served");
        Self {
            app,
            running: Some(running),
            base: format!("http://{address}"),
            clock,
            mailer,
            client: crate::http_client().build().expect("an HTTP client"),
            login: String::new(),
            password: String::new(),
            may_leave_work: AtomicBool::new(false),
            db,
            files,
        }
    }

    /// The clock, to be moved.
    pub fn clock(&self) -> &ManualClock {
        &self.clock
    }

    /// Every message that was handed over.
    pub fn mail(&self) -> &MemoryMailer {
        &self.mailer
    }

    /// The services behind the API, for what it has no route for.
    pub fn services(&self) -> &App {
        &self.app
    }

    /// The database.
    pub fn db(&self) -> &TestDb {
        &self.db
    }

    /// The folder that uploaded files are kept in.
    pub fn files(&self) -> &Path {
        self.files.path()
    }

    /// The owner's login and application password.
    pub fn credentials(&self) -> (&str, &str) {
        (&self.login, &self.password)
    }

    /// Makes a user with this role and gives their login and password.
    ///
    /// # Panics
    /// When there is one with this login.
    pub async fn user(&self, login: &str, role: Role) -> (String, String) {
        let new = NewUser {
            login: login.parse().expect("a login"),
            email: format!("{login}@example.com").parse().expect("an address"),
            name: String::new(),
            role,
            plan: Plan::Standard,
            password_name: "test".parse().expect("a name"),
        };
        let made = self.app.access.create_user(new).await.expect("a user is made");
        (login.to_owned(), made.password.grouped())
    }

    /// The URL of a path: below the API's base, or of the whole server when it begins with `//` (`//healthz`).
    pub fn url(&self, path: &str) -> String {
        match path.strip_prefix("//") {
            Some(path) => format!("{}/{path}", self.base),
            None => format!("{}{API}{path}", self.base),
        }
    }

    /// A request that is not signed in, to be completed and sent by [`Answer::to`].
    pub fn anonymous(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(path))
    }

    /// A request of the owner's, to be completed and sent by [`Answer::to`].
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.anonymous(method, path).basic_auth(&self.login, Some(&self.password))
    }

    /// GET by the owner.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path)).await
    }

    /// POST by the owner.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::POST, path).json(body)).await
    }

    /// PUT by the owner.
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::PUT, path).json(body)).await
    }

    /// DELETE by the owner.
    pub async fn delete(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::DELETE, path)).await
    }

    /// Does the work that is due, and what follows from it, until there is none. Answers how many things were done.
    ///
    /// # Panics
    /// When a task fails.
    pub async fn run_due_work(&self) -> u64 {
        self.app.workers().drain().await.expect("due work is done")
    }

    /// Lets this test end with work that is due.
    pub fn leave_due_work(&self) {
        self.may_leave_work.store(true, Ordering::Relaxed);
    }

    /// Ends the app: requests under way are finished.
    pub async fn finish(mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if std::thread::panicking() || self.may_leave_work.load(Ordering::Relaxed) {
            return;
        }
        let left = due_work::left_over(&self.app);
        assert!(left.is_empty(), "the test leaves due work behind: {left:?}; run_due_work() or leave_due_work()");
    }
}

impl std::fmt::Debug for TestApp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestApp").field("base", &self.base).finish_non_exhaustive()
    }
}

fn config(db: &TestDb, files: &TempDir, settings: &[(&str, &str)]) -> Config {
    let folder = files.path().display().to_string();
    let own = [
        ("listen", "127.0.0.1:0"),
        ("database.url", db.url()),
        ("database.pool_size", "4"),
        ("http.workers", "2"),
        ("files.dir", &folder),
        ("secrets.key", "5ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7"),
    ];
    let flags = own.iter().chain(settings).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Config::load(&Sources { flags, ..Sources::default() }).expect("the settings are right")
}

fn owner() -> NewUser {
    NewUser {
        login: "owner".parse().expect("a login"),
        email: "owner@example.com".parse().expect("an address"),
        name: "Owner".to_owned(),
        role: Role::Owner,
        plan: Plan::Premium,
        password_name: "test".parse().expect("a name"),
    }
}
