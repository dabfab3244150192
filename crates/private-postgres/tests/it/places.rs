//! Folders that PostgreSQL could not use as they are.

use std::{fs, os::unix::fs::MetadataExt};

use growffinity_private_postgres::{Error, Options, PrivatePostgres, destroy};

use crate::folder::{Folder, are_root};

#[test]
fn a_long_path_is_no_hindrance() {
    let name = "a-folder-with-a-long-name".repeat(6);
    let folder = Folder::open().named(&format!("{name}/{name}"));
    assert!(folder.path().as_os_str().len() > 250);
    assert_eq!(folder.start().psql("postgres", "SELECT 1").unwrap(), "1");
}

#[test]
fn a_path_with_spaces_and_quotes_is_no_hindrance() {
    let folder = Folder::open().named("the shop's \"own\" folder");
    assert_eq!(folder.start().psql("postgres", "SELECT 1").unwrap(), "1");
}

#[test]
fn a_folder_the_servers_account_cannot_reach_serves_all_the_same() {
    let folder = Folder::closed();
    let server = folder.start();
    server.psql("postgres", "CREATE TABLE kept AS SELECT 7 AS n").unwrap();
    let data = server.data_dir();
    let root = are_root(&folder.path());
    assert_eq!(data.starts_with("/var/lib/growffinity"), root);
    assert_eq!(folder.path().join("postgres.location").exists(), root);
    assert_ne!(fs::metadata(&data).unwrap().uid(), 0, "PostgreSQL must not run as root");
    drop(server);

    assert_eq!(folder.start().psql("postgres", "SELECT n FROM kept").unwrap(), "7");
    destroy(&folder.path()).unwrap();
    assert!(!data.exists());
    assert!(!folder.path().join("postgres.location").exists());
}

#[test]
fn data_of_another_version_are_named_and_left_alone() {
    let folder = Folder::open();
    let data = folder.start().data_dir();
    let version = fs::read_to_string(data.join("PG_VERSION")).unwrap();
    fs::write(data.join("PG_VERSION"), "9\n").unwrap();
    let error = PrivatePostgres::start(&Options::for_tests(folder.path())).unwrap_err();
    assert!(matches!(error, Error::VersionMismatch { made_by: 9, .. }), "{error}");
    fs::write(data.join("PG_VERSION"), version).unwrap();
    assert_eq!(folder.start().psql("postgres", "SELECT 1").unwrap(), "1");
}
