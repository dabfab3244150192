//! What the port of users and application passwords promises.

use std::net::IpAddr;

use growffinity_access::{
    AccessStore, ApplicationPassword, PlainPassword, Plan, Role, UserDraft, UserInsertion, UserOrder, UserQuery,
    UserStatus,
};
use growffinity_kernel::{Direction, PerPage, Random, UserId, Window};
use growffinity_postgres::PgAccess;
use growffinity_testkit::{TestDb, seeded::SeededRandom};

fn draft(login: &str, email: &str) -> UserDraft {
    UserDraft {
        login: login.parse().unwrap(),
        email: email.parse().unwrap(),
        name: "Ann".to_owned(),
        role: Role::Member,
        plan: Plan::Premium,
        status: UserStatus::Active,
        created_at: "2026-11-23T10:00:00Z".parse().unwrap(),
    }
}

fn password(random: &SeededRandom) -> ApplicationPassword {
    ApplicationPassword {
        uuid: random.uuid(),
        app_id: String::new(),
        name: "laptop".parse().unwrap(),
        hash: PlainPassword::generate(random).hash(),
        created_at: "2026-11-23T10:00:00Z".parse().unwrap(),
        last_used_at: None,
        last_ip: None,
    }
}

#[tokio::test]
async fn a_user_is_found_by_login_and_address_whatever_the_case() {
    let db = TestDb::create();
    let (store, random) = (PgAccess::new(db.open()), SeededRandom::new(1));
    let (ann, first) = (draft("Ann", "ann@example.com"), password(&random));
    let UserInsertion::Stored(user) = store.insert_user(&ann, &first).await.unwrap() else { panic!("not stored") };
    assert_eq!((user.login.as_str(), user.role, user.plan), ("Ann", Role::Member, Plan::Premium));
    for name in ["ann", "ANN", "Ann@Example.com"] {
        let found = store.find_sign_in(name).await.unwrap().unwrap();
        assert_eq!((&found.user, found.passwords.as_slice()), (&user, [first.clone()].as_slice()));
    }
    assert_eq!(store.find_sign_in("an_").await.unwrap(), None, "no pattern");

    let second = password(&random);
    assert!(store.insert_password(user.id, &second).await.unwrap());
    assert!(!store.insert_password(UserId::new(999).unwrap(), &password(&random)).await.unwrap());
    let address: IpAddr = "2001:db8::1".parse().unwrap();
    let used_at = "2026-11-24T10:00:00Z".parse().unwrap();
    store.record_use(second.uuid, used_at, Some(address)).await.unwrap();
    store.record_use(random.uuid(), used_at, None).await.unwrap();
    let passwords = store.list_passwords(user.id).await.unwrap();
    let second_now = passwords.iter().find(|stored| stored.uuid == second.uuid).unwrap();
    assert_eq!((second_now.last_used_at, second_now.last_ip), (Some(used_at), Some(address)));
    assert_eq!(passwords.len(), 2);
}

#[tokio::test]
async fn of_many_who_want_one_login_one_gets_it() {
    let db = TestDb::create();
    let (store, random) = (PgAccess::new(db.open()), SeededRandom::new(1));
    let mut writers = tokio::task::JoinSet::new();
    for n in 0..8 {
        let (store, user, password) = (store.clone(), draft("ann", &format!("ann{n}@example.com")), password(&random));
        writers.spawn(async move { store.insert_user(&user, &password).await.unwrap() });
    }
    let outcomes = writers.join_all().await;
    let stored = outcomes.iter().filter(|outcome| matches!(outcome, UserInsertion::Stored(_))).count();
    assert_eq!(stored, 1);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == UserInsertion::LoginTaken).count(), 7);
    let ann = store.find_sign_in("ann").await.unwrap().unwrap().user;
    let same_address = draft("bob", &ann.email.as_str().to_uppercase());
    assert_eq!(store.insert_user(&same_address, &password(&random)).await.unwrap(), UserInsertion::EmailTaken);
}

#[tokio::test]
async fn users_are_listed_by_pages() {
    let db = TestDb::create();
    let (store, random) = (PgAccess::new(db.open()), SeededRandom::new(1));
    for n in 1..=5 {
        let user = draft(&format!("user{n}"), &format!("user{n}@example.com"));
        store.insert_user(&user, &password(&random)).await.unwrap();
    }
    let limit = PerPage::new(2).unwrap();
    let logins = async |window| {
        let query = UserQuery { order: UserOrder::Id, direction: Direction::Ascending, ..UserQuery::all(window) };
        let page = store.list_users(&query).await.unwrap();
        assert_eq!(page.total, 5);
        page.items.iter().map(|user| user.login.as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(logins(Window::Offset { offset: 3, limit }).await, ["user4", "user5"]);
    let second = store.find_sign_in("user2").await.unwrap().unwrap().user.id.get();
    assert_eq!(logins(Window::After { after: second, limit }).await, ["user3", "user4"]);
}
