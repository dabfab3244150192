//! What a failure means, by the moment it came.

use std::time::Duration;

use growffinity_campaigns::{mail::Delivery, ports::Mailer as _};
use growffinity_smtp::SmtpMailer;
use growffinity_testkit::smtp_sink::{Phase, Rule, SmtpSink};

use crate::{clock, mail_to, mailer, settings};

const ANN: &str = "ann@example.com";

/// What became of one message under `rule`, and whether the next one went through on the same mailer.
async fn under(rule: Rule) -> (Delivery, usize) {
    let sink = SmtpSink::start().await;
    let mailer = mailer(&sink);
    sink.rule(rule);
    let outcome = mailer.deliver(&mail_to(ANN)).await;
    let kept = sink.count();
    sink.accept_everything();
    let next = mailer.deliver(&mail_to("next@example.com")).await;
    assert!(matches!(next, Delivery::Accepted { .. }), "the next message: {next:?}");
    assert_eq!(sink.count_by_recipient()["next@example.com"], 1);
    (outcome, kept)
}

fn deferred(outcome: &Delivery, with: &str) -> bool {
    matches!(outcome, Delivery::Deferred { reason } if reason.contains(with))
}

#[tokio::test]
async fn an_accepted_message_carries_the_servers_answer() {
    let (outcome, kept) = under(Rule::at(Phase::Connect)).await;
    assert_eq!((outcome, kept), (Delivery::Accepted { response: "250 2.0.0 kept".to_owned() }, 1));
}

#[tokio::test]
async fn a_5xx_to_sender_recipient_data_or_content_is_final() {
    for phase in [Phase::Mail, Phase::Recipient, Phase::Data, Phase::Content] {
        let (outcome, kept) = under(Rule::at(phase).reply(550, "5.1.1 no such user")).await;
        assert_eq!(outcome, Delivery::Refused { response: "550 5.1.1 no such user".to_owned() }, "{phase:?}");
        assert_eq!(kept, 0);
    }
}

#[tokio::test]
async fn a_4xx_anywhere_defers() {
    for phase in [Phase::Connect, Phase::Hello, Phase::Mail, Phase::Recipient, Phase::Data, Phase::Content] {
        for code in [421, 451] {
            let (outcome, kept) = under(Rule::at(phase).reply(code, "4.3.2 later")).await;
            assert!(deferred(&outcome, &format!("{code} 4.3.2 later")), "{phase:?}: {outcome:?}");
            assert_eq!(kept, 0);
        }
    }
}

#[tokio::test]
async fn a_server_that_refuses_us_refuses_no_message() {
    let (outcome, _) = under(Rule::at(Phase::Connect).reply(554, "5.7.1 not you")).await;
    assert!(deferred(&outcome, "554"), "{outcome:?}");
    let (outcome, _) = under(Rule::at(Phase::Mail).reply(530, "5.7.0 log in")).await;
    assert!(deferred(&outcome, "530"), "{outcome:?}");
}

#[tokio::test]
async fn a_connection_lost_before_the_content_defers() {
    for phase in [Phase::Connect, Phase::Hello, Phase::Mail, Phase::Recipient, Phase::Data] {
        let (outcome, kept) = under(Rule::at(phase).hang_up()).await;
        assert!(deferred(&outcome, ""), "{phase:?}: {outcome:?}");
        assert_eq!(kept, 0);
    }
}

#[tokio::test]
async fn a_connection_lost_within_or_after_the_content_is_uncertain() {
    for rule in [
        Rule::at(Phase::Body).hang_up(),
        Rule::at(Phase::Content).hang_up(),
        Rule::at(Phase::Content).keep_and_hang_up(),
    ] {
        let (outcome, _) = under(rule).await;
        assert!(matches!(outcome, Delivery::Uncertain { .. }), "{outcome:?}");
    }
}

#[tokio::test]
async fn an_answer_out_of_step_is_never_taken_for_success() {
    let (outcome, _) = under(Rule::at(Phase::Data).reply(250, "ok")).await;
    assert!(deferred(&outcome, "250 to DATA"), "{outcome:?}");
    let (outcome, _) = under(Rule::at(Phase::Content).reply(354, "go on")).await;
    assert!(matches!(outcome, Delivery::Uncertain { .. }), "{outcome:?}");
}

#[tokio::test]
async fn silence_defers_before_the_content_and_is_uncertain_after_it() {
    let silence = Duration::from_secs(30);
    for phase in [Phase::Connect, Phase::Mail, Phase::Recipient, Phase::Data] {
        let (outcome, _) = under(Rule::at(phase).times(1).delay(silence)).await;
        assert!(deferred(&outcome, "within 0.5 s"), "{phase:?}: {outcome:?}");
    }
    for phase in [Phase::Body, Phase::Content] {
        let (outcome, _) = under(Rule::at(phase).times(1).delay(silence)).await;
        assert!(matches!(outcome, Delivery::Uncertain { .. }), "{phase:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn slow_steps_share_one_limit() {
    let sink = SmtpSink::start().await;
    for phase in [Phase::Connect, Phase::Mail, Phase::Recipient] {
        sink.delay(phase, Duration::from_millis(400));
    }
    let outcome = mailer(&sink).deliver(&mail_to(ANN)).await;
    assert!(deferred(&outcome, "within 0.9 s"), "{outcome:?}");
}

#[tokio::test]
async fn a_server_that_is_down_defers_until_it_is_back() {
    let sink = SmtpSink::start().await;
    let mailer = mailer(&sink);
    assert!(matches!(mailer.deliver(&mail_to(ANN)).await, Delivery::Accepted { .. }));
    sink.go_down();
    assert!(deferred(&mailer.deliver(&mail_to(ANN)).await, ""));
    sink.come_up();
    assert!(matches!(mailer.deliver(&mail_to(ANN)).await, Delivery::Accepted { .. }));
    assert_eq!(sink.count(), 2);
}

#[tokio::test]
async fn a_wrong_password_defers_and_a_right_one_sends() {
    let sink = SmtpSink::start_with_login("shop", "s3cret");
    let right = mailer(&sink);
    assert_eq!(right.check().await, Ok(()));
    assert!(matches!(right.deliver(&mail_to(ANN)).await, Delivery::Accepted { .. }));

    let wrong = SmtpMailer::new(settings(&sink.url().replace("s3cret", "guess")), clock());
    assert!(deferred(&wrong.deliver(&mail_to(ANN)).await, "535"));
    assert!(wrong.check().await.unwrap_err().contains("535"));
    assert_eq!(sink.count(), 1);
}

#[tokio::test]
async fn one_refused_recipient_does_not_touch_the_others() {
    let sink = SmtpSink::start().await;
    let mailer = mailer(&sink);
    sink.refuse_recipient("b@example.com", 550);
    sink.defer_next(1);
    let mut outcomes = Vec::new();
    for recipient in ["a@example.com", "b@example.com", "c@example.com"] {
        outcomes.push(mailer.deliver(&mail_to(recipient)).await);
    }
    assert!(deferred(&outcomes[0], "451"), "{outcomes:?}");
    assert!(matches!(outcomes[1], Delivery::Refused { .. }), "{outcomes:?}");
    assert!(matches!(outcomes[2], Delivery::Accepted { .. }), "{outcomes:?}");
    assert_eq!(sink.connections(), 1, "a refusal costs no connection");
}
