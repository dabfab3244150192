//! Databases of one's own.

use std::{sync::Arc, time::Instant};

use growffinity_access::{Access, CreateUserError, NewUser, Plan, Role, UserQuery};
use growffinity_kernel::{SystemClock, Window};
use growffinity_postgres::PgAccess;
use growffinity_testkit::{TestDb, seeded::SeededRandom};

fn access(db: &TestDb) -> Access {
    let store = PgAccess::new(db.open());
    Access::new(Arc::new(store), Arc::new(SystemClock), Arc::new(SeededRandom::new(1)))
}

fn ann() -> NewUser {
    NewUser {
        login: "ann".parse().unwrap(),
        email: "ann@example.com".parse().unwrap(),
        name: "Ann".to_owned(),
        role: Role::Owner,
        plan: Plan::Standard,
        password_name: "test".parse().unwrap(),
    }
}

#[tokio::test]
async fn two_tests_do_not_see_each_other() {
    let (here, there) = (TestDb::create(), TestDb::create());
    access(&here).create_user(ann()).await.unwrap();
    assert!(matches!(access(&here).create_user(ann()).await, Err(CreateUserError::LoginTaken)));
    access(&there).create_user(ann()).await.unwrap();
    assert_eq!(access(&there).list_users(&UserQuery::all(Window::default())).await.unwrap().total, 1);
}

#[test]
fn a_database_takes_a_moment() {
    drop(TestDb::create());
    let start = Instant::now();
    let databases: Vec<TestDb> = (0..10).map(|_| TestDb::create()).collect();
    let each = start.elapsed() / 10;
    drop(databases);
    println!("a database takes {each:?}");
    assert!(each.as_millis() < 1_000, "{each:?}");
}
