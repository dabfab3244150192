//! The server itself, spoken to line by line from a plain thread.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    time::Duration,
};

use super::{Phase, Rule, SmtpSink};

struct Client(BufReader<TcpStream>);

impl Client {
    fn greeted(sink: &SmtpSink) -> Self {
        let stream = TcpStream::connect(sink.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let mut client = Self(BufReader::new(stream));
        assert!(client.answer().starts_with("220"));
        client
    }

    /// Sends `text` as it is and gives the last line of the answer.
    fn say(&mut self, text: &str) -> String {
        self.0.get_mut().write_all(text.as_bytes()).unwrap();
        self.answer()
    }

    fn answer(&mut self) -> String {
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).unwrap();
            if line.get(3..4) != Some("-") {
                return line.trim_end().to_owned();
            }
        }
    }

    fn begin(&mut self, to: &str) {
        assert!(self.say("EHLO me\r\n").starts_with("250"));
        assert!(self.say("MAIL FROM:<shop@example.com>\r\n").starts_with("250"));
        assert!(self.say(&format!("RCPT TO:<{to}>\r\n")).starts_with("250"));
        assert!(self.say("DATA\r\n").starts_with("354"));
    }
}

#[test]
fn a_plain_thread_sends_and_waits() {
    let sink = SmtpSink::start_blocking();
    let mut client = Client::greeted(&sink);
    client.begin("ann@example.com");
    let content = "Message-ID: <m1@x>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\n..dot\r\n.\r\n";
    assert!(client.say(content).starts_with("250"));
    assert!(client.say("QUIT\r\n").starts_with("221"));
    let messages = sink.wait_for_blocking(1, Duration::from_secs(5));
    assert_eq!((messages[0].message_id().as_str(), messages[0].subject().as_str()), ("m1@x", "Grüße"));
    assert_eq!(messages[0].text().unwrap().trim_end(), ".dot");
    assert_eq!(sink.count_by_recipient().into_iter().collect::<Vec<_>>(), [("ann@example.com".to_owned(), 1)]);
}

#[test]
fn what_the_standard_forbids_is_refused() {
    let sink = SmtpSink::start_blocking();
    let mut client = Client::greeted(&sink);
    for (said, code) in [
        ("DATA\r\n", "503"),
        ("RCPT TO:<a@example.com>\r\n", "503"),
        ("MAIL FROM:nobody\r\n", "501"),
        ("HELP\r\n", "500"),
        ("MAIL FROM:<a@example.com>\r\n", "250"),
        ("MAIL FROM:<a@example.com>\r\n", "503"),
        ("RSET\r\n", "250"),
    ] {
        assert!(client.say(said).starts_with(code), "{said}");
    }
    client.begin("ann@example.com");
    assert!(client.say("Subject: a\nBcc: x@example.com\r\n.\r\n").starts_with("554"), "a bare line feed");
    client.begin("ann@example.com");
    assert!(client.say(&format!("{}\r\n.\r\n", "x".repeat(999))).starts_with("554"), "a line too long");
    assert_eq!(sink.count(), 0);
}

#[test]
fn half_a_message_is_no_message() {
    let sink = SmtpSink::start_blocking();
    let mut client = Client::greeted(&sink);
    client.begin("ann@example.com");
    client.0.get_mut().write_all(b"Subject: half\r\n").unwrap();
    drop(client);
    let mut other = Client::greeted(&sink);
    other.begin("bob@example.com");
    assert!(other.say("\r\n.\r\n").starts_with("250"));
    assert_eq!(sink.count_by_recipient().into_keys().collect::<Vec<_>>(), ["bob@example.com"]);
}

#[test]
fn rules_hold_as_often_and_for_whom_they_say() {
    let sink = SmtpSink::start_blocking();
    sink.rule(Rule::at(Phase::Recipient).when(|to| to.starts_with('a')).times(1).reply(451, "later"));
    let mut client = Client::greeted(&sink);
    assert!(client.say("EHLO me\r\n").starts_with("250"));
    assert!(client.say("MAIL FROM:<shop@example.com>\r\n").starts_with("250"));
    assert!(client.say("RCPT TO:<bob@example.com>\r\n").starts_with("250"));
    assert_eq!(client.say("RCPT TO:<ann@example.com>\r\n"), "451 later");
    assert!(client.say("RCPT TO:<ann@example.com>\r\n").starts_with("250"));
}
