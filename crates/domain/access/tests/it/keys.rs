//! Keys: made, sent in each way, rotated, taken back.

use std::sync::{Arc, atomic::Ordering};

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use futures::executor::block_on;
use growffinity_access::{
    Credential, Plan, Role, SentCredential, User, UserStatus,
    keys::{
        ApiKeys, CreateApiKeyError, CreatedApiKey, KeyAuthenticationError, KeyPermissions, KeySecret, KeyStatus,
        KeyType, NewApiKey, RotateApiKeyError, Scope,
    },
    oauth::{OAuthFault, OAuthRequest},
};
use growffinity_kernel::{Clock, ManualClock, UserId};
use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use sha1::Sha1;

use crate::{
    key_store::{MemoryKeys, Reverse},
    memory::SeededRandom,
};

struct Bench {
    store: Arc<MemoryKeys>,
    clock: Arc<ManualClock>,
    keys: ApiKeys,
}

fn bench() -> Bench {
    let clock = Arc::new(ManualClock::at("2026-11-23T10:00:00Z".parse().unwrap()));
    let user = User {
        id: UserId::new(1).unwrap(),
        login: "ann".parse().unwrap(),
        email: "ann@example.com".parse().unwrap(),
        name: "Ann".to_owned(),
        role: Role::Owner,
        plan: Plan::Premium,
        status: UserStatus::Active,
        created_at: clock.now(),
        modified_at: clock.now(),
    };
    let store = Arc::new(MemoryKeys::of(user));
    let random = Arc::new(SeededRandom::default());
    let keys = ApiKeys::new(store.clone(), store.clone(), Arc::new(Reverse), store.clone(), clock.clone(), random);
    Bench { store, clock, keys }
}

fn wanted(kind: KeyType) -> NewApiKey {
    NewApiKey {
        name: "till".parse().unwrap(),
        kind,
        permissions: KeyPermissions::ReadWrite,
        scopes: vec![Scope::Segments, Scope::Customers, Scope::Segments],
        plan: Plan::Standard,
        user: UserId::new(1).unwrap(),
        expires_at: None,
    }
}

impl Bench {
    fn create(&self, kind: KeyType) -> CreatedApiKey {
        block_on(self.keys.create(wanted(kind))).unwrap()
    }

    fn token(&self, secret: &KeySecret) -> Result<Credential, KeyAuthenticationError> {
        let KeySecret::Token(token) = secret else { panic!("a token") };
        block_on(self.keys.authenticate_token(token)).map(|principal| principal.credential)
    }
}

fn pair(secret: &KeySecret) -> (&str, &str) {
    let KeySecret::Pair { consumer_key, consumer_secret } = secret else { panic!("a pair") };
    (consumer_key, consumer_secret)
}

#[test]
fn a_token_acts_for_its_user_within_its_grant_and_plan() {
    let bench = bench();
    let made = bench.create(KeyType::Token);
    assert_eq!(made.key.scopes, [Scope::Customers, Scope::Segments]);
    let KeySecret::Token(token) = &made.secret else { panic!("a token") };
    assert!(token.ends_with(&made.key.truncated_key));
    let principal = block_on(bench.keys.authenticate_token(token)).unwrap();
    assert_eq!(principal.user, bench.store.user);
    assert_eq!(principal.credential, made.key.credential());
    assert_eq!((principal.plan(), principal.rate_key().as_str()), (Plan::Standard, "key:1"));
    for wrong in ["gfk_", "", &token.to_uppercase()] {
        let refused = block_on(bench.keys.authenticate_token(wrong));
        assert!(matches!(refused, Err(KeyAuthenticationError::UnknownKey)), "{wrong}");
    }
}

#[test]
fn a_pair_needs_its_own_secret_and_is_no_token() {
    let bench = bench();
    let (one, other) = (bench.create(KeyType::Pair), bench.create(KeyType::Pair));
    let ((key, secret), (_, others)) = (pair(&one.secret), pair(&other.secret));
    let sign_in = |key: &str, secret: &str| block_on(bench.keys.authenticate_pair(key, secret));
    assert_eq!(sign_in(key, secret).unwrap().credential, one.key.credential());
    for wrong in ["", others, key] {
        assert!(matches!(sign_in(key, wrong), Err(KeyAuthenticationError::IncorrectSecret)), "{wrong}");
    }
    assert!(matches!(sign_in("ck_unknown", secret), Err(KeyAuthenticationError::UnknownKey)));
    let as_token = block_on(bench.keys.authenticate_token(key));
    assert!(matches!(as_token, Err(KeyAuthenticationError::UnknownKey)), "a consumer key alone proves nothing");
}

#[test]
fn a_key_taken_back_is_refused_at_once_and_everyone_is_told() {
    let bench = bench();
    let made = bench.create(KeyType::Token);
    bench.token(&made.secret).unwrap();
    let revoked = block_on(bench.keys.revoke(made.key.id)).unwrap().unwrap();
    assert_eq!(revoked.status(bench.clock.now()), KeyStatus::Revoked);
    assert!(matches!(bench.token(&made.secret), Err(KeyAuthenticationError::UnknownKey)));
    assert_eq!(bench.store.told.load(Ordering::Relaxed), 1);
    let rotated = block_on(bench.keys.rotate(made.key.id, TimeDelta::hours(1)));
    assert!(matches!(rotated, Err(RotateApiKeyError::NotActive)));
}

