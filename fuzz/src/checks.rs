//! What must hold of each parser whatever it is given. Each function panics when it does not.

use actix_web::http::header::HeaderValue;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use growffinity_access::SentCredential;
use growffinity_api::rest::{
    body::ParsedBody,
    fields::FieldSet,
    link,
    params::{At, Bool, Email, Instant, Int, JsonMap, Kind, List, MoneyText, Name, id, parse_instant},
    php_query::{PhpArray, PhpValue},
};
use growffinity_kernel::CustomerId;
use serde_json::Value;

/// A query string: what was read of it, written as a link and read again, is the same.
pub fn query(bytes: &[u8]) {
    let read = PhpArray::parse(bytes);
    let map = read.to_map();
    let _ = serde_json::to_string(&map).expect("what was read is JSON");
    let url = link::url_with("http://x/", &read, "page", "7");
    assert!(url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'<' && byte != b'>' && byte != b','), "{url}");
    let again = PhpArray::parse(url.split_once('?').map_or("", |(_, query)| query).as_bytes());
    assert_eq!(again.text("page"), Some("7"), "{url}");
    // Without what a link leaves out on purpose, and short of where reading ends.
    if leaves(&read) < 900 && read.entries().iter().all(|(name, _)| name.bytes().all(|byte| byte != b'_')) {
        for (name, value) in read.entries().iter().filter(|(name, _)| name != "page") {
            let found = again.entries().iter().find(|(known, _)| known == name).map(|(_, value)| value);
            assert_eq!(found.map(flat), Some(flat(value)), "{name} of {url}");
        }
    }
}

fn leaves(array: &PhpArray) -> usize {
    let one = |value: &PhpValue| if let PhpValue::Array(inner) = value { leaves(inner) } else { 1 };
    array.entries().iter().map(|(_, value)| one(value)).sum()
}

/// Keys and texts in order; where a list goes on is not part of it.
fn flat(value: &PhpValue) -> String {
    match value {
        PhpValue::Text(text) => format!("{text:?}"),
        PhpValue::Array(array) => {
            let parts = array.entries().iter().map(|(key, value)| format!("[{key:?}]={};", flat(value)));
            parts.collect::<Vec<_>>().concat()
        }
    }
}

/// A body of each kind: what was read can be written as JSON and read again.
pub fn body(bytes: &[u8]) {
    for kind in ["application/json", "application/x-www-form-urlencoded", "text/plain", "multipart/form-data"] {
        let read = ParsedBody::read(Some(&HeaderValue::from_static(kind)), bytes);
        if let ParsedBody::Members(members) = &read {
            let text = Value::Object(members.clone()).to_string();
            let again = ParsedBody::read(Some(&HeaderValue::from_static("application/json")), text.as_bytes());
            assert!(matches!(&again, ParsedBody::Members(other) if other.len() == members.len()), "{text}");
        }
        if let Ok(Some(members)) = read.members() {
            members.values().for_each(kinds);
        }
    }
}

/// An `Authorization` header: it is a credential or it is none.
pub fn authorization(bytes: &[u8]) {
    if let Some(SentCredential::Basic { name, secret }) = SentCredential::from_header(bytes) {
        assert!(!name.is_empty() && !name.contains(':'));
        credentials_come_back(&name, &secret);
    }
}

/// Basic credentials are read as they were written.
pub fn credentials_come_back(name: &str, secret: &str) {
    let header = format!("Basic {}", STANDARD.encode(format!("{name}:{secret}")));
    let read = SentCredential::from_header(header.as_bytes());
    assert!(matches!(read, Some(SentCredential::Basic { name: n, secret: s }) if n == name && s == secret));
}

/// One parameter as text, read as everything it could be.
pub fn parameter(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Some(instant) = parse_instant(&text, chrono_tz::Europe::Paris) {
        let written = instant.format("%Y-%m-%dT%H:%M:%S%.fZ").to_string();
        assert_eq!(parse_instant(&written, chrono_tz::Tz::UTC), Some(instant), "{text}");
    }
    kinds(&Value::from(text.as_ref()));
    if let Some(fields) = FieldSet::read(&Value::from(text.as_ref())) {
        let _ = fields.filter(serde_json::json!({"a": {"b": [1, {"c": 2}]}, "_links": {}}));
    }
}

fn kinds(value: &Value) {
    let at = At::member(None, "x");
    let zone = chrono_tz::Tz::UTC;
    let _ = (Bool.parse(value, &at, zone), Email.parse(value, &at, zone), JsonMap.parse(value, &at, zone));
    let _ = (
        Name(20).parse(value, &at, zone),
        MoneyText.parse(value, &at, zone),
        Instant { gmt: true }.parse(value, &at, zone),
    );
    let _ = (Int::between(1, 100).parse(value, &at, zone), List::of(id::<CustomerId>(), 10).parse(value, &at, zone));
}
