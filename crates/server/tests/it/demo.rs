//! The demo on a machine where nothing runs: a private PostgreSQL, the sample, a campaign.

use std::{
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use growffinity_testkit::smtp_sink::SmtpSink;

use crate::node::{binary, until};

/// A folder whose private PostgreSQL goes with it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn data(&self) -> std::path::PathBuf {
        self.0.path().join("growffinity-data")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = growffinity_private_postgres::destroy(&self.data().join("postgres"));
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A demo that is up, and what it printed.
struct Demo {
    child: Child,
    printed: Vec<String>,
}

impl Demo {
    fn start(folder: &Path, arguments: &[&str], sink: &SmtpSink) -> Self {
        let mut command = binary();
        command.current_dir(folder).arg("demo").args(arguments).args(["--listen", "127.0.0.1:0"]);
        let child = command.env("SMTP_URL", sink.url()).stdout(Stdio::piped()).spawn().unwrap();
        let mut demo = Self { child, printed: Vec::new() };
        for line in BufReader::new(demo.child.stdout.take().unwrap()).lines() {
            demo.printed.push(line.unwrap());
            if demo.printed.iter().filter(|line| line.starts_with("curl ")).count() == 4 {
                return demo;
            }
        }
        panic!("the demo ended early: {:#?}", demo.printed);
    }

    fn line(&self, start: &str) -> &str {
        self.printed.iter().find_map(|line| line.strip_prefix(start)).unwrap_or_else(|| panic!("{start}")).trim()
    }

    fn stop(mut self) {
        let status = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
        assert!(until("the demo stops", || self.child.try_wait().unwrap()).success());
    }
}

#[test]
fn it_loads_the_shop_sends_once_and_finds_everything_again() {
    let (folder, sink) = (Folder(tempfile::tempdir().unwrap()), SmtpSink::start_blocking());
    let first = Demo::start(folder.0.path(), &[], &sink);
    assert_eq!(first.line("Shop"), "2,357 customers, 6,919 orders, 244091.94 in all");
    let members: usize = first.line("Segment   Lapsed big spenders:").trim_end_matches(" members").parse().unwrap();
    let sent = format!("{members} of {members} sent, to ./growffinity-data/mail");
    assert_eq!(first.line("Campaign  We miss you:"), sent);
    assert_eq!(mails(&folder), members);
    assert_eq!(sink.count(), 0, "nothing goes to the relay unless asked");
    let mode = std::fs::metadata(folder.data().join("demo-credentials")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let password = first.line("Password").to_owned();
    first.stop();
    let socket_gone = growffinity_private_postgres::running(&folder.data().join("postgres")).unwrap();
    assert_eq!(socket_gone, None, "the private PostgreSQL is stopped too");

    let second = Demo::start(folder.0.path(), &[], &sink);
    assert_eq!((second.line("Password"), second.line("Campaign  We miss you:")), (password.as_str(), sent.as_str()));
    assert_eq!(mails(&folder), members, "not sent again");
    second.stop();

    let anew = Demo::start(folder.0.path(), &["--fresh", "--send"], &sink);
    assert_ne!(anew.line("Password"), password);
    assert_eq!(sink.wait_for_blocking(members, Duration::from_secs(10)).len(), members);
    assert!(sink.count_by_recipient().keys().all(|address| address.ends_with("@cdnow.invalid")));
    assert!(!folder.data().join("mail").exists());
    anew.stop();
}

fn mails(folder: &Folder) -> usize {
    std::fs::read_dir(folder.data().join("mail")).unwrap().count()
}
