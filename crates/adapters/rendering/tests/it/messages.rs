//! What a customer gets.

use std::time::{Duration, Instant};

use growffinity_campaigns::content::{Content, ContentFormat};
use serde_json::{Map, json};

use crate::{ann, compile, html};

#[test]
fn values_are_escaped_in_html_and_nowhere_else() {
    let template = compile(
        "Hello {{ customer.first_name }}",
        "For {{ customer.first_name }}",
        &html("<body><p>{{ customer.first_name }} of {{ customer.billing.city }}</p></body>"),
    );
    let message = template.ok().unwrap().render(&ann()).unwrap();
    assert_eq!(message.subject, "Hello Ann & <b>Co</b>");
    let html = message.html.unwrap();
    assert!(html.contains("<p>Ann &amp; &lt;b&gt;Co&lt;"), "{html}");
    assert!(html.contains("\">For Ann &amp; &lt;b&gt;Co&lt;/b&gt;</div><p>"), "{html}");
    assert_eq!(message.text, "Ann & <b>Co</b> of Köln");
}

#[test]
fn what_is_not_known_of_a_customer_gives_nothing_or_the_fallback() {
    let body = "[{{ customer.first_name }}|{{ customer.first_name|default('friend') }}|{{ customer.billing.city }}|\
        {{ customer.attributes.a.b|upper }}|{{ customer.phone or 'none' }}|{{ customer.last_order_date }}|\
        {% for size in customer.attributes.sizes %}{{ size }}{% endfor %}]";
    let content = Content { format: ContentFormat::Text, body: body.to_owned(), text: None };
    let template = compile("Hi {{ customer.first_name|default('you') }}", "", &content).ok().unwrap();
    let unset = json!({"customer": {"first_name": "", "phone": null, "last_order_date": null}});
    for variables in [Map::new(), unset.as_object().unwrap().clone()] {
        let message = template.render(&variables).unwrap();
        assert_eq!(message.text, "[|friend|||none||]");
        assert_eq!((message.subject.as_str(), message.html), ("Hi you", None));
    }
}

#[test]
fn a_subject_is_one_line() {
    let variables = json!({"customer": {"first_name": "Ann\r\nBcc: eve@example.com\u{85}x\t y"}});
    let template = compile("  Hi\n{{ customer.first_name }} ", "", &html("x")).ok().unwrap();
    let message = template.render(variables.as_object().unwrap()).unwrap();
    assert_eq!(message.subject, "Hi Ann Bcc: eve@example.com x y");
}

#[test]
fn a_plain_part_of_the_authors_own_is_kept() {
    let content = Content {
        format: ContentFormat::Html,
        body: "<p>rich</p>".to_owned(),
        text: Some("plain & {{ campaign.name }}\n".to_owned()),
    };
    let message = compile("s", "preview", &content).ok().unwrap().render(&ann()).unwrap();
    assert_eq!(message.text, "plain & Spring");
}

#[test]
fn the_preview_is_not_repeated_in_the_plain_part() {
    let message = compile("s", "preview", &html("<p>rich</p>")).ok().unwrap().render(&ann()).unwrap();
    assert_eq!(message.text, "rich");
    assert!(message.html.unwrap().starts_with("<div style=\"display:none"));
}

#[test]
fn a_message_of_ten_kilobytes_takes_well_under_a_millisecond_when_optimised() {
    let line =
        "<p class=\"line\">Dear {{ customer.first_name }}, see <a href=\"{{ site.url }}/x\">our shop</a> today.</p>\n";
    let body = format!("<html><body>{}</body></html>", line.repeat(100));
    let template = compile("Hello {{ customer.first_name }}", "News", &html(&body)).ok().unwrap();
    let variables = ann();
    assert!(template.render(&variables).unwrap().html.unwrap().len() > 10_000);
    let mut times: Vec<Duration> = (0..50)
        .map(|_| {
            let started = Instant::now();
            template.render(&variables).unwrap();
            started.elapsed()
        })
        .collect();
    times.sort();
    println!("median {:?}", times[25]);
    let limit = if cfg!(debug_assertions) { Duration::from_millis(50) } else { Duration::from_millis(1) };
    assert!(times[25] < limit, "{:?}", times[25]);
}
