//! Puts the preview text into an HTML body.

const STYLE: &str =
    "display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all";

/// `html` with `text` as a hidden block where its content begins. `html` as it is when `text` is empty.
pub(crate) fn with_preheader(html: String, text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return html;
    }
    let at = content_start(&html);
    let (before, after) = html.split_at_checked(at).unwrap_or(("", &html));
    let text = html_escape::encode_text(&text);
    format!("{before}<div style=\"{STYLE}\">{text}</div>{after}")
}

/// Behind `<body …>`, else behind the head, the opening of the document, or nothing.
fn content_start(html: &str) -> usize {
    let lower = html.to_ascii_lowercase();
    ["<body", "</head", "<html", "<!doctype"].iter().find_map(|tag| behind_tag(&lower, tag)).unwrap_or(0)
}

/// Where the first such tag ends; comments (which may hold a body for one mail program alone) are passed over.
fn behind_tag(html: &str, tag: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += html.get(at..)?.find('<')?;
        let from = html.get(at..)?;
        if let Some(comment) = from.strip_prefix("<!--") {
            at += 4 + comment.find("-->")? + 3;
            continue;
        }
        match from.strip_prefix(tag) {
            Some(tail) if tail.starts_with(|c: char| c == '>' || c.is_ascii_whitespace()) => {
                return tag_end(tail).map(|length| at + tag.len() + length);
            }
            _ => at += 1,
        }
    }
}

/// The length of the rest of a tag with its `>`; one within quotes does not count.
pub(crate) fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in rest.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '>' => return Some(at + 1),
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::with_preheader;

    #[test]
    fn the_preview_stands_where_the_content_begins() {
        for (html, before) in [
            ("<p>Hi</p>", ""),
            ("<html><body class=\"a>b\" id=x><p>Hi</p></body></html>", "<html><body class=\"a>b\" id=x>"),
            ("<!doctype html><HTML><HEAD></HEAD><p>Hi", "<!doctype html><HTML><HEAD></HEAD>"),
            ("<!DOCTYPE html>\n<p>Hi", "<!DOCTYPE html>"),
            ("<!--[if mso]><body class=m><![endif]--><body><p>Hi", "<!--[if mso]><body class=m><![endif]--><body>"),
            ("<bodyguard><p>Hi", ""),
            ("<body", ""),
        ] {
            let made = with_preheader(html.to_owned(), "50 % < \n full");
            let (head, tail) = made.split_once("<div style=").unwrap();
            assert_eq!(head, before, "{html}");
            assert!(tail.contains("\">50 % &lt; full</div>"), "{made}");
            assert_eq!(made.len() - html.len(), with_preheader(String::new(), "50 % < full").len());
        }
    }

    #[test]
    fn no_preview_changes_nothing() {
        assert_eq!(with_preheader("<p>Hi</p>".to_owned(), " \n"), "<p>Hi</p>");
    }
}
