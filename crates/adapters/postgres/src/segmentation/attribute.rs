//! Tests of free attributes, and of properties of events, in SQL. The value stands in `v.a`; what is of another type than the test is false.

use chrono::NaiveDate;
use diesel::sql_types::{Array, Jsonb, Text};
use growffinity_segmentation::condition::{AttributeTest, Crossed, DateTest, Resolved, TextTest};
use serde_json::Value;

use super::{
    compile::Moment,
    own::number,
    text::{self, folded},
};
use crate::statement::Statement;

/// The attribute as text. Of strings it is the text itself.
const AS_TEXT: &str = "(v.a #>> '{}')";

/// A date is text that begins with a day; days written so sort like days.
const IS_DAY: &str = "(v.a #>> '{}') ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ]|$)'";

/// What has the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// The customer `c`: free attributes.
    Customer,
    /// The custom event `e`: properties, of which a number may be written as text.
    Event,
}

impl Of {
    const fn column(self) -> &'static str {
        match self {
            Self::Customer => "c.attributes",
            Self::Event => "e.properties",
        }
    }
}

pub(super) fn push_empty(sql: Statement, of: Of, key: &str) -> Statement {
    sql.push(&format!("coalesce({} -> $?, 'null') = ANY(ARRAY['null', '\"\"', '[]']::jsonb[])", of.column()))
        .bind::<Text, _>(key.to_owned())
}

pub(super) fn push_test(sql: Statement, of: Of, key: &str, test: &AttributeTest, moment: Moment) -> Statement {
    // The inner SELECT names the value, so that its key is bound once; the test comes before it in the text, and so do its
    // values.
    let sql = value_test(sql.push("SELECT "), of, test, moment);
    sql.push(&format!(" FROM (SELECT {} -> $? AS a) v", of.column())).bind::<Text, _>(key.to_owned())
}

/// A number that is written as text.
const AS_PLAIN_NUMBER: &str =
    "CASE WHEN (v.a #>> '{}') ~ '^-?[0-9]{1,14}(\\.[0-9]{1,4})?$' THEN (v.a #>> '{}')::numeric END";

/// Adds the number that a property of the event `e` holds, rounded to four decimals.
pub(super) fn push_amount(sql: Statement, key: &str) -> Statement {
    sql.push(&format!(
        "(SELECT CASE jsonb_typeof(v.a) WHEN 'number' THEN \
         CASE WHEN abs(CASE jsonb_typeof(v.a) WHEN 'number' THEN v.a::numeric END) < 1e14 THEN round(v.a::numeric, 4) END \
         WHEN 'string' THEN {AS_PLAIN_NUMBER} END FROM (SELECT e.properties -> $? AS a) v)"
    ))
    .bind::<Text, _>(key.to_owned())
}

fn value_test(sql: Statement, of: Of, test: &AttributeTest, moment: Moment) -> Statement {
    match test {
        AttributeTest::Text(test) => of_text(sql, test),
        AttributeTest::Contains(part) => {
            let sql = of_text(sql.push("("), &TextTest::Contains(part.clone())).push(") OR ");
            of_set(sql, "&&", vec![format!("s{part}")])
        }
        AttributeTest::Number(test) => {
            // The cast fails on anything but numbers; only CASE promises that it is not tried.
            match of {
                Of::Customer => {
                    number(sql, "CASE WHEN jsonb_typeof(v.a) = 'number' THEN v.a::numeric END", false, test)
                }
                Of::Event => {
                    let operand = format!(
                        "CASE jsonb_typeof(v.a) WHEN 'number' THEN v.a::numeric WHEN 'string' THEN {AS_PLAIN_NUMBER} END"
                    );
                    number(sql, &operand, false, test)
                }
            }
        }
        AttributeTest::Boolean(truth) => sql.push("v.a = $?").bind::<Jsonb, _>(Value::Bool(*truth)),
        AttributeTest::Date(test) => of_date(sql, test, moment),
        AttributeTest::AnyOf(keys) => of_set(sql, "&&", keys.clone()),
        AttributeTest::AllOf(keys) => of_set(sql, "@>", keys.clone()),
    }
}

fn of_text(sql: Statement, test: &TextTest) -> Statement {
    text::push_test(sql.push("jsonb_typeof(v.a) = 'string' AND "), &folded(AS_TEXT), test)
}

/// The keys of the members, as the domain's `set_key` makes them, compared with `keys` as sets.
fn of_set(sql: Statement, operator: &str, keys: Vec<String>) -> Statement {
    let text = folded("(e.m #>> '{}')");
    sql.push(&format!(
        "ARRAY(SELECT CASE jsonb_typeof(e.m) WHEN 'string' THEN 's' || {text} \
         WHEN 'number' THEN 'n' || trim_scale(CASE jsonb_typeof(e.m) WHEN 'number' THEN e.m::numeric END) \
         WHEN 'boolean' THEN 'b' || (e.m #>> '{{}}') END \
         FROM jsonb_array_elements(CASE jsonb_typeof(v.a) WHEN 'array' THEN v.a ELSE '[]' END) e (m)) {operator} \
         $? COLLATE \"C\""
    ))
    .bind::<Array<Text>, _>(keys)
}

/// Adds the test that the attribute is a day that changed sides.
pub(super) fn push_crossed(sql: Statement, of: Of, key: &str, crossed: Crossed<NaiveDate>) -> Statement {
    let sql = sql.push("SELECT jsonb_typeof(v.a) = 'string' AND ").push(IS_DAY);
    let sql = match crossed {
        Crossed::Between(from, until) => sql
            .push(&format!(" AND left({AS_TEXT}, 10) >= $? COLLATE \"C\" AND left({AS_TEXT}, 10) < $? COLLATE \"C\""))
            .bind::<Text, _>(from.to_string())
            .bind::<Text, _>(until.to_string()),
        Crossed::Anniversary(days) => {
            sql.push(&format!(" AND substr({AS_TEXT}, 6, 5) = ANY($?)")).bind::<Array<Text>, _>(days)
        }
    };
    sql.push(&format!(" FROM (SELECT {} -> $? AS a) v", of.column())).bind::<Text, _>(key.to_owned())
}

fn of_date(mut sql: Statement, test: &DateTest, moment: Moment) -> Statement {
    sql = sql.push("jsonb_typeof(v.a) = 'string' AND ").push(IS_DAY);
    match test.days(moment.now, moment.zone) {
        Resolved::Span(span) => {
            for (bound, operator) in [(span.from, ">="), (span.until, "<")] {
                if let Some(day) = bound {
                    sql = sql
                        .push(&format!(" AND left({AS_TEXT}, 10) {operator} $? COLLATE \"C\""))
                        .bind::<Text, _>(day.to_string());
                }
            }
            sql
        }
        Resolved::Anniversary(days) => {
            sql.push(&format!(" AND substr({AS_TEXT}, 6, 5) = ANY($?)")).bind::<Array<Text>, _>(days)
        }
    }
}
