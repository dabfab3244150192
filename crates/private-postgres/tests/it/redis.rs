//! A Redis of the tests' own.

use std::{
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpStream},
    path::Path,
};

use growffinity_private_postgres::{Error, PrivateRedis, find_redis};

#[test]
fn it_answers_keeps_nothing_and_goes_away() {
    if let Err(error @ Error::ProgramsMissing { .. }) = find_redis() {
        println!("SKIPPED, Redis was not tested: {error}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let redis = PrivateRedis::start(folder.path()).unwrap();
    assert_eq!(redis.url(), format!("redis://127.0.0.1:{}/", redis.port()));
    assert_eq!(ask(redis.port(), "SET shop open"), "+OK");
    assert_eq!(ask(redis.port(), "DBSIZE"), ":1");
    let port = redis.port();
    drop(redis);
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
    assert_eq!(ask(PrivateRedis::start(folder.path()).unwrap().port(), "DBSIZE"), ":0");
}

#[test]
fn one_that_a_killed_owner_left_is_ended() {
    if find_redis().is_err() {
        println!("SKIPPED, Redis was not tested: it is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let left = PrivateRedis::start(folder.path()).unwrap();
    let pid = fs_pid(folder.path());
    // An owner that is killed runs no destructors.
    std::mem::forget(left);
    let next = PrivateRedis::start(folder.path()).unwrap();
    assert_ne!(fs_pid(folder.path()), pid);
    let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    assert!(line.is_empty(), "the left-over Redis still runs");
    assert_eq!(ask(next.port(), "PING"), "+PONG");
}

fn fs_pid(folder: &Path) -> String {
    let note = std::fs::read_to_string(folder.join("redis.pid")).unwrap();
    note.split_whitespace().next().unwrap().to_owned()
}

fn ask(port: u16, words: &str) -> String {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    stream.write_all(format!("{words}\r\n").as_bytes()).unwrap();
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).unwrap();
    line.trim().to_owned()
}
