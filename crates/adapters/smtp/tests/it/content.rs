//! What arrives is what was meant.

use std::time::Duration;

use growffinity_campaigns::{mail::Delivery, ports::Mailer as _};
use growffinity_testkit::smtp_sink::{Received, SmtpSink};

use crate::{mail_to, mailer};

async fn received(change: impl FnOnce(&mut growffinity_campaigns::mail::Mail)) -> Received {
    let sink = SmtpSink::start().await;
    let mut mail = mail_to("ann@example.com");
    change(&mut mail);
    let outcome = mailer(&sink).deliver(&mail).await;
    assert!(matches!(outcome, Delivery::Accepted { .. }), "{outcome:?}");
    sink.wait_for(1, Duration::from_secs(5)).await.remove(0)
}

#[tokio::test]
async fn letters_of_every_kind_survive() {
    let message = received(|mail| {
        mail.from.name = "Çiğdem's \"Café\"".to_owned();
        mail.to.name = "Ann, née Müller <x@y.example>".to_owned();
        mail.reply_to = Some("help@example.com".parse().unwrap());
        mail.content.subject = "Grüße aus 日本 😀 ".repeat(20).trim().to_owned();
        mail.content.text = "Schöne Grüße\n\nüber Zeilen".to_owned();
        mail.content.html = Some("<p>Schöne Grüße 😀</p>\n".to_owned());
    })
    .await;
    assert_eq!(message.subject(), "Grüße aus 日本 😀 ".repeat(20).trim());
    assert_eq!(message.text().unwrap().trim_end(), "Schöne Grüße\n\nüber Zeilen");
    assert_eq!(message.html().unwrap().trim_end(), "<p>Schöne Grüße 😀</p>");
    let from = mailparse_address(&message, "From");
    assert_eq!(from, ("Çiğdem's \"Café\"".to_owned(), "shop@example.com".to_owned()));
    assert_eq!(mailparse_address(&message, "To").1, "ann@example.com");
    assert_eq!(message.header("Reply-To").unwrap(), "help@example.com");
    assert_eq!(message.message_id(), "c1.ann@example.com");
    assert_eq!(
        (message.from.as_str(), message.to.as_slice()),
        ("shop@example.com", &["ann@example.com".to_owned()][..])
    );
    assert_eq!(message.header("Date").unwrap(), "Mon, 04 May 2026 10:00:00 +0000");
    assert_eq!(message.header("Bcc"), None);
}

#[tokio::test]
async fn dots_and_long_lines_survive() {
    let long = "w".repeat(5_000);
    let text = format!(".\n..\n.start\nend.\n{long}\n.\nlast");
    let expected = text.clone();
    let message = received(|mail| mail.content.text = text).await;
    assert_eq!(message.text().unwrap().trim_end(), expected);
}

#[tokio::test]
async fn dots_survive_without_any_encoding_too() {
    let text = ".\n..\n.start\n\n.\nlast";
    let message = received(|mail| {
        mail.content.html = None;
        mail.content.text = text.to_owned();
    })
    .await;
    assert_eq!(message.header("Content-Transfer-Encoding").unwrap(), "7bit");
    assert_eq!(message.text().unwrap().trim_end(), text);
}

fn mailparse_address(message: &Received, header: &str) -> (String, String) {
    let (headers, _) = mailparse::parse_headers(&message.raw).unwrap();
    let header = headers.iter().find(|one| one.get_key() == header).unwrap();
    let list = mailparse::addrparse_header(header).unwrap();
    let single = list.extract_single_info().unwrap();
    (single.display_name.unwrap_or_default(), single.addr)
}
