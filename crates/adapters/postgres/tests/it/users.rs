//! Changing and removing users and their passwords on PostgreSQL.

use std::sync::Arc;

use growffinity_access::{
    Access, AuthenticationError, ChangeUserError, CreatedUser, NewUser, Plan, RemoveUserError, Role, UserChange,
};
use growffinity_kernel::{Clock, SystemClock};
use growffinity_postgres::{Database, PgAccess, PgRevocationNews};
use growffinity_testkit::{TestDb, seeded::SeededRandom};

fn open(test_db: &TestDb, seed: u64) -> Access {
    on(test_db.open(), seed)
}

pub fn on(database: Database, seed: u64) -> Access {
    let clock = Arc::new(SystemClock);
    let news = Arc::new(PgRevocationNews::new(database.clone()));
    Access::new(Arc::new(PgAccess::new(database)), clock, Arc::new(SeededRandom::new(seed))).telling(news)
}

pub async fn owner(access: &Access, login: &str) -> CreatedUser {
    let new = NewUser {
        login: login.parse().unwrap(),
        email: format!("{login}@example.com").parse().unwrap(),
        name: String::new(),
        role: Role::Owner,
        plan: Plan::Standard,
        password_name: "laptop".parse().unwrap(),
    };
    access.create_user(new).await.unwrap()
}

fn lowered() -> UserChange {
    UserChange { role: Some(Role::Member), ..UserChange::default() }
}

#[tokio::test]
async fn only_what_is_named_changes() {
    let test_db = TestDb::create();
    let access = open(&test_db, 1);
    let (ann, bob) = (owner(&access, "ann").await, owner(&access, "bob").await);
    let change = UserChange {
        email: Some("ann@example.org".parse().unwrap()),
        plan: Some(Plan::Premium),
        ..UserChange::default()
    };
    let changed = access.change_user(ann.user.id, change).await.unwrap();
    assert_eq!((changed.email.as_str(), changed.plan, changed.role), ("ann@example.org", Plan::Premium, Role::Owner));
    assert!(changed.modified_at > ann.user.modified_at && changed.modified_at <= SystemClock.now());
    assert_eq!(access.find_user("ann@example.org").await.unwrap(), Some(changed));
    let taken = UserChange { email: Some("bob@example.com".parse().unwrap()), ..UserChange::default() };
    assert!(matches!(access.change_user(ann.user.id, taken.clone()).await, Err(ChangeUserError::EmailTaken)));
    access.change_user(bob.user.id, taken).await.unwrap();
}

#[tokio::test]
async fn two_owners_who_put_one_another_out_at_once_leave_one() {
    for round in 0..5 {
        let test_db = TestDb::create();
        let access = open(&test_db, round);
        let (one, other) = (owner(&access, "ann").await, owner(&access, "bob").await);
        match tokio::join!(access.change_user(one.user.id, lowered()), access.remove_user(other.user.id)) {
            (Ok(_), Err(RemoveUserError::LastOwner)) | (Err(ChangeUserError::LastOwner), Ok(_)) => {}
            outcome => panic!("{outcome:?}"),
        }
    }
}

#[tokio::test]
async fn a_user_goes_with_all_passwords() {
    let test_db = TestDb::create();
    let access = open(&test_db, 1);
    let (ann, _bob) = (owner(&access, "ann").await, owner(&access, "bob").await);
    access.authenticate_basic("ann", ann.password.as_str(), None).await.unwrap();
    assert_eq!(access.remove_user(ann.user.id).await.unwrap().id, ann.user.id);
    let refused = access.authenticate_basic("ann", ann.password.as_str(), None).await;
    assert!(matches!(refused, Err(AuthenticationError::UnknownUsername)));
    assert_eq!(access.list_application_passwords(ann.user.id).await.unwrap(), []);
    assert!(matches!(access.remove_user(ann.user.id).await, Err(RemoveUserError::UnknownUser)));
}

#[tokio::test]
async fn passwords_are_renamed_and_taken_back_by_their_own_user_alone() {
    let test_db = TestDb::create();
    let access = open(&test_db, 1);
    let (ann, bob) = (owner(&access, "ann").await, owner(&access, "bob").await);
    let uuid = access.list_application_passwords(ann.user.id).await.unwrap()[0].uuid;
    let name = || "phone".parse().unwrap();
    assert_eq!(access.rename_application_password(bob.user.id, uuid, name()).await.unwrap(), None);
    let renamed = access.rename_application_password(ann.user.id, uuid, name()).await.unwrap().unwrap();
    assert_eq!(renamed.name.as_str(), "phone");
    assert_eq!(access.revoke_application_password(bob.user.id, uuid).await.unwrap(), None);
    assert_eq!(access.revoke_application_password(ann.user.id, uuid).await.unwrap(), Some(renamed));
    assert!(access.authenticate_basic("ann", ann.password.as_str(), None).await.is_err());
    assert_eq!(access.revoke_application_passwords(ann.user.id).await.unwrap(), 0);
    assert_eq!(access.revoke_application_passwords(bob.user.id).await.unwrap(), 1);
}
