//! Reads the `value` of a condition as what its operator wants.

use growffinity_kernel::{CalendarDuration, Decimal, InvalidMoney, Money};
use serde_json::Value;

use crate::condition::{MAX_VALUES, date::DateValue, fault::Fault, test::set_key};

/// The longest text a condition may compare with, in characters.
const MAX_TEXT: usize = 1_000;

/// Reads values and collects the faults.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) faults: Vec<Fault>,
}

impl Reader {
    /// Text of one character or more.
    pub(super) fn text(&mut self, value: &Value, path: &str) -> Option<String> {
        let Some(text) = value.as_str() else { return self.refuse(Fault::wrong_type(path, "string")) };
        if text.is_empty() {
            let message = format!("{path} must be at least 1 character long.");
            return self.refuse(Fault::new(path, "rest_too_short", message));
        }
        if text.chars().count() > MAX_TEXT {
            let message = format!("{path} must be at most {MAX_TEXT} characters long.");
            return self.refuse(Fault::new(path, "rest_too_long", message));
        }
        if text.contains('\0') {
            let message = format!("{path} does not match pattern ^[^\\u0000]+$.");
            return self.refuse(Fault::new(path, "rest_invalid_pattern", message));
        }
        Some(text.to_owned())
    }

    /// A number, or text that is a plain one.
    pub(super) fn number(&mut self, value: &Value, path: &str) -> Option<Decimal> {
        let read = match value {
            Value::Number(number) => number.to_string().parse::<Money>().or_else(|fault| {
                // 1e3 is a number in JSON.
                Decimal::from_scientific(&number.to_string()).map_err(|_| fault).and_then(Money::new)
            }),
            Value::String(text) => text.parse::<Money>(),
            _ => Err(InvalidMoney::NotANumber),
        };
        match read {
            Ok(number) => Some(number.decimal()),
            Err(InvalidMoney::NotANumber) if !value.is_number() => self.refuse(Fault::wrong_type(path, "number")),
            Err(InvalidMoney::NotANumber | InvalidMoney::OutOfRange) => {
                let most = "99999999999999.9999";
                let message = format!("{path} must be between -{most} (inclusive) and {most} (inclusive)");
                self.refuse(Fault::new(path, "rest_out_of_bounds", message))
            }
        }
    }

    /// The id of something: a positive integer, or text that is one.
    pub(super) fn id(&mut self, value: &Value, path: &str) -> Option<i64> {
        let number = value.as_i64().or_else(|| value.as_str().and_then(|text| text.parse().ok()));
        match number {
            Some(id) if id > 0 => Some(id),
            Some(_) => {
                let message = format!("{path} must be greater than or equal to 1");
                self.refuse(Fault::new(path, "rest_out_of_bounds", message))
            }
            None => self.refuse(Fault::wrong_type(path, "integer")),
        }
    }

    /// One of a closed set.
    pub(super) fn choice(&mut self, value: &Value, path: &str, allowed: &[&str]) -> Option<String> {
        match value.as_str() {
            None => self.refuse(Fault::wrong_type(path, "string")),
            Some(name) if allowed.contains(&name) => Some(name.to_owned()),
            Some(_) => self.refuse(Fault::not_one_of(path, allowed)),
        }
    }

    /// A duration such as `30 days`.
    pub(super) fn duration(&mut self, value: &Value, path: &str) -> Option<CalendarDuration> {
        let Some(text) = value.as_str() else { return self.refuse(Fault::wrong_type(path, "string")) };
        text.parse().ok().or_else(|| {
            let message =
                format!("{path} does not match pattern ^[1-9][0-9]* (second|minute|hour|day|week|month|year)s?$.");
            self.refuse(Fault::new(path, "rest_invalid_pattern", message))
        })
    }

    /// A date value.
    pub(super) fn date(&mut self, value: &Value, path: &str) -> Option<DateValue> {
        let Some(text) = value.as_str() else { return self.refuse(Fault::wrong_type(path, "string")) };
        DateValue::parse(text)
            .or_else(|| self.refuse(Fault::new(path, "rest_invalid_date", "Invalid date.".to_owned())))
    }

    /// A member of a set, as its key.
    pub(super) fn member(&mut self, value: &Value, path: &str) -> Option<String> {
        match value {
            Value::String(_) => self.text(value, path)?,
            Value::Number(_) => self.number(value, path)?.to_string(),
            Value::Bool(_) => String::new(),
            _ => return self.refuse(Fault::wrong_type(path, "string,number,boolean")),
        };
        set_key(value)
    }

    /// A list of one item or more, each read by `item`.
    pub(super) fn list<T>(
        &mut self,
        value: &Value,
        path: &str,
        mut item: impl FnMut(&mut Self, &Value, &str) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Some(items) = value.as_array() else { return self.refuse(Fault::wrong_type(path, "array")) };
        if items.is_empty() {
            let message = format!("{path} must contain at least 1 item.");
            return self.refuse(Fault::new(path, "rest_too_few_items", message));
        }
        if items.len() > MAX_VALUES {
            let message = format!("{path} must contain at most {MAX_VALUES} items.");
            return self.refuse(Fault::new(path, "rest_too_many_items", message));
        }
        let read: Vec<Option<T>> =
            items.iter().enumerate().map(|(at, value)| item(self, value, &format!("{path}[{at}]"))).collect();
        read.into_iter().collect()
    }

    /// A list of exactly two items.
    pub(super) fn pair<T>(
        &mut self,
        value: &Value,
        path: &str,
        mut item: impl FnMut(&mut Self, &Value, &str) -> Option<T>,
    ) -> Option<(T, T)> {
        match value.as_array().map(Vec::as_slice) {
            Some([from, to]) => {
                let from = item(self, from, &format!("{path}[0]"));
                let to = item(self, to, &format!("{path}[1]"));
                from.zip(to)
            }
            Some([] | [_]) => {
                let message = format!("{path} must contain at least 2 items.");
                self.refuse(Fault::new(path, "rest_too_few_items", message))
            }
            Some(_) => {
                let message = format!("{path} must contain at most 2 items.");
                self.refuse(Fault::new(path, "rest_too_many_items", message))
            }
            None => self.refuse(Fault::wrong_type(path, "array")),
        }
    }

    /// Notes the fault; there is no value.
    pub(super) fn refuse<T>(&mut self, fault: Fault) -> Option<T> {
        self.faults.push(fault);
        None
    }
}
