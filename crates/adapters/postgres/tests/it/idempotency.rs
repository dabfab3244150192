//! What a claim of an idempotency key promises.

use growffinity_access::idempotency::{Claim, IdempotencyStore, KeyedRequest, StoredAnswer};
use growffinity_kernel::Housekeeper;
use growffinity_postgres::{PgHousekeeping, PgIdempotency};
use growffinity_testkit::TestDb;
use uuid::Uuid;

fn attempt(token: u128) -> KeyedRequest {
    KeyedRequest { scope: [1; 32], fingerprint: [2; 32], token: Uuid::from_u128(token) }
}

/// Whether a write under the claim of `request` commits.
async fn writes(keys: &PgIdempotency, house: &PgHousekeeping, request: &KeyedRequest) -> bool {
    let mut outcome = None;
    keys.under(request, Box::pin(async { outcome = Some(house.tidy_up().await) })).await;
    outcome.unwrap().is_ok()
}

#[tokio::test]
async fn only_the_holder_commits_and_a_change_keeps_the_key() {
    let db = TestDb::create();
    let (keys, house) = (PgIdempotency::new(db.open()), PgHousekeeping::new(db.open()));
    let (mine, other) = (attempt(1), attempt(2));
    assert_eq!(keys.claim(&mine).await.unwrap(), Claim::New);
    assert!(matches!(keys.claim(&other).await.unwrap(), Claim::Running(left) if left.as_secs() > 30));
    assert!(!writes(&keys, &house, &other).await, "another attempt can't commit");
    keys.give_up(&mine).await.unwrap();
    assert_eq!(keys.claim(&other).await.unwrap(), Claim::New, "nothing was changed, so it may be done");
    assert!(!writes(&keys, &house, &mine).await, "the attempt that gave up can't either");
    assert!(writes(&keys, &house, &other).await);
    keys.give_up(&other).await.unwrap();
    assert_eq!(keys.claim(&mine).await.unwrap(), Claim::AnswerLost, "what was changed is not changed again");
}

#[tokio::test]
async fn an_answer_is_given_again_byte_by_byte() {
    let db = TestDb::create();
    let keys = PgIdempotency::new(db.open());
    let headers = vec![("etag".to_owned(), "\"1-ab\"".to_owned())];
    let answer = StoredAnswer { status: 201, headers, body: vec![0, 255, 7], customers: vec![] };
    assert_eq!(keys.claim(&attempt(1)).await.unwrap(), Claim::New);
    keys.finish(&attempt(1), &answer).await.unwrap();
    assert_eq!(keys.claim(&attempt(2)).await.unwrap(), Claim::Replay(answer));
    let another = KeyedRequest { fingerprint: [3; 32], ..attempt(3) };
    assert_eq!(keys.claim(&another).await.unwrap(), Claim::Mismatch);
}
