//! Signing in with an application password.

use std::sync::{Arc, atomic::Ordering};

use chrono::TimeDelta;
use futures::executor::block_on;
use growffinity_access::{
    Access, AddApplicationPasswordError, AuthenticationError, ChangeUserError, CreateUserError, CreatedUser, NewUser,
    Plan, RemoveUserError, Role, UserChange,
};
use growffinity_kernel::{Clock, ManualClock, UserId};

use crate::memory::{MemoryStore, SeededRandom};

struct Bench {
    store: Arc<MemoryStore>,
    clock: Arc<ManualClock>,
    access: Access,
}

fn bench() -> Bench {
    let store = Arc::new(MemoryStore::default());
    let clock = Arc::new(ManualClock::at("2026-11-23T10:00:00Z".parse().unwrap()));
    let access = Access::new(store.clone(), clock.clone(), Arc::new(SeededRandom::default()));
    Bench { store, clock, access }
}

fn ann(login: &str, email: &str) -> NewUser {
    NewUser {
        login: login.parse().unwrap(),
        email: email.parse().unwrap(),
        name: "Ann".to_owned(),
        role: Role::Owner,
        plan: Plan::Premium,
        password_name: "laptop".parse().unwrap(),
    }
}

fn create(bench: &Bench) -> CreatedUser {
    block_on(bench.access.create_user(ann("Ann", "ann@example.com"))).unwrap()
}

#[test]
fn login_or_email_in_any_case_with_or_without_groups() {
    let bench = bench();
    let made = create(&bench);
    for name in ["Ann", "ANN", " ann@EXAMPLE.com "] {
        for password in [made.password.as_str().to_owned(), made.password.grouped()] {
            let principal = block_on(bench.access.authenticate_basic(name, &password, None)).unwrap();
            assert_eq!(principal.user, made.user);
        }
    }
}

#[test]
fn each_refusal_says_what_was_wrong() {
    let bench = bench();
    create(&bench);
    let refusal = |name: &str| block_on(bench.access.authenticate_basic(name, "wrong", None)).unwrap_err();
    assert!(matches!(refusal("bob"), AuthenticationError::UnknownUsername));
    assert!(matches!(refusal("bob@example.com"), AuthenticationError::UnknownEmail));
    assert!(matches!(refusal("ann"), AuthenticationError::IncorrectPassword(_)));
}

#[test]
fn a_password_taken_back_dies_within_five_seconds() {
    let bench = bench();
    let made = create(&bench);
    let sign_in = || block_on(bench.access.authenticate_basic("ann", made.password.as_str(), None));
    sign_in().unwrap();
    bench.store.forget_passwords();
    let asked = bench.store.asked.load(Ordering::Relaxed);
    bench.clock.advance(TimeDelta::milliseconds(4_999));
    sign_in().unwrap();
    assert_eq!(bench.store.asked.load(Ordering::Relaxed), asked, "a busy caller costs no look-up");
    bench.clock.advance(TimeDelta::milliseconds(1));
    assert!(matches!(sign_in(), Err(AuthenticationError::IncorrectPassword(_))));
    bench.clock.advance(TimeDelta::hours(-1));
    assert!(matches!(sign_in(), Err(AuthenticationError::IncorrectPassword(_))), "nor when the clock goes back");
}

#[test]
fn use_is_written_down_once_a_day() {
    let bench = bench();
    let made = create(&bench);
    let address = "192.0.2.7".parse().unwrap();
    for _ in 0..25 {
        block_on(bench.access.authenticate_basic("ann", made.password.as_str(), Some(address))).unwrap();
        bench.clock.advance(TimeDelta::hours(1));
    }
    assert_eq!(bench.store.written.load(Ordering::Relaxed), 2);
    let passwords = block_on(bench.access.list_application_passwords(made.user.id)).unwrap();
    assert_eq!(passwords[0].last_used_at, Some(bench.clock.now() - TimeDelta::hours(1)));
    assert_eq!(passwords[0].last_ip, Some(address));
}

#[test]
fn names_are_taken_once_and_passwords_added_freely() {
    let bench = bench();
    let made = create(&bench);
    let again = |login, email| block_on(bench.access.create_user(ann(login, email))).unwrap_err();
    assert!(matches!(again("aNN", "other@example.com"), CreateUserError::LoginTaken));
    assert!(matches!(again("bob", "ann@example.com"), CreateUserError::EmailTaken));
    let add = |user| block_on(bench.access.add_application_password(user, "laptop".parse().unwrap(), String::new()));
    let (_, second) = add(made.user.id).unwrap();
    block_on(bench.access.authenticate_basic("ann", second.as_str(), None)).unwrap();
    assert!(matches!(add(UserId::new(99).unwrap()), Err(AddApplicationPasswordError::UnknownUser)));
}

#[test]
fn a_password_taken_back_here_dies_at_once() {
    let bench = bench();
    let made = create(&bench);
    let (second, clear) =
        block_on(bench.access.add_application_password(made.user.id, "phone".parse().unwrap(), "app-1".to_owned()))
            .unwrap();
    let sign_in = |password: &str| block_on(bench.access.authenticate_basic("ann", password, None));
    sign_in(clear.as_str()).unwrap();
    assert!(bench.access.recall_basic("ANN", &clear.grouped()).is_some());
    let renamed = "old phone".parse().unwrap();
    let renamed = block_on(bench.access.rename_application_password(made.user.id, second.uuid, renamed)).unwrap();
    assert_eq!(renamed.unwrap().name.as_str(), "old phone");
    let revoke = || block_on(bench.access.revoke_application_password(made.user.id, second.uuid)).unwrap();
    assert_eq!(revoke().unwrap().uuid, second.uuid);
    assert!(matches!(sign_in(clear.as_str()), Err(AuthenticationError::IncorrectPassword(_))));
    assert!(bench.access.recall_basic("ann", clear.as_str()).is_none());
    assert!(revoke().is_none());
    sign_in(made.password.as_str()).unwrap();
    assert_eq!(block_on(bench.access.revoke_application_passwords(made.user.id)).unwrap(), 1);
    assert!(sign_in(made.password.as_str()).is_err());
}

#[test]
fn the_last_owner_stays_and_a_lowered_one_may_less_at_once() {
    let bench = bench();
    let made = create(&bench);
    let lower = || UserChange { role: Some(Role::Viewer), ..UserChange::default() };
    let refused = block_on(bench.access.change_user(made.user.id, lower()));
    assert!(matches!(refused, Err(ChangeUserError::LastOwner)));
    assert!(matches!(block_on(bench.access.remove_user(made.user.id)), Err(RemoveUserError::LastOwner)));
    let other = block_on(bench.access.create_user(ann("bob", "bob@example.com"))).unwrap();
    let sign_in = || block_on(bench.access.authenticate_basic("ann", made.password.as_str(), None));
    assert_eq!(sign_in().unwrap().user.role, Role::Owner);
    block_on(bench.access.change_user(made.user.id, lower())).unwrap();
    assert_eq!(sign_in().unwrap().user.role, Role::Viewer);
    assert!(matches!(block_on(bench.access.remove_user(other.user.id)), Err(RemoveUserError::LastOwner)));
    block_on(bench.access.remove_user(made.user.id)).unwrap();
    assert!(matches!(sign_in(), Err(AuthenticationError::UnknownUsername)));
    assert!(matches!(block_on(bench.access.change_user(made.user.id, lower())), Err(ChangeUserError::UnknownUser)));
}
