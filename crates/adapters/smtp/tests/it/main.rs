//! The mailers, against a real SMTP server and real folders.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod content;
mod file;
mod invitation;
mod outcomes;
mod pool;
mod tls;

use std::{sync::Arc, time::Duration};

use growffinity_campaigns::mail::{Mail, Mailbox, RenderedMessage};
use growffinity_kernel::{Clock, ManualClock};
use growffinity_smtp::{SmtpMailer, SmtpSettings, Timeouts};
use growffinity_testkit::smtp_sink::SmtpSink;

fn clock() -> Arc<dyn Clock> {
    Arc::new(ManualClock::at("2026-05-04T10:00:00Z".parse().unwrap()))
}

/// Limits short enough to be waited for.
fn settings(url: &str) -> SmtpSettings {
    let mut settings = SmtpSettings::parse(url).unwrap();
    settings.timeouts = Timeouts {
        connect: Duration::from_millis(500),
        command: Duration::from_millis(500),
        prelude: Duration::from_millis(900),
        content: Duration::from_millis(500),
    };
    settings
}

fn mailer(sink: &SmtpSink) -> SmtpMailer {
    SmtpMailer::new(settings(&sink.url()), clock())
}

fn mail_to(email: &str) -> Mail {
    Mail {
        message_id: format!("c1.{email}"),
        from: Mailbox { name: "Shop".to_owned(), email: "shop@example.com".parse().unwrap() },
        reply_to: None,
        to: Mailbox { name: "Ann".to_owned(), email: email.parse().unwrap() },
        list: None,
        content: RenderedMessage {
            subject: "Hello".to_owned(),
            html: Some("<p>Hi</p>".to_owned()),
            text: "Hi".to_owned(),
        },
    }
}
