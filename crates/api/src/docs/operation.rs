//! One operation on the page.

use std::{borrow::Cow, fmt::Write as _};

use html_escape::encode_safe as escape;
use serde_json::Value;

use super::{members, prose, text_of};

/// Writes what `document` says of the operation.
pub(super) fn write(page: &mut String, document: &Value, path: &str, method: &str, operation: &Value) {
    let (id, summary) = (escape(text_of(operation, "operationId")), escape(text_of(operation, "summary")));
    let (call, path) = (method.to_ascii_uppercase(), escape(path));
    let _ = write!(
        page,
        "<article aria-labelledby=\"{id}\"><h3 id=\"{id}\">{summary}</h3>\
         <p class=\"call\"><code><span class=\"method\">{call}</span> {path}</code></p>"
    );
    for paragraph in text_of(operation, "description").split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
        let _ = write!(page, "<p>{}</p>", prose(paragraph));
    }
    let parameters = operation.get("parameters").and_then(Value::as_array);
    let rows = parameters.into_iter().flatten().map(|parameter| {
        let parameter = resolved(document, parameter);
        let required = parameter.get("required") == Some(&Value::Bool(true));
        let schema = parameter.get("schema").unwrap_or(&Value::Null);
        row(text_of(parameter, "name"), schema, required, text_of(parameter, "description"))
    });
    table(page, "Parameters", rows);
    if let Some(schema) = operation.pointer("/requestBody/content/application~1json/schema") {
        let schema = resolved(document, schema);
        let required: Vec<&str> =
            schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let rows = members(schema.get("properties")).map(|(name, member)| {
            let member = resolved(document, member);
            row(name, member, required.contains(&name), text_of(member, "description"))
        });
        table(page, "Body", rows);
    }
    for (status, answer) in members(operation.get("responses")) {
        let words = prose(text_of(answer, "description"));
        let _ = write!(page, "<details><summary><code>{}</code> {words}</summary>", escape(status));
        let example = answer.pointer("/content/application~1json/example");
        if let Some(example) = example.and_then(|example| serde_json::to_string_pretty(example).ok()) {
            let _ = write!(page, "<pre tabindex=\"0\"><code>{}</code></pre>", escape(&example));
        }
        page.push_str("</details>");
    }
    page.push_str("</article>");
}

fn table(page: &mut String, caption: &str, rows: impl Iterator<Item = String>) {
    let rows: String = rows.collect();
    if rows.is_empty() {
        return;
    }
    let head = "<tr><th scope=\"col\">Name</th><th scope=\"col\">Type</th><th scope=\"col\">Meaning</th></tr>";
    let _ = write!(page, "<div class=\"scroll\"><table><caption>{caption}</caption>{head}{rows}</table></div>");
}

fn row(name: &str, schema: &Value, required: bool, about: &str) -> String {
    let required = if required { " (required)" } else { "" };
    let mut meaning = prose(about);
    if let Some(default) = schema.get("default").filter(|default| !default.is_null()) {
        let _ = write!(meaning, " Default: <code>{}</code>.", escape(&default.to_string()));
    }
    if let Some(Value::Array(words)) = schema.get("enum") {
        let words: Vec<String> = words.iter().map(|word| format!("<code>{}</code>", escape(&plain(word)))).collect();
        let _ = write!(meaning, " One of {}.", words.join(", "));
    }
    let (name, kind) = (escape(name), kind(schema));
    format!("<tr><th scope=\"row\"><code>{name}</code>{required}</th><td>{}</td><td>{meaning}</td></tr>", escape(&kind))
}

fn kind(schema: &Value) -> String {
    let kind = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().map(plain).collect::<Vec<_>>().join(" or "),
        Some(kind) => plain(kind).into_owned(),
        None => "any".to_owned(),
    };
    match schema.get("format") {
        Some(format) => format!("{kind}, {}", plain(format)),
        None => kind,
    }
}

fn plain(value: &Value) -> Cow<'_, str> {
    value.as_str().map_or_else(|| Cow::Owned(value.to_string()), Cow::Borrowed)
}

/// What a reference leads to, or the value itself.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let target = value.get("$ref").and_then(Value::as_str).and_then(|path| document.pointer(path.strip_prefix('#')?));
    target.unwrap_or(value)
}
