//! Requests that nobody in their right mind sends, over bare TCP: random bytes as paths, headers and bodies. Nothing is
//! answered by a 5xx, nothing panics or hangs, and the server goes on as before.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use growffinity_kernel::Random as _;
use growffinity_testkit::{TestApp, seeded::SeededRandom};

use crate::common::customer;

const METHODS: [&str; 9] = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "FLY"];
const PATHS: [&str; 10] = [
    "/wp-json/growffinity/v1/customers",
    "/wp-json/growffinity/v1/customers/1",
    "/wp-json/growffinity/v1/orders/batch",
    "/wp-json/growffinity/v1/segments",
    "/wp-json/growffinity/v1/campaigns",
    "/wp-json/batch/v1",
    "/wp-json/",
    "/?rest_route=/growffinity/v1/orders",
    "/docs",
    "/healthz",
];
const TYPES: [&str; 5] = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
    "application/x+json",
];
const NAMES: [&str; 12] = [
    "accept-encoding",
    "if-match",
    "if-none-match",
    "idempotency-key",
    "origin",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-http-method-override",
    "x-request-id",
    "x-api-key",
    "content-encoding",
    "authorization",
];
/// Pieces of JSON, forms and queries that are put together at random.
const PIECES: [&str; 30] = [
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\"email\":",
    "\"a@example.com\"",
    "null",
    "1e999",
    "-0",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"conditions\":",
    "\"field\"",
    "&",
    "=",
    "%",
    "%00",
    "a[]",
    "[b]",
    "_method=",
    "_fields=a.b",
    "page=-1",
    "context=embed",
    "_embed",
    "_envelope",
    "99999999999999999999",
    "\u{202e}é\u{10ffff}",
];

struct Dice(SeededRandom);

impl Dice {
    fn below(&self, limit: usize) -> usize {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        usize::try_from(u32::from_le_bytes(bytes)).unwrap() % limit
    }

    fn one_of<'a>(&self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    fn bytes(&self, most: usize) -> Vec<u8> {
        let mut bytes = vec![0; self.below(most)];
        self.0.fill(&mut bytes);
        bytes
    }

    /// Bytes, or something that looks as if it meant something.
    fn text(&self, most: usize) -> Vec<u8> {
        if self.below(4) == 0 {
            return self.bytes(most);
        }
        (0..self.below(40)).flat_map(|_| self.one_of(&PIECES).bytes()).take(most).collect()
    }

    /// A byte string that can stand in a head without ending it.
    fn line(&self, most: usize) -> Vec<u8> {
        self.text(most).into_iter().filter(|byte| !matches!(byte, b'\r' | b'\n' | b'\0')).collect()
    }

    fn request(&self, credentials: &str) -> Vec<u8> {
        if self.below(10) == 0 {
            return self.bytes(400);
        }
        let mut request = format!("{} {}", self.one_of(&METHODS), self.one_of(&PATHS)).into_bytes();
        if self.below(2) == 0 {
            let glue = self.one_of(&["?", "/", "&", "%"]);
            request.extend(glue.bytes());
            let odd = self.line(300).into_iter();
            // A raw blank would end the path; one in ten is left in to see that it does no harm.
            let keep = self.below(10) == 0;
            request.extend(odd.filter(|byte| keep || (byte.is_ascii_graphic() && *byte != b' ')));
        }
        request.extend(b" HTTP/1.1\r\nhost: x\r\nconnection: close\r\n");
        if self.below(4) > 0 {
            request.extend(format!("authorization: Basic {credentials}\r\n").bytes());
        }
        for _ in 0..self.below(4) {
            request.extend(self.one_of(&NAMES).bytes());
            request.extend(b": ");
            request.extend(self.line(200));
            request.extend(b"\r\n");
        }
        let body = self.text(2_000);
        request.extend(format!("content-type: {}\r\n", self.one_of(&TYPES)).bytes());
        match self.below(5) {
            0 => request.extend(b"transfer-encoding: chunked\r\n\r\n"),
            1 => request.extend(format!("content-length: {}\r\n\r\n", self.below(4_000)).bytes()),
            _ => request.extend(format!("content-length: {}\r\n\r\n", body.len()).bytes()),
        }
        request.extend(body);
        request
    }
}

/// What the server answers before it hangs up.
fn send(address: &str, request: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // The server may hang up in the midst of it, which is an answer too.
    let _ = stream.write_all(request).and_then(|()| stream.shutdown(Shutdown::Write));
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {
            panic!("no end of the answer to {:?}", String::from_utf8_lossy(request))
        }
        _ => answer,
    }
}

#[actix_web::test]
async fn nonsense_is_answered_and_forgotten() {
    let settings =
        [("rates.standard", "0"), ("rates.premium", "0"), ("http.head_timeout", "2 s"), ("http.body_timeout", "2 s")];
    let app = TestApp::with_settings(&settings).await;
    app.leave_due_work();
    customer(&app, "ann@example.com").await;
    let (login, password) = app.credentials();
    let credentials = STANDARD.encode(format!("{login}:{password}"));
    let address = app.url("//").trim_start_matches("http://").trim_end_matches('/').to_owned();
    let tried = tokio::task::spawn_blocking(move || {
        let dice = Dice(SeededRandom::new(42));
        let mut answered = 0;
        for number in 0..1_500 {
            let request = dice.request(&credentials);
            let answer = send(&address, &request);
            let status = answer.strip_prefix(b"HTTP/1.1 ").and_then(|rest| rest.first().copied());
            answered += usize::from(status.is_some());
            assert!(
                answer.is_empty() || matches!(status, Some(b'2'..=b'4')),
                "request {number}: {:?}\nanswer: {}",
                String::from_utf8_lossy(&request),
                String::from_utf8_lossy(&answer)
            );
        }
        answered
    });
    let answered = tried.await.unwrap();
    assert!(answered > 1_000, "{answered} answers only: the requests are too odd to test much");
    // Some of it may have made sense: the one from before may be gone.
    let id = customer(&app, "bea@example.com").await;
    app.get(&format!("/customers/{id}?_fields=id")).await.expect(200);
}
