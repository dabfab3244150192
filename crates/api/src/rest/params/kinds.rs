//! Kinds of parameters: what each accepts, leniently as WordPress does, and how it is described.

use std::marker::PhantomData;

use chrono_tz::Tz;
use growffinity_kernel::{Currency, Decimal, EmailAddress, Money};
use serde_json::{Map, Value, json};

use super::{At, Fault};

/// A kind of parameter.
pub trait Kind {
    /// What is read.
    type Out;

    /// Reads `value`, which stands at `at`; dates without a zone are in `zone`.
    ///
    /// # Errors
    /// What is wrong with it.
    fn parse(&self, value: &Value, at: &At<'_>, zone: Tz) -> Result<Self::Out, Fault>;

    /// Its JSON schema.
    fn schema(&self) -> Value;

    /// A value as the documentation shows it; null when it is not worth showing.
    fn show(&self, _value: &Self::Out) -> Value {
        Value::Null
    }
}

/// Text of at most so many characters.
#[derive(Debug, Clone, Copy)]
pub struct Text(pub usize);

impl Kind for Text {
    type Out = String;

    fn parse(&self, value: &Value, at: &At<'_>, _zone: Tz) -> Result<String, Fault> {
        let Value::String(text) = value else {
            return Err(Fault::wrong_type(at, "string"));
        };
        if text.chars().count() > self.0 {
            return Err(Fault::too_long(at, self.0));
        }
        // PostgreSQL's text can't hold it.
        if text.contains('\0') {
            return Err(Fault::new(at, "rest_invalid_pattern", format!("{at} must not contain a null character.")));
        }
        Ok(text.clone())
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "maxLength": self.0})
    }
}

/// Text that is not blank, trimmed.
#[derive(Debug, Clone, Copy)]
pub struct Name(pub usize);

impl Kind for Name {
    type Out = String;

    fn parse(&self, value: &Value, at: &At<'_>, zone: Tz) -> Result<String, Fault> {
        let text = Text(self.0).parse(value, at, zone)?;
        let trimmed = text.trim();
        if trimmed.is_empty() { Err(Fault::too_short(at, 1)) } else { Ok(trimmed.to_owned()) }
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "minLength": 1, "maxLength": self.0})
    }
}

/// Yes or no.
#[derive(Debug, Clone, Copy)]
pub struct Bool;

impl Kind for Bool {
    type Out = bool;

    fn parse(&self, value: &Value, at: &At<'_>, _zone: Tz) -> Result<bool, Fault> {
        let read = match value {
            Value::Bool(yes) => Some(*yes),
            Value::Number(number) => match number.as_i64() {
                Some(0) => Some(false),
                Some(1) => Some(true),
                _ => None,
            },
            Value::String(text) if text == "1" || text.eq_ignore_ascii_case("true") => Some(true),
            Value::String(text) if text == "0" || text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        };
        read.ok_or_else(|| Fault::wrong_type(at, "boolean"))
    }

    fn schema(&self) -> Value {
        json!({"type": "boolean"})
    }

    fn show(&self, value: &bool) -> Value {
        json!(value)
    }
}

/// A whole number within bounds, which are allowed themselves.
#[derive(Debug, Clone, Copy)]
pub struct Int {
    /// The least.
    pub least: Option<i64>,
    /// The most.
    pub most: Option<i64>,
}

impl Int {
    /// Any whole number from `least`.
    pub const fn from(least: i64) -> Self {
        Self { least: Some(least), most: None }
    }

    /// A whole number from `least` to `most`.
    pub const fn between(least: i64, most: i64) -> Self {
        Self { least: Some(least), most: Some(most) }
    }
}

impl Kind for Int {
    type Out = i64;

    fn parse(&self, value: &Value, at: &At<'_>, _zone: Tz) -> Result<i64, Fault> {
        let number = whole_number(value).ok_or_else(|| Fault::wrong_type(at, "integer"))?;
        if self.least.is_some_and(|least| number < least) || self.most.is_some_and(|most| number > most) {
            return Err(Fault::out_of_bounds(at, self.least, self.most));
        }
        Ok(number)
    }

    fn schema(&self) -> Value {
        let mut schema = json!({"type": "integer", "format": "int64"});
        if let Value::Object(members) = &mut schema {
            self.least.map(|least| members.insert("minimum".to_owned(), json!(least)));
            self.most.map(|most| members.insert("maximum".to_owned(), json!(most)));
        }
        schema
    }

    fn show(&self, value: &i64) -> Value {
        json!(value)
    }
}

/// An integer, integer-looking text, or a float without a fraction.
pub fn whole_number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| number.to_string().strip_suffix(".0")?.parse().ok()),
        Value::String(text) => {
            let text = text.trim();
            let whole = text
                .split_once('.')
                .map_or(text, |(whole, rest)| if rest.bytes().all(|digit| digit == b'0') { whole } else { text });
            whole.parse().ok()
        }
        _ => None,
    }
}

/// A decimal number that is not money: a rate.
#[derive(Debug, Clone, Copy)]
pub struct Number;

impl Kind for Number {
    type Out = Decimal;

    fn parse(&self, value: &Value, at: &At<'_>, _zone: Tz) -> Result<Decimal, Fault> {
        let text = match value {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.trim().to_owned(),
            _ => return Err(Fault::wrong_type(at, "number")),
        };
        text.parse().map_err(|_| Fault::wrong_type(at, "number"))
    }

