//! Lines that are refused, and why.

use std::borrow::Cow;

use crate::{RecordOrderError, custom_events::RecordEventError};

/// One thing that is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFault {
    /// The column, or the path of the member; empty when it is about the whole line.
    pub column: String,
    /// What stands there, shortened.
    pub value: Option<String>,
    /// The API's code for it.
    pub code: Cow<'static, str>,
    /// What is wrong, in words.
    pub message: String,
}

/// The longest value that is kept of a refused line, in characters.
const LONGEST_VALUE: usize = 100;
/// More faults of one line than these are not kept.
pub(super) const MOST_FAULTS: usize = 5;

impl LineFault {
    /// A fault of the whole line.
    pub fn of_line(code: &'static str, message: impl Into<String>) -> Self {
        Self { column: String::new(), value: None, code: Cow::Borrowed(code), message: message.into() }
    }

    /// A fault of one member.
    pub fn of_member(path: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self { column: path.to_owned(), ..Self::of_line(code, message) }
    }

    /// The same with what stands there.
    #[must_use]
    pub fn with_value(mut self, value: &str) -> Self {
        self.value = Some(shortened(value));
        self
    }
}

/// At most [`LONGEST_VALUE`] characters of `text`, without what PostgreSQL can't keep.
fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST_VALUE).filter(|c| *c != '\0').collect();
    if text.chars().nth(LONGEST_VALUE).is_some() {
        short.push('…');
    }
    short
}

impl From<&RecordOrderError> for LineFault {
    fn from(error: &RecordOrderError) -> Self {
        let words = error.to_string();
        match error {
            RecordOrderError::UnknownOrder(_) => Self::of_member("id", "growffinity_rest_order_invalid_id", words),
            RecordOrderError::UnknownStore(_) | RecordOrderError::NoDefaultStore => {
                Self::of_member("store", "growffinity_rest_store_invalid_id", words)
            }
            RecordOrderError::UnknownCustomer(id) => {
                Self::of_member("customer_id", "growffinity_rest_customer_invalid_id", words)
                    .with_value(&id.to_string())
            }
            RecordOrderError::TotalMissing => Self::of_member("total", "rest_missing_callback_param", words),
            RecordOrderError::CustomerMissing => Self::of_member("billing.email", "rest_missing_callback_param", words),
            RecordOrderError::RefundTooLarge => Self::of_member("refunds", "growffinity_rest_refund_too_large", words),
            RecordOrderError::ValueTooLarge => Self::of_member("exchange_rate", "rest_out_of_bounds", words),
            RecordOrderError::StoreFixed => Self::of_member("store", "rest_invalid_param", words),
            RecordOrderError::ExternalIdFixed => Self::of_member("external_id", "rest_invalid_param", words),
            RecordOrderError::Stale { .. } => Self::of_line("growffinity_rest_conflict", words),
            RecordOrderError::InvalidEmail => Self::of_member("billing.email", "rest_invalid_email", words),
        }
    }
}

impl From<&RecordEventError> for LineFault {
    fn from(error: &RecordEventError) -> Self {
        let words = error.to_string();
        match error {
            RecordEventError::UnknownCustomer => {
                Self::of_member("customer_id", "growffinity_rest_customer_invalid_id", words)
            }
            RecordEventError::InFuture | RecordEventError::TooLongAgo => {
                Self::of_member("occurred_at", "rest_out_of_bounds", words)
            }
        }
    }
}

/// A fault with its place in the file, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The line, counted from 1, the heading included.
    pub line: u64,
    /// Faults of one line are numbered from 1.
    pub number: u32,
    /// What is wrong.
    pub fault: LineFault,
}

/// A place among the refusals of an import: those behind it come later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RefusalPlace {
    /// The line.
    pub line: u64,
    /// The fault within it.
    pub number: u32,
}

#[cfg(test)]
mod tests {
    use super::LineFault;

    #[test]
    fn long_values_are_shortened_between_characters() {
        let fault = LineFault::of_member("name", "rest_too_long", "too long").with_value(&"é".repeat(10_000_000));
        assert_eq!(fault.value.as_deref().map(|value| value.chars().count()), Some(101));
        let short = LineFault::of_member("name", "rest_too_long", "too long").with_value("a\0b");
        assert_eq!(short.value.as_deref(), Some("ab"));
    }
}
