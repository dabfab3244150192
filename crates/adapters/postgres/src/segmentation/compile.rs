//! Turns a rule into a condition on `customers c`, every value bound and typed.
//!
//! Wherever a test meets null it is null or false; a negated node is `IS NOT TRUE`, which makes it the exact complement.
//! What stands in other tables is asked in one of two ways. About everyone, each leaf goes through its table once, as a
//! query of customer ids that is joined: its outcome is whether a row was found. About some customers, each leaf is an
//! `EXISTS` that finds the customer's rows by index.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::sql_types::{Array, Int8};
use growffinity_segmentation::{Condition, Match, Rule};

use super::{
    outside::{Outside, Way},
    own, text,
};
use crate::statement::Statement;

/// The moment a rule is evaluated for, and the zone whose days it means.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub(super) now: DateTime<Utc>,
    pub(super) zone: Tz,
}

/// Whom a rule is asked about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Among<'a> {
    /// Everyone: other tables are gone through once, whole.
    Everyone,
    /// These customers: other tables are looked up by index, customer by customer.
    Ids(&'a [i64]),
    /// Those whose `id` this query answers, likewise.
    #[cfg_attr(not(test), expect(dead_code, reason = "for refreshes of those touched"))]
    Query(&'static str),
}

/// Adds `FROM … WHERE …` that selects the ids `c.id` of the customers whom `rule` selects. Of `c` nothing but the id may be
/// asked for.
pub(super) fn push_selected(sql: Statement, rule: &Rule, moment: Moment) -> Statement {
    push_selected_among(sql, rule, moment, Among::Everyone)
}

/// Adds `FROM … WHERE …` that selects the ids `c.id` of the customers whom `rule` selects among some.
pub(super) fn push_selected_among(sql: Statement, rule: &Rule, moment: Moment, among: Among<'_>) -> Statement {
    let sql = match among {
        Among::Everyone => return everyone(sql, rule, moment),
        Among::Ids(ids) => {
            let sql = text::push_letters(sql.push("FROM customers c CROSS JOIN "));
            sql.push(" WHERE c.id = ANY($?) AND ").bind::<Array<Int8>, _>(ids.to_vec())
        }
        Among::Query(query) => {
            let sql = text::push_letters(sql.push("FROM customers c CROSS JOIN "));
            sql.push(" WHERE c.id IN (").push(query).push(") AND ")
        }
    };
    let mut writer = Writer { moment, way: Way::Each, leaves: 0, leader: None };
    writer.list(sql, rule.matching, rule.conditions.as_slice())
}

fn everyone(sql: Statement, rule: &Rule, moment: Moment) -> Statement {
    let leaves: Vec<Option<Outside<'_>>> = rule.leaves().into_iter().map(Outside::of).collect();
    let leader = leader(rule, &leaves);
    let sql = match leader.and_then(|at| leaves.get(at)) {
        Some(Some(leaf)) => leaf.push(sql.push("FROM ("), Way::Whole, moment).push(") c"),
        _ => sql.push("FROM customers c"),
    };
    let mut sql = text::push_letters(sql.push(" CROSS JOIN "));
    for (at, leaf) in leaves.iter().enumerate() {
        if let Some(leaf) = leaf.as_ref().filter(|_| leader != Some(at)) {
            sql = leaf.push(sql.push(" LEFT JOIN ("), Way::Whole, moment);
            sql = sql.push(&format!(") j{at} ON j{at}.id = {}", leaf.key()));
        }
    }
    let mut writer = Writer { moment, way: Way::Whole, leaves: 0, leader };
    writer.list(sql.push(" WHERE "), rule.matching, rule.conditions.as_slice())
}

/// The leaf whose customers can stand for all: one that must hold, whose rows are of customers who are there, in a rule
/// that asks nothing of the customers' own rows. Then these are not read.
fn leader(rule: &Rule, leaves: &[Option<Outside<'_>>]) -> Option<usize> {
    let apart = leaves.iter().all(|leaf| leaf.as_ref().is_some_and(|leaf| leaf.key() == "c.id"));
    if !apart || rule.matching != Match::All {
        return None;
    }
    let mut at = 0;
    for condition in rule.conditions.as_slice() {
        if let Condition::Group(group) = condition {
            at += group.leaves();
            continue;
        }
        if leaves.get(at)?.as_ref()?.can_lead(condition) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Writes the tree, counting its leaves.
struct Writer {
    moment: Moment,
    way: Way,
    leaves: usize,
    leader: Option<usize>,
}

impl Writer {
    fn list(&mut self, mut sql: Statement, matching: Match, conditions: &[Condition]) -> Statement {
        let between = match matching {
            Match::All => " AND ",
            Match::Any => " OR ",
        };
        sql = sql.push("(");
        for (at, node) in conditions.iter().enumerate() {
            sql = self.condition(if at == 0 { sql } else { sql.push(between) }, node);
        }
        sql.push(")")
    }

    fn condition(&mut self, sql: Statement, condition: &Condition) -> Statement {
        if let Condition::Group(group) = condition {
            let sql = self.list(sql, group.matching(), group.conditions());
            return if group.is_negated() { sql.push(" IS NOT TRUE") } else { sql };
        }
        let at = self.leaves;
        self.leaves += 1;
        if let Some(leaf) = Outside::of(condition) {
            return self.outside(sql, at, &leaf, condition);
        }
        let Condition::Field(field) = condition else { return sql.push("false") };
        let sql = own::push_test(sql.push("("), field.test(), self.moment).push(")");
        if field.is_negated() { sql.push(" IS NOT TRUE") } else { sql }
    }

    fn outside(&self, sql: Statement, at: usize, leaf: &Outside<'_>, condition: &Condition) -> Statement {
        let holds = leaf.holds_of_found(condition);
        match self.way {
            Way::Whole if self.leader == Some(at) => sql.push("true"),
            Way::Whole => sql.push(&format!("j{at}.id IS {}NULL", if holds { "NOT " } else { "" })),
            Way::Each => {
                let sql = sql.push(if holds { "EXISTS (" } else { "NOT EXISTS (" });
                leaf.push(sql, Way::Each, self.moment).push(")")
            }
        }
    }
}
