//! A key taken back on one node is refused on the others within a second, though they remember it.

use std::{sync::Arc, time::Duration};

use diesel::{Connection, PgConnection, RunQueryDsl, sql_query};
use growffinity_access::{
    Access, NewUser, Plan, Role,
    keys::{ApiKeys, CreatedApiKey, KeyPermissions, KeySecret, KeyType, NewApiKey},
};
use growffinity_kernel::{Clock, SystemClock, UserId};
use growffinity_postgres::{DatabaseSettings, PgAccess, PgApiKeys, PgRevocationNews, RevocationListener};
use growffinity_testkit::{TestDb, seeded::SeededRandom};
use tokio::time::Instant;

use crate::keys::Alone;

struct Node {
    keys: Arc<ApiKeys>,
    _listener: RevocationListener,
}

impl Node {
    fn start(test_db: &TestDb, seed: u64) -> Self {
        let database = test_db.open();
        let store = Arc::new(PgApiKeys::new(database.clone()));
        // The real clock: what is remembered would be good for five seconds of it.
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let (news, random) = (Arc::new(PgRevocationNews::new(database)), Arc::new(SeededRandom::new(seed)));
        let keys = Arc::new(ApiKeys::new(store.clone(), store, Arc::new(Alone), news, clock, random));
        let settings = DatabaseSettings {
            url: test_db.url().to_owned(),
            pool_size: 1,
            pool_wait: Duration::from_secs(10),
            statement_timeout: Duration::from_secs(30),
            statement_cache: true,
        };
        let told = Arc::clone(&keys);
        let listener = RevocationListener::start(settings, move || told.forget_credentials()).unwrap();
        Self { keys, _listener: listener }
    }

    async fn accepts(&self, made: &CreatedApiKey) -> bool {
        let KeySecret::Token(token) = &made.secret else { panic!("a token") };
        self.keys.authenticate_token(token).await.is_ok()
    }

    /// How long it goes on accepting the key.
    async fn refuses_within(&self, made: &CreatedApiKey) -> Duration {
        let begun = Instant::now();
        while self.accepts(made).await {
            assert!(begun.elapsed() < Duration::from_secs(10), "still accepted");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        begun.elapsed()
    }
}

async fn user(test_db: &TestDb) -> UserId {
    let access =
        Access::new(Arc::new(PgAccess::new(test_db.open())), Arc::new(SystemClock), Arc::new(SeededRandom::new(9)));
    let ann = NewUser {
        login: "ann".parse().unwrap(),
        email: "ann@example.com".parse().unwrap(),
        name: String::new(),
        role: Role::Owner,
        plan: Plan::Standard,
        password_name: "till".parse().unwrap(),
    };
    access.create_user(ann).await.unwrap().user.id
}

fn token(user: UserId) -> NewApiKey {
    NewApiKey {
        name: "till".parse().unwrap(),
        kind: KeyType::Token,
        permissions: KeyPermissions::Read,
        scopes: Vec::new(),
        plan: Plan::Standard,
        user,
        expires_at: None,
    }
}

#[tokio::test]
async fn a_revocation_holds_on_every_node_within_a_second() {
    let test_db = TestDb::create();
    let user = user(&test_db).await;
    let (one, other) = (Node::start(&test_db, 1), Node::start(&test_db, 2));
    for _ in 0..3 {
        let made = one.keys.create(token(user)).await.unwrap();
        assert!(one.accepts(&made).await && other.accepts(&made).await);
        one.keys.revoke(made.key.id).await.unwrap();
        assert!(!one.accepts(&made).await, "at once where it was done");
        let after = other.refuses_within(&made).await;
        assert!(after < Duration::from_secs(1), "{after:?}");
    }
}

#[tokio::test]
async fn news_that_is_missed_while_the_connection_is_lost_does_no_harm() {
    let test_db = TestDb::create();
    let user = user(&test_db).await;
    let (one, other) = (Node::start(&test_db, 1), Node::start(&test_db, 2));
    let made = one.keys.create(token(user)).await.unwrap();
    assert!(other.accepts(&made).await);
    let mut connection = PgConnection::establish(test_db.url()).unwrap();
    let listeners = "FROM pg_stat_activity \
                     WHERE datname = current_database() AND application_name = 'growffinity listener'";
    let begun = Instant::now();
    while sql_query(format!("SELECT pid {listeners}")).execute(&mut connection).unwrap() < 2 {
        assert!(begun.elapsed() < Duration::from_secs(10), "both nodes listen");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    sql_query(format!("SELECT pg_terminate_backend(pid) {listeners}")).execute(&mut connection).unwrap();
    one.keys.revoke(made.key.id).await.unwrap();
    let after = other.refuses_within(&made).await;
    assert!(after < Duration::from_secs(5), "{after:?}");

    let made = one.keys.create(token(user)).await.unwrap();
    let begun = Instant::now();
    // Listening again: a second round is told within a second once more.
    loop {
        assert!(begun.elapsed() < Duration::from_secs(20));
        assert!(other.accepts(&made).await);
        let next = one.keys.create(token(user)).await.unwrap();
        assert!(other.accepts(&next).await);
        one.keys.revoke(next.key.id).await.unwrap();
        if other.refuses_within(&next).await < Duration::from_secs(1) {
            break;
        }
    }
}
