//! Makes the plain part from an HTML body.

use crate::preheader::tag_end;

/// Elements whose content is not text.
const DROPPED: [&str; 5] = ["head", "style", "script", "title", "template"];
/// Elements that stand on lines of their own.
const BLOCKS: [&str; 15] = [
    "article", "center", "dd", "div", "dl", "dt", "footer", "form", "header", "main", "ol", "section", "table", "tr",
    "ul",
];
/// Elements with an empty line around them.
const PARAGRAPHS: [&str; 9] = ["blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "p", "pre"];

/// The text of `html`: blocks on lines of their own, links as `text (address)`, list items with a dash.
pub(crate) fn from_html(html: &str) -> String {
    let mut page = Page::default();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (text, from) = rest.split_at(start);
        page.text(text);
        rest = if from.starts_with("<!--") {
            behind(from, "-->")
        } else if from.get(1..2).is_some_and(|c| c.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)))
        {
            let (tag, next) = from.split_at(tag_end(from).unwrap_or(from.len()));
            let name = page.tag(tag);
            if DROPPED.contains(&name.as_str()) { behind_element(next, &name) } else { next }
        } else {
            page.text("<");
            from.get(1..).unwrap_or_default()
        };
    }
    page.text(rest);
    page.out.trim_end().to_owned()
}

/// The text so far.
#[derive(Default)]
struct Page {
    out: String,
    /// Line ends owed before the next text.
    breaks: usize,
    space: bool,
    /// The address of the link we are in, and where its text began.
    link: Option<(String, usize)>,
}

impl Page {
    fn text(&mut self, raw: &str) {
        let decoded = html_escape::decode_html_entities(raw);
        for c in decoded.chars() {
            if c.is_whitespace() {
                self.space = true;
            } else if !is_invisible(c) {
                self.pay();
                self.out.push(c);
            }
        }
    }

    /// Takes a tag in; gives its name when it opens an element, else nothing.
    fn tag(&mut self, tag: &str) -> String {
        let inside = tag.trim_start_matches('<').trim_end_matches('>');
        let closing = inside.starts_with('/');
        let name: String = inside.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "a" if closing => self.end_link(),
            "a" => {
                let address = attribute(inside, "href").unwrap_or_default();
                self.link = Some((address, self.out.len()));
            }
            "img" => self.text(&attribute(inside, "alt").unwrap_or_default()),
            "br" => self.breaks = (self.breaks + 1).min(2),
            "hr" => {
                self.breaks = 2;
                self.text("---");
                self.breaks = 2;
            }
            "li" if !closing => {
                self.breaks = self.breaks.max(1);
                self.text("-");
                self.space = true;
            }
            "td" | "th" => self.space = true,
            name if PARAGRAPHS.contains(&name) => self.breaks = 2,
            name if BLOCKS.contains(&name) || name == "li" => self.breaks = self.breaks.max(1),
            _ => {}
        }
        if closing { String::new() } else { name }
    }

    fn end_link(&mut self) {
        let Some((address, start)) = self.link.take() else { return };
        let text = self.out.get(start..).unwrap_or_default().trim();
        let shown = address.strip_prefix("mailto:").unwrap_or(&address);
        if shown.is_empty() || shown.starts_with('#') || text == shown {
            return;
        }
        if text.is_empty() {
            self.pay();
            self.out.push_str(shown);
        } else {
            self.out.extend([" (", shown, ")"]);
        }
    }

    /// Writes the line ends or the space owed.
    fn pay(&mut self) {
        if self.out.is_empty() {
        } else if self.breaks > 0 {
            self.out.push_str(if self.breaks == 1 { "\n" } else { "\n\n" });
        } else if self.space {
            self.out.push(' ');
        }
        self.breaks = 0;
        self.space = false;
    }
}

/// Characters that only pad the preview text of mail programs.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// The decoded value of an attribute.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let (at, _) = lower.match_indices(name).find(|(at, _)| {
        let before = lower.get(..*at).unwrap_or_default();
        let after = lower.get(at + name.len()..).unwrap_or_default();
        before.ends_with(|c: char| c.is_ascii_whitespace() || c == '"' || c == '\'')
            && after.trim_start().starts_with('=')
    })?;
    let value = tag.get(at + name.len()..)?.trim_start().strip_prefix('=')?.trim_start();
    let raw = match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(1..)?.split(quote).next()?,
        _ => value.split(|c: char| c.is_ascii_whitespace()).next()?,
    };
    Some(html_escape::decode_html_entities(raw).trim().to_owned())
}

fn behind<'a>(text: &'a str, end: &str) -> &'a str {
    text.find(end).and_then(|at| text.get(at + end.len()..)).unwrap_or_default()
}

/// What follows the closing tag of the element just opened.
fn behind_element<'a>(text: &'a str, name: &str) -> &'a str {
    let closes =
        |at: usize| text.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name));
    let close = text.match_indices("</").map(|(at, _)| at).find(|at| closes(*at));
    close.and_then(|at| text.get(at..)).map_or("", |rest| behind(rest, ">"))
}

#[cfg(test)]
mod tests {
    use super::from_html;

    #[test]
    fn a_letter_reads_as_its_author_meant_it() {
        let html = "<!doctype html><html><head><title>T</title><style>p > a {}</style></head><body>\n\
            <!-- not this -->\n<h1>Hello&nbsp;Ann</h1>\n<p>Fish &amp; chips,\n  <b>half</b> price&hellip;<br>only 5&nbsp;&euro;</p>\
            <ul><li>one</li><li>two</li></ul><p>See <a class=\"x\" href=\"https://shop.example.com/?a=1&amp;b=2\">our shop</a>, \
            <a href='mailto:help@example.com'>help@example.com</a> or <a href=\"https://a.example\"><img alt=\"A\" src=x></a>.</p>\
            <script>if (a<b) {}</script><table><tr><td>Mug</td><td>4.00</td></tr><tr><td>Cup</td><td>3.00</td></tr></table>\
            <hr>1 < 2<div hidden></div></body></html>";
        let text = "Hello Ann\n\nFish & chips, half price…\nonly 5 €\n\n- one\n- two\n\n\
            See our shop (https://shop.example.com/?a=1&b=2), help@example.com or A (https://a.example).\n\n\
            Mug 4.00\nCup 3.00\n\n---\n\n1 < 2";
        assert_eq!(from_html(html), text);
    }

    #[test]
    fn broken_html_does_no_harm() {
        for html in [
            "<",
            "<p",
            "<a href=",
            "<a href=\"",
            "<style>",
            "<!--",
            "</",
            "&",
            "&#99999999;",
            "<é>",
            "a<ß",
            "</a>",
            "<a></a>",
        ] {
            let _ = from_html(html);
        }
        assert_eq!(from_html("a <b"), "a");
        assert_eq!(from_html("text only"), "text only");
    }
}
