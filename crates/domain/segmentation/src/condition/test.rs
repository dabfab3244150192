//! The positive tests that operators stand for. A `not_` operator is the complement of one of these.

use growffinity_kernel::Decimal;
use serde_json::Value;

use crate::{
    condition::{
        date::DateTest,
        field::{ChoiceField, DateField, Field, NumberField, RefField, SetField, TextField},
    },
    fold::fold,
};

/// A positive test of a field. On an unset value it is false, [`FieldTest::Empty`] excepted.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldTest {
    /// Nothing is set.
    Empty(Field),
    /// Text.
    Text(TextField, TextTest),
    /// One of these names.
    Choice(ChoiceField, Vec<String>),
    /// One of these ids.
    Ref(RefField, Vec<i64>),
    /// A number or an amount.
    Number(NumberField, NumberTest),
    /// An instant or a day.
    Date(DateField, DateTest),
    /// A set of names.
    Set(SetField, SetTest),
    /// A free attribute, by its key.
    Attribute(String, AttributeTest),
}

/// A test of text. What it holds is [folded](crate::fold()); the text must be folded too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextTest {
    /// One of these.
    OneOf(Vec<String>),
    /// Has this in it.
    Contains(String),
    /// Begins so.
    StartsWith(String),
    /// Ends so.
    EndsWith(String),
}

impl TextTest {
    /// Whether the test holds of `text`, which need not be folded. Of empty text no test holds.
    pub fn holds(&self, text: &str) -> bool {
        if text.is_empty() {
            return false;
        }
        let text = fold(text);
        match self {
            Self::OneOf(values) => values.contains(&text),
            Self::Contains(part) => text.contains(part),
            Self::StartsWith(part) => text.starts_with(part),
            Self::EndsWith(part) => text.ends_with(part),
        }
    }
}

/// A test of a set of names. The names are folded, each once; see [`name_key`] and [`fold`](crate::fold()).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetTest {
    /// One of these is in it.
    AnyOf(Vec<String>),
    /// All of these are in it.
    AllOf(Vec<String>),
}

impl SetTest {
    /// Whether the test holds of a set with these members, folded as the test's names are.
    pub fn holds(&self, members: &[String]) -> bool {
        match self {
            Self::AnyOf(names) => names.iter().any(|name| members.contains(name)),
            Self::AllOf(names) => names.iter().all(|name| members.contains(name)),
        }
    }
}

/// What makes two names of tags or groups the same: lower case, single blanks between words.
pub fn name_key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A test of a number or an amount. Its bounds have at most four decimals and fourteen digits before the point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberTest {
    /// One of these.
    OneOf(Vec<Decimal>),
    /// More.
    Greater(Decimal),
    /// As much or more.
    AtLeast(Decimal),
    /// Less.
    Less(Decimal),
    /// As much or less.
    AtMost(Decimal),
    /// Between two, both ends in.
    Between(Decimal, Decimal),
}

impl NumberTest {
    /// Whether the test holds of something that compares with a bound as `compare` says.
    pub fn holds(&self, compare: impl Fn(Decimal) -> std::cmp::Ordering) -> bool {
        match self {
            Self::OneOf(values) => values.iter().any(|value| compare(*value).is_eq()),
            Self::Greater(bound) => compare(*bound).is_gt(),
            Self::AtLeast(bound) => compare(*bound).is_ge(),
            Self::Less(bound) => compare(*bound).is_lt(),
            Self::AtMost(bound) => compare(*bound).is_le(),
            Self::Between(from, to) => compare(*from).is_ge() && compare(*to).is_le(),
        }
    }
}

/// A test of a free attribute. It is false of a value of another type.
#[derive(Debug, Clone, PartialEq)]
pub enum AttributeTest {
    /// The attribute is text of which this holds.
    Text(TextTest),
    /// The attribute is text with this (folded) in it, or an array with this member.
    Contains(String),
    /// The attribute is a number of which this holds.
    Number(NumberTest),
    /// The attribute is this boolean.
    Boolean(bool),
    /// The attribute is text that begins with a day (`2026-11-23`), of which this holds. The time of day is not looked at.
    Date(DateTest),
    /// The attribute is an array with one of these members, each by its [`set_key`].
    AnyOf(Vec<String>),
    /// The attribute is an array with all of these members.
    AllOf(Vec<String>),
}

/// What tells members of sets apart: `s` and the folded text, `n` and the shortest form of the number, `b` and
/// the boolean. Nothing else is a member.
pub fn set_key(member: &Value) -> Option<String> {
    match member {
        Value::String(text) => Some(format!("s{}", fold(text))),
        Value::Number(number) => number_key(number),
        Value::Bool(truth) => Some(format!("b{truth}")),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The key of a number; `None` of one too large or too fine to be a bound.
pub fn number_key(number: &serde_json::Number) -> Option<String> {
    let decimal =
        number.to_string().parse::<Decimal>().or_else(|_| Decimal::from_scientific(&number.to_string())).ok()?;
    let normal = if decimal.is_zero() { Decimal::ZERO } else { decimal.normalize() };
    Some(format!("n{normal}"))
}
