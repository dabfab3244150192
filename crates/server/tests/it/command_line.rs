//! What an operator sees of the subcommands.

use growffinity_testkit::TestDb;

use crate::node::{run, say};

#[test]
fn users_are_made_and_listed() {
    let db = TestDb::create();
    let made = say(&db, &["users", "create", "--member", "--login", "bob", "--email", "bob@example.com"]);
    let password = made.lines().find_map(|line| line.strip_prefix("Application password: ")).unwrap();
    assert_eq!(password.split(' ').map(str::len).collect::<Vec<_>>(), [4; 6]);
    let listed = say(&db, &["users", "list"]);
    assert!(listed.contains("member") && listed.contains("bob <bob@example.com>"), "{listed}");
    assert!(!listed.contains(password));
    let again = run(&db, &["users", "create", "--owner", "--login", "BOB", "--email", "other@example.com"]);
    assert!(!again.status.success());
    assert!(String::from_utf8_lossy(&again.stderr).contains("this login is taken"));
}

#[test]
fn migrating_twice_does_nothing() {
    let db = TestDb::create();
    assert_eq!(say(&db, &["migrate"]), "The database is up to date.\n");
}

#[test]
fn the_doctor_finds_a_healthy_house_and_a_relay_that_is_not_there() {
    let db = TestDb::create();
    let folder = tempfile::tempdir().unwrap();
    let data = format!("data_dir={}", folder.path().display());
    let healthy = say(&db, &["doctor", "--set", &data]);
    assert!(!healthy.contains("WRONG"), "{healthy}");
    let recounted = say(&db, &["doctor", "--repair", "--set", &data]);
    for kept in ["refunds", "order lines", "stats and labels", "row counters", "companies"] {
        let fine = |line: &str| line.starts_with("ok") && line.contains(kept) && line.ends_with("as a recount gives");
        assert!(recounted.lines().any(fine), "{kept} in {recounted}");
    }
    let ill = run(&db, &["doctor", "--set", "smtp.url=smtp://127.0.0.1:1"]);
    assert!(!ill.status.success());
    let said = String::from_utf8(ill.stdout).unwrap();
    assert!(said.lines().any(|line| line.starts_with("WRONG  mail")), "{said}");
}

#[test]
fn a_wrong_setting_is_named_and_nothing_is_started() {
    let db = TestDb::create();
    let refused = run(&db, &["serve", "--set", "worker.pol=1 s"]);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("worker.pol"));
    let production = run(&db, &["serve", "--production"]);
    let said = String::from_utf8_lossy(&production.stderr).into_owned();
    assert!(!production.status.success() && said.contains("smtp.url (SMTP_URL)"), "{said}");
    assert!(!said.contains("database.url"), "{said}");
}

#[test]
fn the_descriptions_are_printed() {
    let db = TestDb::create();
    let openapi: serde_json::Value = serde_json::from_str(&say(&db, &["openapi"])).unwrap();
    assert!(openapi["paths"].as_object().is_some_and(|paths| !paths.is_empty()));
    assert!(say(&db, &["config-reference"]).starts_with("# Configuration"));
}
