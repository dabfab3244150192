//! Keys and nonces on PostgreSQL.

use std::sync::Arc;

use chrono::TimeDelta;
use growffinity_access::{
    Access, NewUser, Plan, Role,
    keys::{
        ApiKeyDraft, ApiKeyQuery, ApiKeyStore, ApiKeys, KeyAuthenticationError, KeyCredential, KeyPermissions,
        KeySecret, KeyType, NewApiKey, NonceStore, RevocationNews, Scope, SecretCipher,
    },
};
use growffinity_kernel::{ApiKeyId, Clock, Housekeeper, ManualClock, PerPage, StoreError, UserId, Window};
use growffinity_postgres::{PgAccess, PgApiKeys, PgHousekeeping};
use growffinity_testkit::{TestDb, seeded::SeededRandom};

/// Nobody else is there to be told, and nothing is hidden.
pub struct Alone;

#[async_trait::async_trait]
impl RevocationNews for Alone {
    async fn tell(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

impl SecretCipher for Alone {
    fn seal(&self, plain: &str) -> Vec<u8> {
        plain.as_bytes().to_vec()
    }

    fn open(&self, sealed: &[u8]) -> Result<String, StoreError> {
        String::from_utf8(sealed.to_vec()).map_err(StoreError::inconsistent)
    }
}

struct House {
    keys: ApiKeys,
    store: Arc<PgApiKeys>,
    clock: Arc<ManualClock>,
    user: UserId,
    test_db: TestDb,
}

impl House {
    async fn open() -> Self {
        let test_db = TestDb::create();
        let database = test_db.open();
        let clock = Arc::new(ManualClock::at(crate::fixture::at("2026-06-01T12:00:00")));
        let random = Arc::new(SeededRandom::new(3));
        let access = Access::new(Arc::new(PgAccess::new(database.clone())), clock.clone(), random.clone());
        let ann = NewUser {
            login: "ann".parse().unwrap(),
            email: "ann@example.com".parse().unwrap(),
            name: "Ann".to_owned(),
            role: Role::Member,
            plan: Plan::Standard,
            password_name: "till".parse().unwrap(),
        };
        let user = access.create_user(ann).await.unwrap().user.id;
        let store = Arc::new(PgApiKeys::new(database));
        let keys = ApiKeys::new(store.clone(), store.clone(), Arc::new(Alone), Arc::new(Alone), clock.clone(), random);
        Self { keys, store, clock, user, test_db }
    }

    fn wanted(&self, kind: KeyType) -> NewApiKey {
        NewApiKey {
            name: "till".parse().unwrap(),
            kind,
            permissions: KeyPermissions::ReadWrite,
            scopes: vec![Scope::Customers, Scope::Campaigns],
            plan: Plan::Premium,
            user: self.user,
            expires_at: Some(self.clock.now() + TimeDelta::days(30)),
        }
    }

    fn run(&self, sql: &str) {
        use diesel::{Connection, RunQueryDsl};
        let mut connection = diesel::PgConnection::establish(self.test_db.url()).unwrap();
        diesel::sql_query(sql).execute(&mut connection).unwrap();
    }
}

#[tokio::test]
async fn a_key_comes_back_as_it_was_stored() {
    let house = House::open().await;
    let made = house.keys.create(house.wanted(KeyType::Pair)).await.unwrap();
    assert_eq!(house.store.find_key(made.key.id).await.unwrap(), Some(made.key.clone()));
    let KeySecret::Pair { consumer_key, consumer_secret } = &made.secret else { panic!("a pair") };
    let principal = house.keys.authenticate_pair(consumer_key, consumer_secret).await.unwrap();
    assert_eq!((principal.credential, principal.user.id), (made.key.credential(), house.user));
    let used = house.store.find_key(made.key.id).await.unwrap().unwrap();
    assert_eq!(used.last_access_at, Some(house.clock.now()));
    assert_eq!(house.store.find_key(ApiKeyId::new(99).unwrap()).await.unwrap(), None);
}

#[tokio::test]
async fn a_key_of_nobody_is_not_stored() {
    let house = House::open().await;
    let wanted = house.wanted(KeyType::Token);
    let draft = ApiKeyDraft {
        name: wanted.name,
        kind: wanted.kind,
        permissions: wanted.permissions,
        scopes: wanted.scopes,
        plan: wanted.plan,
        user: UserId::new(99).unwrap(),
        expires_at: None,
        created_at: house.clock.now(),
    };
    let secret = KeySecret::generate(KeyType::Token, &SeededRandom::new(1));
    let credential = KeyCredential { lookup: secret.lookup(), sealed_secret: None, truncated_key: secret.truncated() };
    assert_eq!(house.store.insert_key(&draft, &credential).await.unwrap(), None);
}

#[tokio::test]
async fn a_rotated_key_is_found_by_its_new_secret_and_by_the_last_one() {
    let house = House::open().await;
    let first = house.keys.create(house.wanted(KeyType::Token)).await.unwrap();
    let second = house.keys.rotate(first.key.id, TimeDelta::hours(1)).await.unwrap();
    let third = house.keys.rotate(first.key.id, TimeDelta::hours(1)).await.unwrap();
    let sign_in = async |secret: &KeySecret| {
        let KeySecret::Token(token) = secret else { panic!("a token") };
        house.keys.authenticate_token(token).await.map(|principal| principal.rate_key())
    };
    assert!(matches!(sign_in(&first.secret).await, Err(KeyAuthenticationError::UnknownKey)), "two rotations ago");
    sign_in(&second.secret).await.unwrap();
    sign_in(&third.secret).await.unwrap();
    house.clock.advance(TimeDelta::hours(1));
    assert!(sign_in(&second.secret).await.is_err(), "the overlap is over");
    sign_in(&third.secret).await.unwrap();

    let revoked = house.keys.revoke(first.key.id).await.unwrap().unwrap();
    assert!(sign_in(&third.secret).await.is_err());
    house.clock.advance(TimeDelta::hours(1));
    assert_eq!(house.keys.revoke(first.key.id).await.unwrap(), Some(revoked), "taken back once");
}

#[tokio::test]
async fn keys_are_listed_newest_first_and_walked_by_id() {
    let house = House::open().await;
    let mut made = Vec::new();
    for _ in 0..3 {
        made.push(house.keys.create(house.wanted(KeyType::Token)).await.unwrap().key);
    }
    let limit = PerPage::new(2).unwrap();
    let page = house.keys.list(&ApiKeyQuery::all(Window::Offset { offset: 1, limit })).await.unwrap();
    assert_eq!((page.items, page.total), (vec![made[1].clone(), made[0].clone()], 3));
    let rest = house.keys.list(&ApiKeyQuery::all(Window::After { after: made[0].id.get(), limit })).await.unwrap();
    assert_eq!(rest.items, made[1..]);
}

#[tokio::test]
async fn of_many_at_once_one_uses_a_nonce() {
    let house = House::open().await;
    let key = house.keys.create(house.wanted(KeyType::Pair)).await.unwrap().key.id;
    let other = house.keys.create(house.wanted(KeyType::Pair)).await.unwrap().key.id;
    let now = house.clock.now();
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let store = house.store.clone();
            tokio::spawn(async move { store.use_nonce(key, "a", now).await.unwrap() })
        })
        .collect();
    let mut used = 0;
    for attempt in tries {
        used += u32::from(attempt.await.unwrap());
    }
    assert_eq!(used, 1);
    assert!(house.store.use_nonce(other, "a", now).await.unwrap(), "another key's nonce");

    house.run("UPDATE oauth_nonces SET used_at = now() - interval '61 minutes' WHERE key_id = 1");
    PgHousekeeping::new(house.test_db.open()).tidy_up().await.unwrap();
    assert!(house.store.use_nonce(key, "a", now).await.unwrap(), "forgotten when no timestamp can be that old");
    assert!(!house.store.use_nonce(other, "a", now).await.unwrap());
}
