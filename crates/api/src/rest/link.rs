//! The `Link` header of a list: the pages before and after, as URLs that can be called.

use std::fmt::Write as _;

use super::php_query::{PhpArray, PhpValue};

/// Parameters that never go into a link: credentials, and those that say how the request was sent.
pub(super) fn is_private(name: &str) -> bool {
    matches!(name, "consumer_key" | "consumer_secret" | "rest_route" | "_method" | "_jsonp")
        || name.starts_with("oauth_")
}

/// The URL of a list with `name` set to `value` among its query parameters. Commas are encoded: clients split `Link` at
/// them.
pub fn url_with(base: &str, query: &PhpArray, name: &str, value: &str) -> String {
    let mut url = String::with_capacity(base.len() + 64);
    url.push_str(base);
    let mut first = true;
    let mut placed = false;
    for (key, known) in query.entries() {
        if key == name {
            push_pair(&mut url, &mut first, key, value);
            placed = true;
        } else if !is_private(key) {
            push_value(&mut url, &mut first, key, known);
        }
    }
    if !placed {
        push_pair(&mut url, &mut first, name, value);
    }
    url
}

fn push_value(url: &mut String, first: &mut bool, name: &str, value: &PhpValue) {
    match value {
        PhpValue::Text(text) => push_pair(url, first, name, text),
        PhpValue::Array(array) => {
            for (key, inner) in array.entries() {
                push_value(url, first, &format!("{name}[{key}]"), inner);
            }
        }
    }
}

fn push_pair(url: &mut String, first: &mut bool, name: &str, value: &str) {
    url.push(if *first { '?' } else { '&' });
    *first = false;
    encode(url, name);
    url.push('=');
    encode(url, value);
}

/// PHP's `urlencode`: letters, digits, `-`, `_`, `.` stay, a blank becomes `+`.
fn encode(url: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => url.push(char::from(byte)),
            b' ' => url.push('+'),
            _ => {
                let _ = write!(url, "%{byte:02X}");
            }
        }
    }
}

/// `<…>; rel="prev", <…>; rel="next"`, whichever there are.
pub fn header(prev: Option<String>, next: Option<String>) -> Option<String> {
    let part = |url: String, rel| format!("<{url}>; rel=\"{rel}\"");
    let prev = prev.map(|url| part(url, "prev"));
    let next = next.map(|url| part(url, "next"));
    match (prev, next) {
        (Some(prev), Some(next)) => Some(format!("{prev}, {next}")),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::{PhpArray, url_with};

    #[test]
    fn links_keep_the_query_and_leave_credentials_out() {
        let query =
            PhpArray::parse(b"search=a+b&include[]=1&include[]=2&page=2&consumer_key=ck_1&oauth_nonce=x&status=a,b");
        assert_eq!(
            url_with("http://x/c", &query, "page", "3"),
            "http://x/c?search=a+b&include%5B0%5D=1&include%5B1%5D=2&page=3&status=a%2Cb"
        );
        assert_eq!(url_with("http://x/c", &PhpArray::default(), "page", "1"), "http://x/c?page=1");
    }
}
