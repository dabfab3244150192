//! Start, stop, start again.

use std::{
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::unix::fs::MetadataExt,
    path::Path,
    time::{Duration, Instant},
};

use growffinity_private_postgres::{Error, Options, PrivatePostgres, destroy, running};

use crate::folder::Folder;

#[test]
fn what_was_written_is_there_after_a_restart() {
    let folder = Folder::open();
    let mut options = Options::durable(folder.path());
    options.database = Some("shop".to_owned());
    let first = PrivatePostgres::start(&options).unwrap();
    first.psql("shop", "CREATE TABLE customers (email text); INSERT INTO customers VALUES ('a@shop.test')").unwrap();
    assert_eq!(first.psql("shop", "SHOW fsync").unwrap(), "on");
    first.stop().unwrap();

    let second = PrivatePostgres::start(&options).unwrap();
    assert_eq!(second.psql("shop", "SELECT email FROM customers").unwrap(), "a@shop.test");
}

#[test]
fn a_stopped_server_leaves_no_process_and_no_socket() {
    let folder = Folder::open();
    let server = folder.start();
    let (pid, socket_dir) = (server.pid().unwrap(), server.socket_dir());
    assert_eq!(std::fs::metadata(&socket_dir).unwrap().mode() & 0o777, 0o700);
    assert_eq!(running(&folder.path()).unwrap().unwrap().pid, pid);
    drop(server);
    assert!(!Path::new(&format!("/proc/{pid}")).exists());
    assert!(!socket_dir.exists());
    assert_eq!(running(&folder.path()).unwrap(), None);
}

#[test]
fn the_second_start_on_a_folder_is_told_who_holds_it() {
    let folder = Folder::open();
    let first = folder.start();
    let refused = PrivatePostgres::start(&Options::for_tests(folder.path())).unwrap_err();
    assert!(matches!(refused, Error::Held { pid, .. } if pid == std::process::id()), "{refused}");
    assert!(refused.to_string().contains(&format!("process {}", std::process::id())));
    assert!(matches!(destroy(&folder.path()), Err(Error::Held { .. })));
    assert_eq!(running(&folder.path()).unwrap().unwrap().owner, Some(std::process::id()));
    assert_eq!(first.psql("postgres", "SELECT 1").unwrap(), "1");
}

#[test]
fn two_folders_run_side_by_side() {
    let (one, other) = (Folder::open(), Folder::open());
    let (one, other) = (one.start(), other.start());
    assert_ne!(one.database_url("postgres"), other.database_url("postgres"));
    assert_eq!(one.psql("postgres", "SELECT 1").unwrap(), "1");
    assert_eq!(other.psql("postgres", "SELECT 1").unwrap(), "1");
}

#[test]
fn a_port_is_open_only_when_asked_for() {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let folder = Folder::open();
    let mut options = Options::for_tests(folder.path());
    options.port = Some(port);
    let server = PrivatePostgres::start(&options).unwrap();
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    assert_eq!(server.psql("postgres", "SELECT 1").unwrap(), "1");
    assert!(server.database_url("postgres").contains(&format!(":{port}/")));
    server.stop().unwrap();

    let server = folder.start();
    assert_eq!(server.psql("postgres", "SHOW listen_addresses").unwrap(), "");
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
}

#[test]
fn letters_beyond_ascii_have_cases_and_text_sorts_by_bytes() {
    let folder = Folder::open();
    let server = folder.start();
    assert_eq!(server.psql("postgres", "SELECT upper('größe é')").unwrap(), "GRÖßE É");
    assert_eq!(server.psql("postgres", "SELECT 'Z' < 'a'").unwrap(), "t");
}

#[test]
fn a_server_that_cannot_start_shows_its_log() {
    let folder = Folder::open();
    let mut options = Options::for_tests(folder.path());
    options.max_connections = 0;
    let began = Instant::now();
    let error = PrivatePostgres::start(&options).unwrap_err().to_string();
    assert!(error.contains("max_connections"), "{error}");
    assert!(began.elapsed() < Duration::from_mins(1), "it waited for what could not come");
}

#[test]
fn a_destroyed_cluster_is_gone_and_the_next_start_is_a_new_one() {
    let folder = Folder::open();
    let server = folder.start();
    server.psql("postgres", "CREATE TABLE kept (n int)").unwrap();
    let data = server.data_dir();
    drop(server);
    destroy(&folder.path()).unwrap();
    assert!(!data.exists());
    assert_eq!(folder.start().psql("postgres", "SELECT to_regclass('kept') IS NULL").unwrap(), "t");
}

#[test]
fn a_database_name_that_could_be_sql_is_refused() {
    let folder = Folder::open();
    let mut options = Options::for_tests(folder.path());
    options.database = Some("x\"; DROP DATABASE postgres; --".to_owned());
    assert!(matches!(PrivatePostgres::start(&options), Err(Error::DatabaseName(_))));
}
