//! Whom time alone may have moved over a boundary of a rule between two looks.
//!
//! Each leaf relative to now names everyone with a value between the old and the new place of its boundary: more than
//! those whose membership changes, never fewer, and few. Only they are evaluated anew.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use diesel::sql_types::{Array, Date, Text, Timestamptz};
use growffinity_segmentation::{
    Rule,
    condition::{Crossed, DateField, TimeLeaf},
};

use super::{attribute, compile::date_column};
use crate::statement::Statement;

/// Adds a query of the ids (`id`) of customers whose side of a boundary may have changed between `from` and `to`; `None`
/// when there is none: the rule says nothing of now, or no boundary has moved.
pub(super) fn push_crossers(
    mut sql: Statement,
    rule: &Rule,
    zone: Tz,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Option<Statement> {
    let mut any = false;
    for leaf in rule.time_leaves() {
        match leaf {
            TimeLeaf::Date(DateField::Birthday, test) => {
                for crossed in test.crossed_days(from, to, zone) {
                    sql = next(sql, &mut any).push("SELECT c.id FROM customers c WHERE ");
                    sql = birthdays(sql, crossed);
                }
            }
            TimeLeaf::Date(field, test) => {
                for crossed in test.crossed_instants(from, to, zone) {
                    sql = next(sql, &mut any).push("SELECT c.id FROM customers c WHERE ");
                    sql = instants(sql, date_column(field), crossed, zone);
                }
            }
            TimeLeaf::Attribute(key, test) => {
                for crossed in test.crossed_days(from, to, zone) {
                    sql = next(sql, &mut any).push("SELECT c.id FROM customers c WHERE (");
                    sql = attribute::push_crossed(sql, key, crossed).push(")");
                }
            }
        }
    }
    any.then_some(sql)
}

/// The next query of a union.
fn next(sql: Statement, any: &mut bool) -> Statement {
    if std::mem::replace(any, true) { sql.push(" UNION ") } else { sql }
}

fn birthdays(sql: Statement, crossed: Crossed<NaiveDate>) -> Statement {
    match crossed {
        Crossed::Between(from, until) => {
            sql.push("c.birthday >= $? AND c.birthday < $?").bind::<Date, _>(from).bind::<Date, _>(until)
        }
        Crossed::Anniversary(days) => {
            sql.push("to_char(c.birthday::timestamp, 'MM-DD') = ANY($?)").bind::<Array<Text>, _>(days)
        }
    }
}

fn instants(sql: Statement, column: &str, crossed: Crossed<DateTime<Utc>>, zone: Tz) -> Statement {
    match crossed {
        Crossed::Between(from, until) => sql
            .push(&format!("{column} >= $? AND {column} < $?"))
            .bind::<Timestamptz, _>(from)
            .bind::<Timestamptz, _>(until),
        Crossed::Anniversary(days) => sql
            .push(&format!("to_char({column} AT TIME ZONE $?, 'MM-DD') = ANY($?)"))
            .bind::<Text, _>(zone.name())
            .bind::<Array<Text>, _>(days),
    }
}
