//! Connections are few, kept, and replaced when they have gone stale.

use std::{sync::Arc, time::Duration};

use growffinity_campaigns::{mail::Delivery, ports::Mailer as _};
use growffinity_smtp::SmtpMailer;
use growffinity_testkit::smtp_sink::{Phase, Rule, SmtpSink};
use tokio::task::JoinSet;

use crate::{clock, mail_to, mailer, settings};

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_messages_share_four_connections() {
    let sink = SmtpSink::start().await;
    let mut settings = settings(&format!("{}&connections=4", sink.url()));
    settings.timeouts.prelude = Duration::from_secs(20);
    let mailer = Arc::new(SmtpMailer::new(settings, clock()));
    let mut sending = JoinSet::new();
    for number in 0..100 {
        let mailer = Arc::clone(&mailer);
        sending.spawn(async move { mailer.deliver(&mail_to(&format!("c{number}@example.com"))).await });
    }
    let outcomes = sending.join_all().await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Delivery::Accepted { .. })), "{outcomes:?}");
    let counts = sink.count_by_recipient();
    assert_eq!(counts.len(), 100);
    assert!(counts.values().all(|count| *count == 1));
    assert!(sink.connections() <= 4, "{} connections", sink.connections());
}

#[tokio::test]
async fn a_connection_closed_while_idle_is_replaced_unnoticed() {
    let sink = SmtpSink::start().await;
    let mailer = mailer(&sink);
    mailer.deliver(&mail_to("a@example.com")).await;
    sink.go_down();
    sink.come_up();
    let outcome = mailer.deliver(&mail_to("b@example.com")).await;
    assert!(matches!(outcome, Delivery::Accepted { .. }), "{outcome:?}");

    // Some servers say farewell only when the next message comes.
    sink.rule(Rule::at(Phase::Mail).times(1).reply(421, "4.4.2 idle too long"));
    let outcome = mailer.deliver(&mail_to("c@example.com")).await;
    assert!(matches!(outcome, Delivery::Accepted { .. }), "{outcome:?}");
    assert_eq!((sink.count(), sink.connections()), (3, 3));
}

#[tokio::test]
async fn a_lost_content_is_never_sent_again() {
    let sink = SmtpSink::start().await;
    let mailer = mailer(&sink);
    mailer.deliver(&mail_to("a@example.com")).await;
    sink.rule(Rule::at(Phase::Content).keep_and_hang_up());
    let outcome = mailer.deliver(&mail_to("b@example.com")).await;
    assert!(matches!(outcome, Delivery::Uncertain { .. }), "{outcome:?}");
    assert_eq!(sink.count_by_recipient()["b@example.com"], 1);
}

#[tokio::test]
async fn closing_takes_leave_and_defers_what_comes_later() {
    let sink = SmtpSink::start().await;
    let mailer = mailer(&sink);
    mailer.deliver(&mail_to("a@example.com")).await;
    assert_eq!(sink.open_connections(), 1);
    mailer.close().await;
    let deadline = tokio::time::Instant::now() + Duration::from_secs(5);
    while sink.open_connections() > 0 {
        assert!(tokio::time::Instant::now() < deadline, "the connection stays open");
        tokio::task::yield_now().await;
    }
    assert!(matches!(mailer.deliver(&mail_to("b@example.com")).await, Delivery::Deferred { .. }));
}
