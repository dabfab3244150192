//! Turns a field, an operator and a value into the test they stand for.

use std::collections::BTreeSet;

use growffinity_kernel::Decimal;
use serde_json::Value;

use crate::{
    condition::{
        date::DateTest,
        fault::Fault,
        field::{Field, FieldType},
        operator::Operator,
        orders::{ClauseTest, OrderField},
        test::{AttributeTest, FieldTest, NumberTest, SetTest, TextTest, name_key},
        values::Reader,
    },
    fold::fold,
    profile::OrderStatus,
};

/// The positive test behind `operator`, which must be one of the field's.
pub(super) fn read_test(
    reader: &mut Reader,
    field: &Field,
    operator: Operator,
    value: &Value,
    path: &str,
) -> Option<FieldTest> {
    if operator.is_alone() {
        return Some(FieldTest::Empty(field.clone()));
    }
    match field {
        Field::Text(text) => Some(FieldTest::Text(*text, text_test(reader, operator, value, path)?)),
        Field::Choice(choice) => {
            let values = one_of(reader, operator, value, path, |reader, value, path| {
                reader.choice(value, path, choice.values())
            });
            Some(FieldTest::Choice(*choice, values?))
        }
        Field::Ref(field) => Some(FieldTest::Ref(*field, one_of(reader, operator, value, path, Reader::id)?)),
        Field::Number(number) => Some(FieldTest::Number(*number, number_test(reader, operator, value, path)?)),
        Field::Date(date) => Some(FieldTest::Date(*date, date_test(reader, operator, value, path)?)),
        Field::Set(set) => Some(FieldTest::Set(*set, set_test(reader, operator, value, path, name_key)?)),
        Field::Attribute(key) => {
            Some(FieldTest::Attribute(key.clone(), attribute_test(reader, operator, value, path)?))
        }
    }
}

/// The positive test behind `operator` of a clause about orders.
pub(super) fn clause_test(
    reader: &mut Reader,
    field: OrderField,
    operator: Operator,
    value: &Value,
    path: &str,
) -> Option<ClauseTest> {
    if operator.is_alone() {
        return Some(ClauseTest::Empty);
    }
    match field.field_type() {
        FieldType::Enum => {
            let values = one_of(reader, operator, value, path, |reader, value, path| {
                reader.choice(value, path, OrderStatus::NAMES)
            });
            Some(ClauseTest::Choice(values?))
        }
        FieldType::Ref => one_of(reader, operator, value, path, Reader::id).map(ClauseTest::Ref),
        FieldType::Set => set_test(reader, operator, value, path, fold).map(ClauseTest::Set),
        FieldType::Number | FieldType::Money => number_test(reader, operator, value, path).map(ClauseTest::Number),
        FieldType::Text | FieldType::Date | FieldType::Any => {
            text_test(reader, operator, value, path).map(ClauseTest::Text)
        }
    }
}

/// `contains` takes one name, the others a list; each is kept once, as `key` makes it.
fn set_test(
    reader: &mut Reader,
    operator: Operator,
    value: &Value,
    path: &str,
    key: impl Fn(&str) -> String,
) -> Option<SetTest> {
    let names = match operator {
        Operator::Contains | Operator::NotContains => vec![reader.text(value, path)?],
        _ => reader.list(value, path, Reader::text)?,
    };
    let keys: BTreeSet<String> = names.iter().map(|name| key(name)).collect();
    let keys = keys.into_iter().collect();
    Some(if operator == Operator::ContainsAll { SetTest::AllOf(keys) } else { SetTest::AnyOf(keys) })
}

/// `equals` takes one value, `in` a list of them.
fn one_of<T>(
    reader: &mut Reader,
    operator: Operator,
    value: &Value,
    path: &str,
    mut item: impl FnMut(&mut Reader, &Value, &str) -> Option<T>,
) -> Option<Vec<T>> {
    match operator {
        Operator::In | Operator::NotIn => reader.list(value, path, |reader, value, path| item(reader, value, path)),
        _ => item(reader, value, path).map(|one| vec![one]),
    }
}

fn text_test(reader: &mut Reader, operator: Operator, value: &Value, path: &str) -> Option<TextTest> {
    match operator {
        Operator::Contains | Operator::NotContains => reader.text(value, path).map(|t| TextTest::Contains(fold(&t))),
        Operator::StartsWith => reader.text(value, path).map(|text| TextTest::StartsWith(fold(&text))),
        Operator::EndsWith => reader.text(value, path).map(|text| TextTest::EndsWith(fold(&text))),
        _ => {
            let values = one_of(reader, operator, value, path, Reader::text)?;
            Some(TextTest::OneOf(values.iter().map(|text| fold(text)).collect()))
        }
    }
}

