//! What the port of invitations promises.

use chrono::{DateTime, TimeDelta, Utc};
use growffinity_access::{
    AccessStore, ApplicationPassword, PlainPassword, Plan, Role, UserChange, UserDraft, UserInsertion, UserStatus,
    invitations::{InvitationDraft, InvitationStore, InvitationToken},
};
use growffinity_kernel::{Random, UserId};
use growffinity_postgres::{PgAccess, PgInvitations};
use growffinity_testkit::{TestDb, seeded::SeededRandom};

fn start() -> DateTime<Utc> {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

fn draft(login: &str) -> UserDraft {
    UserDraft {
        login: login.parse().unwrap(),
        email: format!("{login}@example.com").parse().unwrap(),
        name: String::new(),
        role: Role::Viewer,
        plan: Plan::Standard,
        status: UserStatus::Pending,
        created_at: start(),
    }
}

fn invitation(random: &SeededRandom) -> InvitationDraft {
    let digest = InvitationToken::generate(random).digest();
    InvitationDraft { digest, created_at: start(), expires_at: start() + TimeDelta::days(7) }
}

fn password(random: &SeededRandom) -> ApplicationPassword {
    ApplicationPassword {
        uuid: random.uuid(),
        app_id: String::new(),
        name: "invitation".parse().unwrap(),
        hash: PlainPassword::generate(random).hash(),
        created_at: start(),
        last_used_at: None,
        last_ip: None,
    }
}

async fn invited(store: &PgInvitations, login: &str, invitation: &InvitationDraft) -> UserId {
    match store.insert_invited(&draft(login), invitation).await.unwrap() {
        UserInsertion::Stored(user) => user.id,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_invitation_is_good_once_and_in_time() {
    let db = TestDb::create();
    let (store, users, random) = (PgInvitations::new(db.open()), PgAccess::new(db.open()), SeededRandom::new(1));
    let open = invitation(&random);
    let ann = invited(&store, "ann", &open).await;
    assert_eq!(store.insert_invited(&draft("ANN"), &invitation(&random)).await.unwrap(), UserInsertion::LoginTaken);
    let end = open.expires_at;
    assert_eq!(store.find_invitation(&open.digest, start()).await.unwrap().unwrap().user.id, ann);
    assert_eq!(store.find_invitation(&open.digest, end).await.unwrap(), None);
    assert_eq!(store.accept_invitation(&open.digest, &password(&random), end).await.unwrap(), None);
    assert_eq!(users.find_user(ann).await.unwrap().unwrap().status, UserStatus::Pending);

    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let (store, digest, password) = (store.clone(), open.digest.clone(), password(&random));
        tries.spawn(async move { store.accept_invitation(&digest, &password, start()).await.unwrap() });
    }
    let accepted: Vec<_> = tries.join_all().await.into_iter().flatten().collect();
    assert_eq!(accepted.len(), 1, "one of many gets the password");
    assert_eq!((accepted[0].id, accepted[0].status), (ann, UserStatus::Active));
    assert_eq!(users.list_passwords(ann).await.unwrap().len(), 1);
    assert_eq!(store.find_invitation(&open.digest, start()).await.unwrap(), None);
}

#[tokio::test]
async fn a_new_invitation_and_a_new_address_end_the_one_before() {
    let db = TestDb::create();
    let (store, users, random) = (PgInvitations::new(db.open()), PgAccess::new(db.open()), SeededRandom::new(1));
    let (first, second, third) = (invitation(&random), invitation(&random), invitation(&random));
    let ann = invited(&store, "ann", &first).await;
    assert_eq!(store.replace_invitation(ann, &second).await.unwrap().unwrap().id, ann);
    assert_eq!(store.find_invitation(&first.digest, start()).await.unwrap(), None);
    let rename = UserChange { name: Some("Ann".to_owned()), ..UserChange::default() };
    users.update_user(ann, &rename, start()).await.unwrap();
    let same = UserChange { email: Some("ANN@example.com".parse().unwrap()), ..UserChange::default() };
    users.update_user(ann, &same, start()).await.unwrap();
    assert!(store.find_invitation(&second.digest, start()).await.unwrap().is_some());
    let moved = UserChange { email: Some("ann@example.org".parse().unwrap()), ..UserChange::default() };
    users.update_user(ann, &moved, start()).await.unwrap();
    assert_eq!(store.find_invitation(&second.digest, start()).await.unwrap(), None, "it went to someone else");

    assert_eq!(store.replace_invitation(UserId::new(999).unwrap(), &third).await.unwrap(), None);
    store.replace_invitation(ann, &third).await.unwrap();
    store.accept_invitation(&third.digest, &password(&random), start()).await.unwrap().unwrap();
    let again = invitation(&random);
    assert_eq!(store.replace_invitation(ann, &again).await.unwrap().unwrap().status, UserStatus::Active);
    assert_eq!(store.find_invitation(&again.digest, start()).await.unwrap(), None, "who is active needs none");
}
