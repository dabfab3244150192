//! An invitation, handed to a real server.

use std::{sync::Arc, time::Duration};

use growffinity_access::invitations::{InvitationLetter, InvitationPost as _};
use growffinity_smtp::MailedInvitations;
use growffinity_testkit::smtp_sink::SmtpSink;

use crate::mailer;

fn letter(name: &str) -> InvitationLetter {
    InvitationLetter {
        id: "7f0c1d".to_owned(),
        to: "ann@example.com".parse().unwrap(),
        name: name.to_owned(),
        login: "ann".to_owned(),
        site_name: "Müller's shop".to_owned(),
        site_url: "https://crm.example.com".to_owned(),
        link: "https://crm.example.com/i/abc".to_owned(),
        expires_at: "2026-11-30T10:00:00Z".parse().unwrap(),
    }
}

#[tokio::test]
async fn the_letter_names_the_site_the_login_the_link_and_its_end() {
    let sink = SmtpSink::start().await;
    let post = MailedInvitations::new(Arc::new(mailer(&sink)), "no-reply@crm.example.com".parse().unwrap());
    post.send(&letter("Ann\r\nBcc: eve@example.com")).await.unwrap();
    let message = sink.wait_for(1, Duration::from_secs(5)).await.remove(0);
    assert_eq!(
        (message.from.as_str(), message.to.as_slice()),
        ("no-reply@crm.example.com", &["ann@example.com".to_owned()][..])
    );
    assert_eq!(message.subject(), "Your invitation to Müller's shop");
    assert_eq!(message.message_id(), "invitation.7f0c1d@crm.example.com");
    assert_eq!(message.header("Bcc"), None);
    let text = message.text().unwrap();
    for part in ["Müller's shop", "Your login is ann", "https://crm.example.com/i/abc", "30 November 2026, 10:00 UTC"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[tokio::test]
async fn a_letter_that_is_not_taken_says_why() {
    let sink = SmtpSink::start().await;
    sink.refuse_everything(550);
    let post = MailedInvitations::new(Arc::new(mailer(&sink)), "no-reply@crm.example.com".parse().unwrap());
    let why = post.send(&letter("")).await.unwrap_err();
    assert!(why.contains("550"), "{why}");
}
