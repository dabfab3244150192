//! Whom time alone may have moved over a boundary of a rule between two looks.
//!
//! Each leaf relative to now names everyone with a value between the old and the new place of its boundary: more than
//! those whose membership changes, never fewer, and few. Only they are evaluated anew.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use diesel::sql_types::{Array, Date, Int8, Text, Timestamptz};
use growffinity_segmentation::{
    Rule,
    condition::{CampaignCondition, Crossed, DateField, TimeLeaf},
};

use super::{
    attribute::{self, Of},
    events,
    own::date_column,
};
use crate::statement::Statement;

/// Adds a query of the ids (`id`) of customers whose side of a boundary may have changed between `from` and `to`; `None`
/// when there is none: the rule says nothing of now, or no boundary has moved.
pub(super) fn push_crossers(
    sql: Statement,
    rule: &Rule,
    zone: Tz,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Option<Statement> {
    let mut union = Union { sql, any: false };
    for leaf in rule.time_leaves() {
        match leaf {
            TimeLeaf::Date(DateField::Birthday, test) => {
                for crossed in test.crossed_days(from, to, zone) {
                    union.add(|sql| birthdays(sql, crossed));
                }
            }
            TimeLeaf::Date(field, test) => {
                for crossed in test.crossed_instants(from, to, zone) {
                    union.add(|sql| dates(sql, date_column(field), crossed, zone));
                }
            }
            TimeLeaf::Attribute(key, test) => {
                for crossed in test.crossed_days(from, to, zone) {
                    union.add(|sql| {
                        let sql = sql.push("SELECT c.id FROM customers c WHERE (");
                        attribute::push_crossed(sql, Of::Customer, key, crossed).push(")")
                    });
                }
            }
            TimeLeaf::Orders(_, within) => {
                for crossed in within.crossed(from, to, zone) {
                    union.add(|sql| {
                        let sql = sql
                            .push("SELECT DISTINCT o.customer_id AS id FROM orders o WHERE o.customer_id IS NOT NULL");
                        between(sql, "o.created_at", &crossed)
                    });
                }
            }
            TimeLeaf::Event(event, within) => {
                for crossed in within.crossed(from, to, zone) {
                    union.add(|sql| between(of_events(sql, event.name()), "e.occurred_at", &crossed));
                }
            }
            TimeLeaf::Property(event, key, test) => {
                for crossed in test.crossed_days(from, to, zone) {
                    union.add(|sql| {
                        let sql = of_events(sql, event.name()).push(" AND (");
                        attribute::push_crossed(sql, Of::Event, key, crossed).push(")")
                    });
                }
            }
            TimeLeaf::Campaign(condition, within) => {
                for crossed in within.crossed(from, to, zone) {
                    union.add(|sql| hits(sql, condition, &crossed));
                }
            }
        }
    }
    union.any.then_some(union.sql)
}

/// Queries put together.
struct Union {
    sql: Statement,
    any: bool,
}

impl Union {
    fn add(&mut self, push: impl FnOnce(Statement) -> Statement) {
        let sql = std::mem::replace(&mut self.sql, crate::statement::statement(""));
        self.sql = push(if self.any { sql.push(" UNION ") } else { sql });
        self.any = true;
    }
}

fn birthdays(sql: Statement, crossed: Crossed<NaiveDate>) -> Statement {
    let sql = sql.push("SELECT c.id FROM customers c WHERE ");
    match crossed {
        Crossed::Between(from, until) => {
            sql.push("c.birthday >= $? AND c.birthday < $?").bind::<Date, _>(from).bind::<Date, _>(until)
        }
        Crossed::Anniversary(days) => {
            sql.push("to_char(c.birthday::timestamp, 'MM-DD') = ANY($?)").bind::<Array<Text>, _>(days)
        }
    }
}

fn dates(sql: Statement, column: &str, crossed: Crossed<DateTime<Utc>>, zone: Tz) -> Statement {
    let sql = sql.push("SELECT c.id FROM customers c WHERE ").push(column).push(" IS NOT NULL");
    match crossed {
        Crossed::Between(..) => between(sql, column, &crossed),
        Crossed::Anniversary(days) => sql
            .push(&format!(" AND to_char({column} AT TIME ZONE $?, 'MM-DD') = ANY($?)"))
            .bind::<Text, _>(zone.name())
            .bind::<Array<Text>, _>(days),
    }
}

fn of_events(sql: Statement, name: &str) -> Statement {
    sql.push("SELECT DISTINCT e.customer_id AS id FROM custom_events e WHERE e.name = $?")
        .bind::<Text, _>(name.to_owned())
}

fn hits(sql: Statement, condition: &CampaignCondition, crossed: &Crossed<DateTime<Utc>>) -> Statement {
    let hits = events::hits(condition.action());
    let sql = sql.push("SELECT DISTINCT h.customer_id AS id FROM ").push(hits.rows);
    let sql = match condition.campaign() {
        None => sql,
        Some(campaign) => sql.push(" AND h.campaign_id = $?").bind::<Int8, _>(campaign.get()),
    };
    between(sql, hits.time, crossed)
}

/// Adds the bounds; spans of time come round in no other way.
fn between(sql: Statement, column: &str, crossed: &Crossed<DateTime<Utc>>) -> Statement {
    match crossed {
        Crossed::Between(from, until) => sql
            .push(&format!(" AND {column} >= $? AND {column} < $?"))
            .bind::<Timestamptz, _>(*from)
            .bind::<Timestamptz, _>(*until),
        Crossed::Anniversary(_) => sql,
    }
}