    fn schema(&self) -> Value {
        json!({"type": ["number", "string"]})
    }
}

/// An amount of money, nothing or more: a decimal string, or a number.
#[derive(Debug, Clone, Copy)]
pub struct MoneyText;

/// A JSON number from here on has lost its cents on the way through a float.
const EXACT_FLOATS_END: f64 = 100_000_000_000.0;

impl Kind for MoneyText {
    type Out = Money;

    fn parse(&self, value: &Value, at: &At<'_>, _zone: Tz) -> Result<Money, Fault> {
        let read: Result<Money, _> = match value {
            Value::String(text) => text.parse(),
            Value::Number(number)
                if number.is_f64() && number.as_f64().is_some_and(|f| f.abs() >= EXACT_FLOATS_END) =>
            {
                return Err(Fault::new(at, "rest_out_of_bounds", format!("{at} must be a string to be exact")));
            }
            Value::Number(number) => number.to_string().parse(),
            _ => return Err(Fault::wrong_type(at, "string,number")),
        };
        let money = read.map_err(|error| match error {
            growffinity_kernel::InvalidMoney::NotANumber => Fault::wrong_type(at, "string,number"),
            growffinity_kernel::InvalidMoney::OutOfRange => {
                let message = format!("{at} must have at most 14 digits before the point and 4 behind it");
                Fault::new(at, "rest_out_of_bounds", message)
            }
        })?;
        if money.is_negative() { Err(Fault::out_of_bounds(at, Some(0), None)) } else { Ok(money) }
    }

    fn schema(&self) -> Value {
        json!({"type": ["string", "number"], "format": "decimal"})
    }
}

/// An e-mail address.
#[derive(Debug, Clone, Copy)]
pub struct Email;

impl Kind for Email {
    type Out = EmailAddress;

    fn parse(&self, value: &Value, at: &At<'_>, _zone: Tz) -> Result<EmailAddress, Fault> {
        let Value::String(text) = value else {
            return Err(Fault::wrong_type(at, "string"));
        };
        text.parse().map_err(|_| Fault::new(at, "rest_invalid_email", "Invalid email address."))
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "format": "email"})
    }
}

/// A currency by its code.
#[derive(Debug, Clone, Copy)]
pub struct CurrencyCode;

impl Kind for CurrencyCode {
    type Out = Currency;

    fn parse(&self, value: &Value, at: &At<'_>, _zone: Tz) -> Result<Currency, Fault> {
        let Value::String(text) = value else {
            return Err(Fault::wrong_type(at, "string"));
        };
        let words = || format!("{at} is not a currency code of ISO 4217.");
        text.parse().map_err(|_| Fault::new(at, "rest_not_in_enum", words()))
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "minLength": 3, "maxLength": 3})
    }
}

/// A zone of the IANA database.
#[derive(Debug, Clone, Copy)]
pub struct Zone;

impl Kind for Zone {
    type Out = Tz;

    fn parse(&self, value: &Value, at: &At<'_>, _zone: Tz) -> Result<Tz, Fault> {
        let Value::String(text) = value else {
            return Err(Fault::wrong_type(at, "string"));
        };
        let words = || format!("{at} is not a time zone of the IANA database.");
        text.parse().map_err(|_| Fault::new(at, "rest_not_in_enum", words()))
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "maxLength": 64})
    }
}

/// An id, or an object with one.
#[derive(Debug)]
pub struct Id<T>(PhantomData<T>);

/// The id of a `T`.
pub const fn id<T>() -> Id<T> {
    Id(PhantomData)
}

impl<T: TryFrom<i64>> Kind for Id<T> {
    type Out = T;

    fn parse(&self, value: &Value, at: &At<'_>, _zone: Tz) -> Result<T, Fault> {
        let value = value.get("id").unwrap_or(value);
        let number = whole_number(value).ok_or_else(|| Fault::wrong_type(at, "integer"))?;
        T::try_from(number).map_err(|_| Fault::out_of_bounds(at, Some(1), None))
    }

    fn schema(&self) -> Value {
        json!({"type": "integer", "format": "int64", "minimum": 1})
    }
}

/// Any JSON.
#[derive(Debug, Clone, Copy)]
pub struct Json(pub &'static str);

impl Kind for Json {
    type Out = Value;

    fn parse(&self, value: &Value, _at: &At<'_>, _zone: Tz) -> Result<Value, Fault> {
        Ok(value.clone())
    }

    fn schema(&self) -> Value {
        json!({"type": self.0})
    }
}

/// An object with members of the caller's own choice.
#[derive(Debug, Clone, Copy)]
pub struct JsonMap;

impl Kind for JsonMap {
    type Out = Map<String, Value>;

    fn parse(&self, value: &Value, at: &At<'_>, _zone: Tz) -> Result<Map<String, Value>, Fault> {
        if value.to_string().contains("\\u0000") {
            return Err(Fault::new(at, "rest_invalid_pattern", format!("{at} must not contain a null character.")));
        }
        match value {
            Value::Object(members) => Ok(members.clone()),
            value if is_list_text(value) => Ok(Map::new()),
            _ => Err(Fault::wrong_type(at, "object")),
        }
    }

    fn schema(&self) -> Value {
        json!({"type": "object", "additionalProperties": true})
    }
}

/// PHP prints an empty map as `[]`, and a form sends an empty list as an empty text.
pub fn is_list_text(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}
