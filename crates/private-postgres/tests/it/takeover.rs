//! What a killed owner leaves behind.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use growffinity_private_postgres::{Options, PrivatePostgres, running};

use crate::folder::Folder;

/// Set for the process that plays the owner.
const OWNED_FOLDER: &str = "TEST_OWNED_FOLDER";
/// Set when that owner's server is one for tests.
const FAST: &str = "TEST_OWNED_FAST";

#[test]
fn the_server_of_a_killed_owner_is_replaced_and_its_data_are_kept() {
    if let Some(folder) = env::var_os(OWNED_FOLDER) {
        own(&PathBuf::from(folder));
    }
    let folder = Folder::open();
    let mut owner = spawn_owner(&folder, false);
    let left = running(&folder.path()).unwrap().unwrap();
    assert_eq!(left.owner, Some(owner.id()));

    let refused = PrivatePostgres::start(&Options::for_tests(folder.path())).unwrap_err().to_string();
    assert!(refused.contains(&format!("process {}", owner.id())), "{refused}");

    owner.kill().unwrap();
    owner.wait().unwrap();
    let still = running(&folder.path()).unwrap().unwrap();
    assert_eq!((still.pid, still.owner), (left.pid, None), "the server should have outlived its owner");

    let server = PrivatePostgres::start(&Options::durable(folder.path())).unwrap();
    assert_ne!(server.pid(), Some(left.pid));
    assert_eq!(server.psql("postgres", "SELECT n FROM kept").unwrap(), "42");
}

#[test]
fn a_tests_server_ends_with_its_killed_owner() {
    let folder = Folder::open();
    let mut owner = spawn_owner(&folder, true);
    assert!(running(&folder.path()).unwrap().is_some());
    owner.kill().unwrap();
    owner.wait().unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while running(&folder.path()).unwrap().is_some() {
        assert!(Instant::now() < deadline, "the server goes on");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_pid_file_that_names_a_dead_process_does_not_hinder() {
    let folder = Folder::open();
    let data = folder.start().data_dir();
    let mut gone = Command::new("true").spawn().unwrap();
    gone.wait().unwrap();
    stale_pid_file(&data, gone.id());
    assert_eq!(folder.start().psql("postgres", "SELECT 1").unwrap(), "1");
}

#[test]
fn a_pid_file_that_names_another_program_does_not_hinder_and_harms_nobody() {
    let folder = Folder::open();
    let data = folder.start().data_dir();
    let mut other = Command::new("sleep").arg("600").spawn().unwrap();
    stale_pid_file(&data, other.id());
    let server = folder.start();
    assert_eq!(server.psql("postgres", "SELECT 1").unwrap(), "1");
    assert!(other.try_wait().unwrap().is_none(), "the other program was ended");
    other.kill().unwrap();
    other.wait().unwrap();
}

#[test]
fn a_killed_server_recovers_at_the_next_start() {
    let folder = Folder::open();
    let options = Options::durable(folder.path());
    let server = PrivatePostgres::start(&options).unwrap();
    server.psql("postgres", "CREATE TABLE kept AS SELECT 42 AS n").unwrap();
    let pid = server.pid().unwrap().to_string();
    assert!(Command::new("sh").args(["-c", "kill -s KILL \"$1\"", "sh", &pid]).status().unwrap().success());
    drop(server);
    let server = PrivatePostgres::start(&options).unwrap();
    assert_eq!(server.psql("postgres", "SELECT n FROM kept").unwrap(), "42");
}

#[test]
fn an_interrupted_initdb_leaves_no_half_cluster() {
    let folder = Folder::open();
    let half = folder.path().join("data.new-1");
    fs::create_dir_all(&half).unwrap();
    fs::write(half.join("PG_VERSION"), "15\n").unwrap();
    assert_eq!(folder.start().psql("postgres", "SELECT 1").unwrap(), "1");
    assert!(!half.exists());
}

/// Starts this test binary again, as the owner, and waits until its server is ready.
fn spawn_owner(folder: &Folder, fast: bool) -> Child {
    let test = "takeover::the_server_of_a_killed_owner_is_replaced_and_its_data_are_kept";
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture"]).env(OWNED_FOLDER, folder.path()).stdout(Stdio::piped());
    if fast {
        command.env(FAST, "yes");
    }
    let mut owner = command.spawn().unwrap();
    let lines = BufReader::new(owner.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line.contains("OWNER READY")), "the owner did not get ready");
    owner
}

/// The owner's whole life: it ends when it is killed.
fn own(folder: &std::path::Path) -> ! {
    let fast = env::var_os(FAST).is_some();
    let options = if fast { Options::for_tests(folder) } else { Options::durable(folder) };
    let server = PrivatePostgres::start(&options).unwrap();
    server.psql("postgres", "CREATE TABLE kept AS SELECT 42 AS n").unwrap();
    println!("\nOWNER READY");
    loop {
        std::thread::park();
    }
}

fn stale_pid_file(data: &std::path::Path, pid: u32) {
    let text = format!("{pid}\n{}\n1700000000\n5432\n/tmp\n\n  5432001   42\nready   \n", data.display());
    fs::write(data.join("postmaster.pid"), text).unwrap();
}
