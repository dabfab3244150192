//! `/docs`: the OpenAPI document as one page that people read. Nothing is fetched for it, and no script runs in it.

mod operation;

use std::{collections::BTreeMap, fmt::Write as _};

use html_escape::encode_safe as escape;
use serde_json::Value;

const STYLE: &str = include_str!("docs/style.css");
/// What the page may do: show itself.
pub const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

/// The page of this document.
pub fn page(document: &Value) -> String {
    let mut groups: BTreeMap<&str, Vec<(&str, &str, &Value)>> = BTreeMap::new();
    for (path, place) in members(document.get("paths")) {
        for (method, operation) in members(Some(place)) {
            let tag = operation.pointer("/tags/0").and_then(Value::as_str).unwrap_or("Other");
            groups.entry(tag).or_default().push((path, method, operation));
        }
    }
    let text = |pointer| document.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let base = escape(text("/servers/0/url"));
    let title = format!("{} API {}", escape(text("/info/title")), escape(text("/info/version")));
    let mut nav = String::new();
    let mut sections = String::new();
    for (tag, operations) in &groups {
        let name = escape(tag);
        let _ = write!(nav, "<h2>{name}</h2><ul>");
        let _ = write!(sections, "<section aria-label=\"{name}\"><h2>{name}</h2>");
        for (path, method, operation) in operations {
            let id = escape(text_of(operation, "operationId"));
            let summary = escape(text_of(operation, "summary"));
            let call = escape(method).to_ascii_uppercase();
            let _ = write!(nav, "<li><span class=\"method\">{call}</span> <a href=\"#{id}\">{summary}</a></li>");
            operation::write(&mut sections, document, path, method, operation);
        }
        nav.push_str("</ul>");
        sections.push_str("</section>");
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><style>{STYLE}</style></head><body>\
         <a class=\"skip\" href=\"#main\">To the content</a><div class=\"page\">\
         <nav aria-label=\"Operations\">{nav}</nav><main id=\"main\" tabindex=\"-1\"><h1>{title}</h1>\
         <p>{} All paths are below <code>{base}</code>. The same for programs: \
         <a href=\"{base}/growffinity/v1/openapi.json\">openapi.json</a>.</p>{sections}</main></div></body></html>\n",
        escape(text("/info/description"))
    )
}

/// Text with its code between backticks, as HTML.
fn prose(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    let parts = text.split('`').count();
    for (index, part) in text.split('`').enumerate() {
        // The last backtick of an odd number closes nothing.
        if index % 2 == 1 && index + 1 < parts {
            let _ = write!(html, "<code>{}</code>", escape(part));
        } else {
            let _ = write!(html, "{}{}", if index % 2 == 1 { "`" } else { "" }, escape(part));
        }
    }
    html
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&str, &Value)> {
    let members = value.and_then(Value::as_object);
    members.into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn text_of<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{page, prose};

    #[test]
    fn what_stands_between_backticks_is_code() {
        assert_eq!(prose("`a<b`: or `c` it"), "<code>a&lt;b</code>: or <code>c</code> it");
        assert_eq!(prose("one ` alone"), "one ` alone");
    }

    #[test]
    fn the_whole_document_is_told_and_nothing_fetched() {
        let document = crate::openapi();
        let page = page(&document);
        for (path, place) in document["paths"].as_object().unwrap() {
            for (method, operation) in place.as_object().unwrap() {
                let id = operation["operationId"].as_str().unwrap();
                assert_eq!(page.matches(&format!(" id=\"{id}\"")).count(), 1, "{method} {path}");
            }
        }
        for outside in ["<script", "<link", "<img", "src=", "@import", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
    }

    #[test]
    fn what_stands_in_the_document_is_text() {
        let operation = json!({"operationId": "x", "summary": "<b>&", "responses": {}});
        let page = page(&json!({"paths": {"/<i>": {"get": operation}}}));
        assert!(page.contains("&lt;b&gt;&amp;") && !page.contains("<b>") && !page.contains("<i>"));
    }
}
