//! What follows from an answer: delivered, again later, given up, or the end of the webhook.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{DeliveryKind, ports::Posted};

/// When failed deliveries are tried again, and for how long a webhook may do nothing but fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The pause before the second attempt, the third, …; there are no more attempts than these and the first.
    pub retries: Vec<Duration>,
    /// A webhook that has had nothing but failures for this long is disabled.
    pub disable_after: Duration,
}

/// The longest a receiver can ask us to wait.
const LONGEST_WAIT: TimeDelta = TimeDelta::days(1);

/// What follows from an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The receiver has it.
    Delivered,
    /// It is tried again then.
    Again(DateTime<Utc>),
    /// It is given up.
    Failed,
    /// It is given up, and the receiver wants no more.
    Gone,
}

/// Judges the attempt `number` (1 is the first), which was answered with `posted` at `now`. `chance` is a random byte: a pause
/// is drawn out by up to 20 %, so that many that failed together don't come back together. What the receiver asks for by
/// `Retry-After` is respected up to a day.
pub fn judge(
    posted: &Posted,
    kind: DeliveryKind,
    number: u32,
    policy: &Policy,
    chance: u8,
    now: DateTime<Utc>,
) -> Verdict {
    let answer = posted.outcome.as_ref().ok();
    match answer.map(|answer| answer.status) {
        Some(200..=299) => return Verdict::Delivered,
        Some(410) if kind == DeliveryKind::Event => return Verdict::Gone,
        _ => {}
    }
    let index = usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
    let Some(pause) = policy.retries.get(index).filter(|_| kind == DeliveryKind::Event) else { return Verdict::Failed };
    let pause = *pause + *pause * u32::from(chance) / (5 * 255);
    let pause = TimeDelta::from_std(pause).unwrap_or(LONGEST_WAIT);
    let asked = answer.and_then(|answer| answer.retry_after.as_deref()).and_then(|text| retry_after(text, now));
    Verdict::Again(now + asked.map_or(pause, |asked| asked.min(LONGEST_WAIT).max(pause)))
}

/// How long `Retry-After` (RFC 9110, section 10.2.3) asks to wait: seconds, or until a date. A date gone by asks for nothing.
pub fn retry_after(text: &str, now: DateTime<Utc>) -> Option<TimeDelta> {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.get(..9.min(text.len())).and_then(|digits| digits.parse().ok()).map(TimeDelta::seconds);
    }
    let date = DateTime::parse_from_rfc2822(text).ok()?;
    Some((date.to_utc() - now).max(TimeDelta::zero()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ports::{Answer, PostFault};

    fn policy() -> Policy {
        let retries = [5, 300, 1_800].map(Duration::from_secs).to_vec();
        Policy { retries, disable_after: Duration::from_hours(120) }
    }

    fn now() -> DateTime<Utc> {
        "2026-11-23T10:00:00Z".parse().unwrap()
    }

    fn answered(status: u16, retry_after: Option<&str>) -> Posted {
        let answer = Answer { status, retry_after: retry_after.map(str::to_owned), body: Vec::new() };
        Posted { milliseconds: 3, outcome: Ok(answer) }
    }

    fn pause(verdict: Verdict) -> i64 {
        match verdict {
            Verdict::Again(at) => (at - now()).num_seconds(),
            other => panic!("{other:?}"),
        }
    }

    fn judged(posted: &Posted, number: u32) -> Verdict {
        judge(posted, DeliveryKind::Event, number, &policy(), 0, now())
    }

    #[test]
    fn each_answer_has_its_verdict() {
        for status in [200, 201, 204, 299] {
            assert_eq!(judged(&answered(status, None), 1), Verdict::Delivered, "{status}");
        }
        for status in [100, 301, 302, 400, 401, 404, 408, 429, 500, 503] {
            assert_eq!(pause(judged(&answered(status, None), 1)), 5, "{status}");
        }
        assert_eq!(judged(&answered(410, None), 1), Verdict::Gone);
        let silent = Posted { milliseconds: 15_000, outcome: Err(PostFault::TimedOut) };
        assert_eq!((pause(judged(&silent, 2)), pause(judged(&silent, 3))), (300, 1_800));
        assert_eq!(judged(&silent, 4), Verdict::Failed);
        for kind in [DeliveryKind::Ping, DeliveryKind::Test] {
            for posted in [&silent, &answered(500, None), &answered(410, None)] {
                assert_eq!(judge(posted, kind, 1, &policy(), 0, now()), Verdict::Failed);
            }
        }
    }

    #[test]
    fn a_receiver_says_when_to_come_back() {
        assert_eq!(pause(judged(&answered(429, Some("120")), 1)), 120);
        assert_eq!(pause(judged(&answered(503, Some("Mon, 23 Nov 2026 10:10:00 GMT")), 1)), 600);
        assert_eq!(pause(judged(&answered(503, Some("1")), 2)), 300, "never before the schedule");
        assert_eq!(pause(judged(&answered(503, Some("99999999999999999999")), 1)), 86_400, "nor later than in a day");
        for nothing in ["", "soon", "-5", "Mon, 23 Nov 2020 10:10:00 GMT"] {
            assert_eq!(pause(judged(&answered(503, Some(nothing)), 1)), 5, "{nothing:?}");
        }
    }

    proptest! {
        #[test]
        fn pauses_are_drawn_out_by_a_fifth_at_most(number in 1_u32..4, chance: u8) {
            let verdict = judge(&answered(500, None), DeliveryKind::Event, number, &policy(), chance, now());
            let Verdict::Again(at) = verdict else { panic!("{verdict:?}") };
            let base = TimeDelta::from_std(policy().retries[usize::try_from(number).unwrap() - 1]).unwrap();
            let pause = at - now();
            prop_assert!(pause >= base && pause <= base + base / 5, "{pause}");
        }

        #[test]
        fn no_text_of_a_receiver_does_harm(text in "\\PC{0,40}") {
            let _ = retry_after(&text, now());
        }
    }
}
