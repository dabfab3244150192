//! Tests of free attributes, whose values may be of any JSON type.

use std::cmp::Ordering;

use growffinity_kernel::Decimal;
use serde_json::{Number, Value};

use crate::{
    condition::{AttributeTest, DateTest, Resolved, TextTest, set_key},
    eval::Evaluation,
};

impl Evaluation<'_> {
    /// Whether the test holds of an attribute, or of a property of an event.
    pub(super) fn value_passes(self, value: &Value, test: &AttributeTest) -> bool {
        match (test, value) {
            (AttributeTest::Text(test), Value::String(written)) => test.holds(written),
            (AttributeTest::Contains(part), Value::String(written)) => TextTest::Contains(part.clone()).holds(written),
            (AttributeTest::Contains(part), Value::Array(members)) => has(members, &format!("s{part}")),
            (AttributeTest::Number(test), Value::Number(number)) => test.holds(|bound| compare(number, bound)),
            (AttributeTest::Boolean(wanted), Value::Bool(truth)) => wanted == truth,
            (AttributeTest::Date(test), Value::String(written)) => self.written_day_passes(written, test),
            (AttributeTest::AnyOf(keys), Value::Array(members)) => keys.iter().any(|key| has(members, key)),
            (AttributeTest::AllOf(keys), Value::Array(members)) => keys.iter().all(|key| has(members, key)),
            (
                AttributeTest::Text(_)
                | AttributeTest::Contains(_)
                | AttributeTest::Number(_)
                | AttributeTest::Boolean(_)
                | AttributeTest::Date(_)
                | AttributeTest::AnyOf(_)
                | AttributeTest::AllOf(_),
                _,
            ) => false,
        }
    }

    /// Written days compare as text: they sort like days, and what looks like a day but is none (30 February) is
    /// treated alike by every evaluator.
    fn written_day_passes(self, written: &str, test: &DateTest) -> bool {
        let Some(day) = written_day(written) else { return false };
        match test.days(self.now, self.zone) {
            Resolved::Span(span) => {
                span.from.is_none_or(|from| day >= from.to_string().as_str())
                    && span.until.is_none_or(|until| day < until.to_string().as_str())
            }
            Resolved::Anniversary(days) => day.get(5..).is_some_and(|tail| days.iter().any(|one| one == tail)),
        }
    }
}

/// Whether a value is as good as none.
pub(super) fn is_empty(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(members)) => members.is_empty(),
        Some(Value::Bool(_) | Value::Number(_) | Value::Object(_)) => false,
    }
}

fn has(members: &[Value], key: &str) -> bool {
    members.iter().any(|member| set_key(member).is_some_and(|found| found == key))
}

/// The `YYYY-MM-DD` that `text` is or begins with, a time of day behind `T`, `t` or a blank.
fn written_day(text: &str) -> Option<&str> {
    let (day, rest) = text.split_at_checked(10)?;
    let shaped = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    (shaped && (rest.is_empty() || rest.starts_with(['T', 't', ' ']))).then_some(day)
}

/// Compares exactly. A bound has at most four decimals and fourteen digits before the point, so that of a number too
/// large or too fine for a decimal the sign alone decides.
fn compare(number: &Number, bound: Decimal) -> Ordering {
    if let Some(whole) = number.as_i64() {
        return Decimal::from(whole).cmp(&bound);
    }
    if let Some(whole) = number.as_u64() {
        return Decimal::from(whole).cmp(&bound);
    }
    let float = number.as_f64().unwrap_or_default();
    if float.abs() >= 1e20 {
        return if float > 0.0 { Ordering::Greater } else { Ordering::Less };
    }
    match Decimal::from_str_exact(&float.to_string()) {
        Ok(exact) => exact.cmp(&bound),
        // Finer than any bound, so nearer to zero than every bound but zero.
        Err(_) if bound.is_zero() => float.partial_cmp(&0.0).unwrap_or(Ordering::Equal),
        Err(_) => Decimal::ZERO.cmp(&bound),
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use serde_json::{Value, json};

    use super::compare;

    #[test]
    fn numbers_beyond_decimals_still_compare() {
        let against = |value: Value, bound: &str| compare(value.as_number().unwrap(), bound.parse().unwrap());
        assert_eq!(against(json!(1e300), "99999999999999"), Ordering::Greater);
        assert_eq!(against(json!(-1e300), "0"), Ordering::Less);
        assert_eq!(against(json!(1e-300), "0"), Ordering::Greater);
        assert_eq!(against(json!(1e-300), "0.0001"), Ordering::Less);
        assert_eq!(against(json!(-1e-300), "-0.0001"), Ordering::Greater);
        assert_eq!(against(json!(0.1), "0.10"), Ordering::Equal);
        assert_eq!(against(json!(u64::MAX), "1"), Ordering::Greater);
    }
}