#[test]
fn a_key_expires() {
    let bench = bench();
    let in_an_hour = bench.clock.now() + TimeDelta::hours(1);
    let new = NewApiKey { expires_at: Some(in_an_hour), ..wanted(KeyType::Token) };
    let made = block_on(bench.keys.create(new.clone())).unwrap();
    bench.token(&made.secret).unwrap();
    bench.clock.advance(TimeDelta::hours(1));
    assert!(matches!(bench.token(&made.secret), Err(KeyAuthenticationError::UnknownKey)));
    assert_eq!(made.key.status(bench.clock.now()), KeyStatus::Expired);
    assert!(matches!(block_on(bench.keys.create(new)), Err(CreateApiKeyError::ExpiredAlready)));
}

#[test]
fn after_a_rotation_the_old_secret_lasts_for_the_overlap() {
    let bench = bench();
    let made = bench.create(KeyType::Token);
    let rotated = block_on(bench.keys.rotate(made.key.id, TimeDelta::hours(24))).unwrap();
    assert_ne!(made.secret, rotated.secret);
    bench.token(&rotated.secret).unwrap();
    bench.clock.advance(TimeDelta::hours(23));
    bench.token(&made.secret).unwrap();
    bench.clock.advance(TimeDelta::hours(1));
    assert!(matches!(bench.token(&made.secret), Err(KeyAuthenticationError::UnknownKey)));
    bench.token(&rotated.secret).unwrap();

    let again = block_on(bench.keys.rotate(made.key.id, TimeDelta::zero())).unwrap();
    assert!(bench.token(&rotated.secret).is_err(), "no overlap");
    bench.token(&again.secret).unwrap();
}

#[test]
fn access_is_written_down_once_a_day() {
    let bench = bench();
    let made = bench.create(KeyType::Token);
    for _ in 0..25 {
        bench.token(&made.secret).unwrap();
        bench.clock.advance(TimeDelta::hours(1));
    }
    assert_eq!(bench.store.written.load(Ordering::Relaxed), 2);
}

#[test]
fn a_signed_request_is_good_once() {
    let bench = bench();
    bench.clock.set("2023-11-14T22:13:20Z".parse().unwrap());
    let made = bench.create(KeyType::Pair);
    let (key, secret) = pair(&made.secret);
    let urls = ["http://localhost/".to_owned()];
    let sign_in = |list: &[(&str, &str)]| {
        let parameters: Vec<_> = list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let request = OAuthRequest { method: "GET", urls: &urls, parameters: &parameters };
        block_on(bench.keys.authenticate_oauth(&request))
    };
    assert!(matches!(sign_in(&[("per_page", "5")]), Ok(None)), "not signed at all");
    let complete = |key| {
        [
            ("oauth_consumer_key", key),
            ("oauth_timestamp", "1700000000"),
            ("oauth_nonce", "1"),
            ("oauth_signature", "x"),
            ("oauth_signature_method", "HMAC-SHA1"),
        ]
    };
    let fault = |outcome| match outcome {
        Err(KeyAuthenticationError::OAuth(fault)) => fault,
        other => panic!("{other:?}"),
    };
    assert_eq!(fault(sign_in(&complete("ck_unknown"))), OAuthFault::InvalidConsumerKey);
    assert_eq!(fault(sign_in(&complete(key))), OAuthFault::InvalidSignature);

    let base = format!(
        "GET&http%3A%2F%2Flocalhost%2F&oauth_consumer_key%3D{key}%26oauth_nonce%3D1\
         %26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1700000000"
    );
    let mut mac = Hmac::<Sha1>::new_from_slice(format!("{secret}&").as_bytes()).unwrap();
    mac.update(base.as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    let mut signed = complete(key);
    signed[3].1 = &signature;
    let principal = sign_in(&signed).unwrap().expect("it is signed");
    assert_eq!(principal.credential, made.key.credential());
    assert_eq!(fault(sign_in(&signed)), OAuthFault::NonceUsed);
    bench.clock.advance(TimeDelta::minutes(16));
    assert_eq!(fault(sign_in(&signed)), OAuthFault::InvalidTimestamp);
}

proptest! {
    /// Whatever a header says, its sender is nobody or refused, never someone.
    #[test]
    fn no_malformed_header_makes_its_sender_anyone(
        scheme in prop_oneof![Just("Basic "), Just("Bearer "), Just("OAuth "), Just("")],
        rest in prop_oneof![
            "\\PC{0,80}",
            "[A-Za-z0-9+/]{0,60}={0,2}",
            "(gfk|ck|cs)_[0-9a-f]{0,70}",
            "(oauth_[a-z]{1,9}=\"[%a-zA-Z0-9]{0,9}\",? ?){0,6}",
        ],
    ) {
        let bench = bench();
        bench.create(KeyType::Token);
        bench.create(KeyType::Pair);
        let refused = match SentCredential::from_header(format!("{scheme}{rest}").as_bytes()) {
            None => true,
            Some(SentCredential::Basic { name, secret }) => block_on(bench.keys.authenticate_pair(&name, &secret)).is_err(),
            Some(SentCredential::Token(token)) => block_on(bench.keys.authenticate_token(&token)).is_err(),
            Some(SentCredential::OAuth(parameters)) => {
                let urls = ["http://localhost/".to_owned()];
                let request = OAuthRequest { method: "GET", urls: &urls, parameters: &parameters };
                !matches!(block_on(bench.keys.authenticate_oauth(&request)), Ok(Some(_)))
            }
        };
        prop_assert!(refused);
    }

    #[test]
    fn any_bytes_can_be_a_header(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        let _ = SentCredential::from_header(&bytes);
    }
}
