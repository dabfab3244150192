//! Puts links, a picture and a footer into a rendered message.

use std::{collections::HashSet, ops::Range};

use growffinity_campaigns::{
    mail::RenderedMessage,
    tracking::{Footer, Weave, Weaver},
};
use html_escape::{decode_html_entities, encode_double_quoted_attribute, encode_text};

use crate::{TemplateRenderer, preheader::tag_end};

/// Elements whose content is no markup of the page.
const OPAQUE: [&str; 4] = ["style", "script", "title", "template"];

impl Weaver for TemplateRenderer {
    fn weave(&self, message: RenderedMessage, weave: &Weave<'_>) -> RenderedMessage {
        let RenderedMessage { subject, html, text } = message;
        let html = html.map(|html| {
            let html = with_links(&html, weave.link);
            let footer = if html.contains(&weave.footer.unsubscribe_url) { None } else { Some(&weave.footer) };
            let tail = [footer.map(html_footer), weave.picture.as_deref().map(picture)];
            with_tail(html, &tail.into_iter().flatten().collect::<String>())
        });
        let text = if text.contains(&weave.footer.unsubscribe_url) { text } else { text + &text_footer(&weave.footer) };
        RenderedMessage { subject, html, text }
    }
}

/// `html` with each link replaced by what `link` makes of it.
fn with_links(html: &str, link: &dyn Fn(u32, &str) -> Option<String>) -> String {
    let found = links(html);
    let different: HashSet<&str> = found.iter().map(|(_, address)| address.as_str()).collect();
    let many = u32::try_from(different.len()).unwrap_or(u32::MAX);
    let mut out = String::with_capacity(html.len() * 2);
    let mut done = 0;
    for (place, address) in &found {
        let Some(replaced) = link(many, address) else { continue };
        out.push_str(html.get(done..place.start).unwrap_or_default());
        out.push('"');
        out.push_str(&encode_double_quoted_attribute(&replaced));
        out.push('"');
        done = place.end;
    }
    out.push_str(html.get(done..).unwrap_or_default());
    out
}

/// Where the links of `html` stand, quotes included, and where they lead.
fn links(html: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = html.get(at..).and_then(|rest| rest.find('<')).map(|next| at + next) {
        let from = html.get(start..).unwrap_or_default();
        if from.starts_with("<!--") {
            let Some(end) = from.find("-->") else { break };
            at = start + end + 3;
            continue;
        }
        let name: String = from.chars().skip(1).take_while(char::is_ascii_alphanumeric).collect();
        if name.is_empty() {
            at = start + 1;
            continue;
        }
        let Some(length) = tag_end(from) else { break };
        let name = name.to_ascii_lowercase();
        at = start + length;
        if OPAQUE.contains(&name.as_str()) {
            at += behind_opaque(html.get(at..).unwrap_or_default(), &name);
        } else if matches!(name.as_str(), "a" | "area") {
            let tag = from.get(..length).unwrap_or_default();
            if let Some((place, address)) = href(tag, 1 + name.len()) {
                found.push((start + place.start..start + place.end, address));
            }
        }
    }
    found
}

/// How far the content of an element reaches that is no markup.
fn behind_opaque(rest: &str, name: &str) -> usize {
    let closes =
        |at: &usize| rest.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name));
    rest.match_indices("</").map(|(at, _)| at).find(closes).unwrap_or(rest.len())
}

/// The place of the first `href` of `tag`, whose name ends at `at`, and the address, when it is one of the web.
fn href(tag: &str, mut at: usize) -> Option<(Range<usize>, String)> {
    let skip = |at: usize, is: fn(char) -> bool| {
        let rest = tag.get(at..).unwrap_or_default();
        at + rest.find(|c: char| !is(c)).unwrap_or(rest.len())
    };
    loop {
        at = skip(at, |c| c.is_ascii_whitespace() || c == '/');
        let end = skip(at, |c| !c.is_ascii_whitespace() && !matches!(c, '=' | '>' | '/'));
        if end == at {
            return None;
        }
        let name = tag.get(at..end)?;
        at = skip(end, |c| c.is_ascii_whitespace());
        if !tag.get(at..)?.starts_with('=') {
            continue;
        }
        at = skip(at + 1, |c| c.is_ascii_whitespace());
        let (place, value) = if let quote @ ('"' | '\'') = tag.get(at..)?.chars().next()? {
            let length = tag.get(at + 1..)?.find(quote)?;
            (at..at + length + 2, tag.get(at + 1..at + 1 + length)?)
        } else {
            let end = skip(at, |c| !c.is_ascii_whitespace() && c != '>');
            (at..end, tag.get(at..end)?)
        };
        at = place.end;
        if name.eq_ignore_ascii_case("href") {
            let address = decode_html_entities(value).trim().to_owned();
            let lower = address.get(..8).unwrap_or(&address).to_ascii_lowercase();
            let is_web = lower.starts_with("http://") || lower.starts_with("https://");
            return (is_web && !address.contains(char::is_control)).then_some((place, address));
        }
    }
}

/// `tail` where the content of `html` ends.
fn with_tail(html: String, tail: &str) -> String {
    let end = html.to_ascii_lowercase().rfind("</body").or_else(|| html.to_ascii_lowercase().rfind("</html"));
    match end.and_then(|end| html.split_at_checked(end)) {
        Some((before, after)) => [before, tail, after].concat(),
        None => html + tail,
    }
}

