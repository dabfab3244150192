//! One connection: the server's side of RFC 5321.

use std::{
    io,
    time::{Duration, Instant},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use super::{
    Open,
    message::Received,
    rules::{End, Phase, judge},
};

/// The longest line of a content, its CRLF included (RFC 5321 section 4.5.3.1.6).
const LONGEST_LINE: usize = 1000;

/// Serves one connection to its end; errors are the peer's going away.
pub(super) async fn run(stream: TcpStream, number: u64, open: Open) {
    let _ = stream.set_nodelay(true);
    let session = Session { stream: BufReader::new(stream), number, open, known: false, from: None, to: Vec::new() };
    let _: io::Result<()> = session.serve().await;
}

struct Session {
    stream: BufReader<TcpStream>,
    number: u64,
    open: Open,
    /// Logged in, or no login is asked for.
    known: bool,
    from: Option<String>,
    to: Vec<String>,
}

/// Whether the session goes on.
enum Next {
    Go,
    End,
}

impl Session {
    async fn serve(mut self) -> io::Result<()> {
        self.known = self.open.0.login.is_none();
        let mut next = self.step(Phase::Connect, "220 sink.test ESMTP").await?;
        while let Next::Go = next {
            let Some(line) = self.line().await? else { return Ok(()) };
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let (verb, rest) = line.split_once(' ').unwrap_or((line.as_str(), ""));
            next = match verb.to_ascii_uppercase().as_str() {
                "EHLO" => self.hello().await?,
                "HELO" => self.step(Phase::Hello, "250 sink.test").await?,
                "AUTH" => self.auth(rest).await?,
                "MAIL" => self.mail(rest).await?,
                "RCPT" => self.recipient(rest).await?,
                "DATA" => self.data().await?,
                "RSET" => {
                    self.forget();
                    self.say("250 2.0.0 forgotten").await?
                }
                "NOOP" => self.say("250 2.0.0 still here").await?,
                "QUIT" => {
                    self.say("221 2.0.0 bye").await?;
                    Next::End
                }
                _ => self.say("500 5.5.2 what?").await?,
            };
        }
        self.stream.shutdown().await
    }

    async fn hello(&mut self) -> io::Result<Next> {
        let mut answer = "250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n".to_owned();
        if self.open.0.login.is_some() {
            answer.push_str("250-AUTH PLAIN LOGIN\r\n");
        }
        answer.push_str("250 ENHANCEDSTATUSCODES");
        self.step(Phase::Hello, &answer).await
    }

    async fn auth(&mut self, rest: &str) -> io::Result<Next> {
        let (mechanism, initial) = rest.split_once(' ').unwrap_or((rest, ""));
        let given = match mechanism.to_ascii_uppercase().as_str() {
            "PLAIN" => {
                let plain = if initial.is_empty() { self.ask("").await? } else { decode(initial) };
                let mut parts = plain.split('\0').skip(1).map(str::to_owned);
                parts.next().zip(parts.next())
            }
            "LOGIN" => {
                let user = self.ask("Username:").await?;
                Some((user, self.ask("Password:").await?))
            }
            _ => return self.say("504 5.5.4 PLAIN or LOGIN").await,
        };
        if given.is_some() && given == self.open.0.login {
            self.known = true;
            self.step(Phase::Auth, "235 2.7.0 welcome").await
        } else {
            self.step(Phase::Auth, "535 5.7.8 who are you?").await
        }
    }

    async fn ask(&mut self, question: &str) -> io::Result<String> {
        self.say(&format!("334 {}", BASE64_STANDARD.encode(question))).await?;
        let line = self.line().await?.unwrap_or_default();
        Ok(decode(String::from_utf8_lossy(&line).trim()))
    }

    async fn mail(&mut self, rest: &str) -> io::Result<Next> {
        match (path(rest, "FROM:"), self.known) {
            (_, false) => self.say("530 5.7.0 log in first").await,
            (None, _) => self.say("501 5.5.4 MAIL FROM:<address>").await,
            _ if self.from.is_some() => self.say("503 5.5.1 one at a time").await,
            (Some(from), true) => {
                let end = self.verdict(Phase::Mail).await;
                if end.is_none() {
                    self.from = Some(from);
                }
                self.conclude(end, "250 2.1.0 ok").await
            }
        }
    }

    async fn recipient(&mut self, rest: &str) -> io::Result<Next> {
        let Some(to) = path(rest, "TO:") else { return self.say("501 5.5.4 RCPT TO:<address>").await };
        if self.from.is_none() {
            return self.say("503 5.5.1 MAIL first").await;
        }
        let (delay, end) = judge(&mut self.open.0.state().rules, Phase::Recipient, &[to.as_str()]);
        wait(delay).await;
        if end.is_none() {
            self.to.push(to);
        }
        self.conclude(end, "250 2.1.5 ok").await
    }

    async fn data(&mut self) -> io::Result<Next> {
        if self.to.is_empty() {
            return self.say("503 5.5.1 RCPT first").await;
        }
        if let Some(end) = self.verdict(Phase::Data).await {
            return self.conclude(Some(end), "").await;
        }
        self.say("354 go on").await?;
        let mut raw = Vec::new();
        let mut fault = None;
        let mut first = true;
        loop {
            let Some(line) = self.line().await? else { return Ok(Next::End) };
            if std::mem::take(&mut first) && self.verdict(Phase::Body).await.is_some() {
                return Ok(Next::End);
            }
            if line == b".\r\n" {
                break;
            }
            if line.len() > LONGEST_LINE || !line.ends_with(b"\r\n") {
                fault = Some(End::Reply(554, "5.6.0 a line is too long or does not end in CRLF".to_owned()));
            }
            raw.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
        let end = self.verdict(Phase::Content).await.or(fault);
        let message = Received {
            from: self.from.take().unwrap_or_default(),
            to: std::mem::take(&mut self.to),
            raw,
            connection: self.number,
            at: Instant::now(),
        };
        if matches!(end, None | Some(End::KeepAndHangUp)) {
            self.open.0.keep(message);
        }
        self.conclude(end, "250 2.0.0 kept").await
    }

    /// Answers `usual` at `phase`, unless the rules say something else.
    async fn step(&mut self, phase: Phase, usual: &str) -> io::Result<Next> {
        let end = self.verdict(phase).await;
        self.conclude(end, usual).await
    }

    /// Waits as long as the rules say and tells how they end the step, if they do.
    async fn verdict(&mut self, phase: Phase) -> Option<End> {
        let (delay, end) = {
            let recipients: Vec<&str> = self.to.iter().map(String::as_str).collect();
            judge(&mut self.open.0.state().rules, phase, &recipients)
        };
        wait(delay).await;
        end
    }

    async fn conclude(&mut self, end: Option<End>, usual: &str) -> io::Result<Next> {
        match end {
            None => self.say(usual).await,
            Some(End::Reply(code, text)) => {
                self.say(&format!("{code} {text}")).await?;
                Ok(if code == 421 { Next::End } else { Next::Go })
            }
            Some(End::HangUp | End::KeepAndHangUp) => Ok(Next::End),
        }
    }

    async fn say(&mut self, answer: &str) -> io::Result<Next> {
        self.stream.get_mut().write_all(format!("{answer}\r\n").as_bytes()).await?;
        Ok(Next::Go)
    }

    /// The next line with its end; `None` when the peer has gone.
    async fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        self.stream.read_until(b'\n', &mut line).await?;
        Ok(line.ends_with(b"\n").then_some(line))
    }

    fn forget(&mut self) {
        self.from = None;
        self.to.clear();
    }
}

/// Waits; a sleep of no time would still cost a tick of the timer.
async fn wait(delay: Duration) {
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
}

/// The address in `FROM:<address> …`.
fn path(rest: &str, keyword: &str) -> Option<String> {
    let head = rest.get(..keyword.len())?;
    let tail = rest.get(keyword.len()..)?.trim_start();
    let (address, _) = tail.strip_prefix('<')?.split_once('>')?;
    head.eq_ignore_ascii_case(keyword).then(|| address.to_owned())
}

fn decode(text: &str) -> String {
    let bytes = BASE64_STANDARD.decode(text).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}
