//! One request and its answer.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    time::Duration,
};

use serde_json::{Value, json};
use url::Url;

use super::{Shared, Trouble, lists, signed};

/// A request for something of the shop.
pub(super) struct Request {
    pub url: Url,
    pub authorization: Option<String>,
}

/// What is answered.
pub(super) struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Answer {
    /// A refusal in WordPress's form.
    pub fn refusal(status: u16, code: &str) -> Self {
        let body = json!({"code": code, "message": "No.", "data": {"status": status}}).to_string();
        Self { status, headers: Vec::new(), body }
    }

    pub fn page(items: &[Value], headers: Vec<(&'static str, String)>) -> Self {
        Self { status: 200, headers, body: Value::from(items).to_string() }
    }
}

pub(super) fn serve(shared: &Shared, stream: &TcpStream) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
    let Some(request) = read(shared, stream) else { return };
    let trouble = {
        let mut state = shared.state();
        state.requests.push(signed::without_keys(&request.url));
        state.trouble.pop_front()
    };
    let answer = match trouble {
        Some(Trouble::HangUp) => return,
        Some(Trouble::Status(status)) => {
            let mut answer = Answer::refusal(status, "in_trouble");
            if status == 429 {
                answer.headers.push(("Retry-After", "0".to_owned()));
            }
            answer
        }
        Some(Trouble::Redirect) => {
            let headers = vec![("Location", "https://elsewhere.example/wp-json/".to_owned())];
            Answer { status: 301, headers, body: String::new() }
        }
        Some(Trouble::Html) => Answer { status: 200, headers: Vec::new(), body: "<p>Back soon".to_owned() },
        Some(Trouble::CutOff) | None => lists::answer(&shared.state(), &request),
    };
    let length = answer.body.len();
    let mut text = format!("HTTP/1.1 {} X\r\nContent-Length: {length}\r\nConnection: close\r\n", answer.status);
    for (name, value) in &answer.headers {
        text.extend([name, ": ", value, "\r\n"]);
    }
    text.push_str("\r\n");
    text.push_str(&answer.body);
    let sent = if trouble == Some(Trouble::CutOff) { text.len() - length / 2 - 1 } else { text.len() };
    let _ = (&mut &*stream).write_all(text.as_bytes().get(..sent).unwrap_or_default());
}

fn read(shared: &Shared, stream: &TcpStream) -> Option<Request> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next()?.ok()?;
    let path = first.split(' ').nth(1)?.to_owned();
    let mut authorization = None;
    for line in lines {
        let line = line.ok()?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':')?;
        if name.eq_ignore_ascii_case("authorization") {
            authorization = Some(value.trim().to_owned());
        }
    }
    let url = Url::parse(&format!("http://{}{path}", shared.address)).ok()?;
    Some(Request { url, authorization })
}