fn picture(address: &str) -> String {
    format!(
        "<img src=\"{}\" alt=\"\" width=\"1\" height=\"1\" style=\"display:block;border:0\">",
        encode_double_quoted_attribute(address)
    )
}

fn html_footer(footer: &Footer) -> String {
    let words = footer.language.words();
    let link = |address: &str, words: &str| {
        format!(
            "<a href=\"{}\" style=\"color:inherit\">{}</a>",
            encode_double_quoted_attribute(address),
            encode_text(words)
        )
    };
    let shop: Vec<_> = [&footer.site_name, &footer.postal_address]
        .into_iter()
        .filter(|line| !line.is_empty())
        .map(|line| encode_text(line).replace('\n', "<br>"))
        .collect();
    format!(
        "<div style=\"margin-top:32px;font:12px/1.5 sans-serif;color:#595959;text-align:center\" lang=\"{}\">\
         <p>{}</p><p>{} · {}</p></div>",
        footer.language.as_str(),
        shop.join("<br>"),
        link(&footer.unsubscribe_url, words.unsubscribe),
        link(&footer.preferences_url, words.preferences),
    )
}

fn text_footer(footer: &Footer) -> String {
    let words = footer.language.words();
    let shop: Vec<_> = [footer.site_name.as_str(), footer.postal_address.as_str()]
        .into_iter()
        .filter(|line| !line.is_empty())
        .collect();
    format!(
        "\n\n-- \n{}\n{}: {}\n{}: {}\n",
        shop.join("\n"),
        words.unsubscribe,
        footer.unsubscribe_url,
        words.preferences,
        footer.preferences_url
    )
}

#[cfg(test)]
mod tests {
    use growffinity_campaigns::tracking::Language;

    use super::*;

    fn footer() -> Footer {
        Footer {
            unsubscribe_url: "https://crm.example/u/x".to_owned(),
            preferences_url: "https://crm.example/p/x".to_owned(),
            language: Language::German,
            site_name: "Müller & Söhne".to_owned(),
            postal_address: "Hauptstraße 1\n10115 Berlin".to_owned(),
        }
    }

    fn woven(html: &str) -> RenderedMessage {
        let link = |links: u32, address: &str| Some(format!("https://crm.example/t/c/{links}/{}", address.len()));
        let picture = Some("https://crm.example/t/o/x".to_owned());
        let message = RenderedMessage { subject: "s".to_owned(), html: Some(html.to_owned()), text: "text".to_owned() };
        TemplateRenderer::new().weave(message, &Weave { link: &link, picture, footer: footer() })
    }

    fn rewritten(html: &str) -> String {
        with_links(html, &|links, address| Some(format!("[{links} {address}]")))
    }

    #[test]
    fn links_are_replaced_however_they_are_written() {
        assert_eq!(
            rewritten(
                "<a class=x href='https://a.example/?a=1&amp;b=2' data-x=\"<a href='no'>\">a</a><AREA HREF = HTTP://b.example >\
                 <a title='href=\"https://c.example\"' href=\"https://a.example/?a=1&b=2\">again</a>"
            ),
            "<a class=x href=\"[2 https://a.example/?a=1&amp;b=2]\" data-x=\"<a href='no'>\">a</a><AREA HREF = \"[2 HTTP://b.example]\" >\
             <a title='href=\"https://c.example\"' href=\"[2 https://a.example/?a=1&amp;b=2]\">again</a>"
        );
    }

    #[test]
    fn what_is_no_link_of_the_web_stays() {
        for html in [
            "<a href=\"mailto:a@b.example\">a</a>",
            "<a href=\"#top\">a</a><a name=x>b</a><a>c</a>",
            "<a href=\"javascript:alert(1)\">a</a>",
            "<link href=\"https://a.example\"><img src=\"https://a.example/x.png\">",
            "<!-- <a href=\"https://a.example\"> --><style>a[href=\"https://a.example\"]</style>",
            "1 < 2 <a href=\"https://a.example",
            "<abbr href=\"https://a.example\">x</abbr>",
        ] {
            assert_eq!(rewritten(html), html);
        }
    }

    #[test]
    fn broken_html_does_no_harm() {
        for html in
            ["<", "<a", "<a ", "<a href", "<a href=", "<a href=>", "<a href=\"", "<a href='>", "<!--", "<style>", "<é"]
        {
            let _ = rewritten(html);
        }
    }

    #[test]
    fn picture_and_footer_stand_where_the_content_ends() {
        let html = woven("<html><body><p>Hi <a href=\"https://a.example\">there</a></p></BODY></html>").html.unwrap();
        assert!(
            html.starts_with("<html><body><p>Hi <a href=\"https://crm.example/t/c/1/17\">there</a></p><div "),
            "{html}"
        );
        assert!(html.contains("Müller &amp; Söhne<br>Hauptstraße 1<br>10115 Berlin"), "{html}");
        assert!(html.contains("<a href=\"https://crm.example/u/x\" style=\"color:inherit\">Abmelden</a>"), "{html}");
        assert!(html.ends_with("style=\"display:block;border:0\"></BODY></html>"), "{html}");
    }

    #[test]
    fn who_names_the_way_out_gets_no_footer() {
        let woven = woven("<p>Bye: https://crm.example/u/x</p>");
        assert!(!woven.html.unwrap().contains("Abmelden"));
        assert!(woven.text.ends_with(
            "text\n\n-- \nMüller & Söhne\nHauptstraße 1\n10115 Berlin\nAbmelden: https://crm.example/u/x\nEinstellungen: https://crm.example/p/x\n"
        ));
    }
}