pub(super) fn number_test(reader: &mut Reader, operator: Operator, value: &Value, path: &str) -> Option<NumberTest> {
    match operator {
        Operator::GreaterThan => reader.number(value, path).map(NumberTest::Greater),
        Operator::GreaterThanOrEqual => reader.number(value, path).map(NumberTest::AtLeast),
        Operator::LessThan => reader.number(value, path).map(NumberTest::Less),
        Operator::LessThanOrEqual => reader.number(value, path).map(NumberTest::AtMost),
        Operator::Between | Operator::NotBetween => {
            let (from, to) = reader.pair(value, path, Reader::number)?;
            ascending(reader, from, to, path)
        }
        _ => one_of(reader, operator, value, path, Reader::number).map(NumberTest::OneOf),
    }
}

fn ascending(reader: &mut Reader, from: Decimal, to: Decimal, path: &str) -> Option<NumberTest> {
    if from <= to {
        return Some(NumberTest::Between(from, to));
    }
    let path = format!("{path}[1]");
    let message = format!("{path} must be greater than or equal to {from}");
    reader.refuse(Fault::new(&path, "rest_out_of_bounds", message))
}

fn date_test(reader: &mut Reader, operator: Operator, value: &Value, path: &str) -> Option<DateTest> {
    match operator {
        Operator::WithinLast => reader.duration(value, path).map(DateTest::WithinLast),
        Operator::WithinNext => reader.duration(value, path).map(DateTest::WithinNext),
        Operator::MoreThanAgo => reader.duration(value, path).map(DateTest::MoreThanAgo),
        Operator::AnniversaryWithin => reader.duration(value, path).map(DateTest::AnniversaryWithin),
        Operator::Before => reader.date(value, path).map(DateTest::Before),
        Operator::After => reader.date(value, path).map(DateTest::After),
        Operator::Between | Operator::NotBetween => {
            reader.pair(value, path, Reader::date).map(|(from, to)| DateTest::Between(from, to))
        }
        _ => reader.date(value, path).map(DateTest::On),
    }
}

/// The type of an attribute follows from the operator and, where several types have it, from the value.
pub(super) fn attribute_test(
    reader: &mut Reader,
    operator: Operator,
    value: &Value,
    path: &str,
) -> Option<AttributeTest> {
    let numeric = |value: &Value| value.is_number();
    match operator {
        Operator::Equals | Operator::NotEquals => match value {
            Value::Bool(truth) => Some(AttributeTest::Boolean(*truth)),
            Value::Number(_) => number_test(reader, operator, value, path).map(AttributeTest::Number),
            Value::String(_) => text_test(reader, operator, value, path).map(AttributeTest::Text),
            _ => reader.refuse(Fault::wrong_type(path, "string,number,boolean")),
        },
        Operator::In | Operator::NotIn => match value.as_array().and_then(|items| items.first()) {
            Some(first) if numeric(first) => number_test(reader, operator, value, path).map(AttributeTest::Number),
            _ => text_test(reader, operator, value, path).map(AttributeTest::Text),
        },
        Operator::Between | Operator::NotBetween => match value.as_array().and_then(|items| items.first()) {
            Some(first) if numeric(first) => number_test(reader, operator, value, path).map(AttributeTest::Number),
            _ => date_test(reader, operator, value, path).map(AttributeTest::Date),
        },
        Operator::Contains | Operator::NotContains => match value {
            Value::String(_) => reader.text(value, path).map(|text| AttributeTest::Contains(fold(&text))),
            _ => reader.member(value, path).map(|key| AttributeTest::AnyOf(vec![key])),
        },
        Operator::ContainsAny | Operator::ContainsNone => {
            reader.list(value, path, Reader::member).map(AttributeTest::AnyOf)
        }
        Operator::ContainsAll => reader.list(value, path, Reader::member).map(AttributeTest::AllOf),
        Operator::StartsWith | Operator::EndsWith => text_test(reader, operator, value, path).map(AttributeTest::Text),
        Operator::GreaterThan | Operator::GreaterThanOrEqual | Operator::LessThan | Operator::LessThanOrEqual => {
            number_test(reader, operator, value, path).map(AttributeTest::Number)
        }
        Operator::WithinLast
        | Operator::WithinNext
        | Operator::MoreThanAgo
        | Operator::Before
        | Operator::After
        | Operator::On
        | Operator::NotOn
        | Operator::AnniversaryWithin => date_test(reader, operator, value, path).map(AttributeTest::Date),
        Operator::IsEmpty | Operator::IsNotEmpty => None,
    }
}
