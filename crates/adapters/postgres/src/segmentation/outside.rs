//! Leaves that look into other tables than the customers' own.

use diesel::sql_types::{Array, Int8, Text};
use growffinity_segmentation::{
    Condition,
    condition::{
        Aggregate, AggregateTest, CampaignCondition, Comparison, EventCondition, Field, FieldTest, OrdersCondition,
        SetField, SetTest, TextField, TextTest,
    },
};

use super::{
    compile::Moment,
    events, orders,
    own::{average, number},
    text::{self, folded},
};
use crate::statement::Statement;

/// How a table is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Gone through once: the ids (`id`) of all that are found.
    Whole,
    /// By index: whether there is a row for the customer `c`.
    Each,
}

impl Way {
    /// What keeps a row of a table to the customer, or leaves out the rows of none.
    pub(super) fn of_customer(self, column: &str) -> String {
        match self {
            Self::Whole => format!("{column} IS NOT NULL"),
            Self::Each => format!("{column} = c.id"),
        }
    }
}

/// A leaf that looks into another table: a query that finds customers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Outside<'a> {
    /// Those whom a shop calls so; with any name when `None`.
    ExternalId(Option<&'a TextTest>),
    /// Those of companies with such a name.
    CompanyName(&'a TextTest),
    /// Those with such tags or groups; with any when `None`.
    Names(SetField, Option<&'a SetTest>),
    /// By their orders.
    Orders(&'a OrdersCondition),
    /// By their events.
    Events(&'a EventCondition),
    /// By what came of campaigns.
    Campaigns(&'a CampaignCondition),
    /// The members of a segment.
    Segment(i64),
}

impl<'a> Outside<'a> {
    /// The leaf, when it is one.
    pub(super) fn of(condition: &'a Condition) -> Option<Self> {
        match condition {
            Condition::Group(_) => None,
            Condition::Field(condition) => match condition.test() {
                FieldTest::Empty(Field::Text(TextField::ExternalId)) => Some(Self::ExternalId(None)),
                FieldTest::Empty(Field::Set(field)) => Some(Self::Names(*field, None)),
                FieldTest::Text(TextField::ExternalId, test) => Some(Self::ExternalId(Some(test))),
                FieldTest::Text(TextField::CompanyName, test) => Some(Self::CompanyName(test)),
                FieldTest::Set(field, test) => Some(Self::Names(*field, Some(test))),
                _ => None,
            },
            Condition::Orders(condition) => Some(Self::Orders(condition)),
            Condition::Event(condition) => Some(Self::Events(condition)),
            Condition::Campaign(condition) => Some(Self::Campaigns(condition)),
            Condition::Segment(condition) => Some(Self::Segment(condition.segment().get())),
        }
    }

    /// What the ids that are found are compared with.
    pub(super) const fn key(&self) -> &'static str {
        match self {
            Self::CompanyName(_) => "c.company_id",
            Self::ExternalId(_)
            | Self::Names(..)
            | Self::Orders(_)
            | Self::Events(_)
            | Self::Campaigns(_)
            | Self::Segment(_) => "c.id",
        }
    }

    /// Whether the node holds of those who are found; if not, it holds of all others.
    pub(super) fn holds_of_found(&self, condition: &Condition) -> bool {
        let negated = match condition {
            Condition::Group(group) => group.is_negated(),
            Condition::Field(condition) => condition.is_negated(),
            Condition::Orders(condition) => condition.comparison().is_negated(),
            Condition::Event(condition) => condition.comparison().is_negated(),
            Condition::Campaign(condition) => condition.comparison().is_negated(),
            Condition::Segment(condition) => condition.is_negated(),
        };
        let positive = match self {
            Self::ExternalId(test) => test.is_some(),
            Self::Names(_, test) => test.is_some(),
            Self::CompanyName(_) | Self::Segment(_) => true,
            Self::Orders(condition) => !condition.comparison().holds_of_nothing(),
            Self::Events(condition) => !condition.comparison().holds_of_nothing(),
            Self::Campaigns(condition) => !condition.comparison().holds_of_nothing(),
        };
        positive != negated
    }

    /// Whether those who are found can stand for all whom the rule may select, the node being one that must hold: foreign
    /// keys see to it that they are all there.
    pub(super) fn can_lead(&self, condition: &Condition) -> bool {
        let tied = match self {
            Self::ExternalId(_) | Self::Names(..) | Self::Orders(_) | Self::Segment(_) => true,
            Self::CompanyName(_) | Self::Events(_) | Self::Campaigns(_) => false,
        };
        tied && self.holds_of_found(condition)
    }

    /// Adds the query. The whole of it answers each id once.
    pub(super) fn push(&self, sql: Statement, way: Way, moment: Moment) -> Statement {
        match self {
            Self::ExternalId(test) => external_id(sql, way, *test),
            Self::CompanyName(test) => company_name(sql, way, test),
            Self::Names(field, test) => names(sql, way, *field, *test),
            Self::Orders(condition) => {
                found(sql, way, condition.comparison(), |sql| orders::push_rows(sql, way, condition, moment))
            }
            Self::Events(condition) => {
                found(sql, way, condition.comparison(), |sql| events::push_events(sql, way, condition, moment))
            }
            Self::Campaigns(condition) => {
                found(sql, way, condition.comparison(), |sql| events::push_hits(sql, way, condition, moment))
            }
            Self::Segment(id) => segment(sql, way, *id),
        }
    }
}

fn external_id(sql: Statement, way: Way, test: Option<&TextTest>) -> Statement {
    let sql = match way {
        Way::Whole => sql.push("SELECT DISTINCT x.customer_id AS id FROM customer_external_ids x"),
        Way::Each => sql.push("SELECT FROM customer_external_ids x"),
    };
    let sql = text::push_own_letters(sql, test.is_some() && way == Way::Whole);
    let sql = sql.push(" WHERE ").push(&way.of_customer("x.customer_id"));
    match test {
        None => sql,
        Some(test) => text::push_test(sql.push(" AND "), &folded("x.external_id"), test),
    }
}

fn company_name(sql: Statement, way: Way, test: &TextTest) -> Statement {
    let sql = match way {
        Way::Whole => text::push_own_letters(sql.push("SELECT y.id FROM companies y"), true).push(" WHERE "),
        Way::Each => sql.push("SELECT FROM companies y WHERE y.id = c.company_id AND "),
    };
    text::push_test(sql, &folded("y.name"), test)
}

fn names(sql: Statement, way: Way, field: SetField, test: Option<&SetTest>) -> Statement {
    let (table, mark, marks) = match field {
        SetField::Tags => ("customer_tags", "tag_id", "tags"),
        SetField::Groups => ("customer_groups", "group_id", "groups"),
    };
    let sql = match way {
        Way::Whole => sql.push(&format!("SELECT k.customer_id AS id FROM {table} k WHERE k.customer_id IS NOT NULL")),
        Way::Each => sql.push(&format!("SELECT FROM {table} k WHERE k.customer_id = c.id")),
    };
    let sql = match test {
        None => sql,
        Some(SetTest::AnyOf(names) | SetTest::AllOf(names)) => sql
            .push(&format!(" AND k.{mark} = ANY(ARRAY(SELECT t.id FROM {marks} t WHERE t.folded = ANY($?)))"))
            .bind::<Array<Text>, _>(names.clone()),
    };
    let sql = if way == Way::Whole { sql.push(" GROUP BY k.customer_id") } else { sql };
    match test {
        Some(SetTest::AllOf(names)) => {
            let many = i64::try_from(names.len()).unwrap_or(i64::MAX);
            sql.push(" HAVING count(*) = $?").bind::<Int8, _>(many)
        }
        _ => sql,
    }
}

fn segment(sql: Statement, way: Way, id: i64) -> Statement {
    let sql = match way {
        Way::Whole => sql.push("SELECT m.customer_id AS id FROM segment_members m WHERE "),
        Way::Each => sql.push("SELECT FROM segment_members m WHERE m.customer_id = c.id AND "),
    };
    sql.push("m.segment_id = $?").bind::<Int8, _>(id)
}

/// Finds customers by rows `x` with a `customer_id` and perhaps a value `v`: those whom the comparison makes different
/// from someone without rows.
fn found(sql: Statement, way: Way, comparison: &Comparison, rows: impl FnOnce(Statement) -> Statement) -> Statement {
    let grouped = *comparison.test() != AggregateTest::AtLeastOne;
    let sql = match way {
        Way::Whole if grouped => sql.push("SELECT x.customer_id AS id FROM ("),
        Way::Whole => sql.push("SELECT DISTINCT x.customer_id AS id FROM ("),
        Way::Each => sql.push("SELECT FROM ("),
    };
    let sql = rows(sql).push(") x");
    if !grouped {
        return sql;
    }
    let sql = if way == Way::Whole { sql.push(" GROUP BY x.customer_id") } else { sql };
    let sql = aggregate(sql.push(" HAVING ("), comparison).push(")");
    if comparison.holds_of_nothing() { sql.push(" IS NOT TRUE") } else { sql }
}

fn aggregate(sql: Statement, comparison: &Comparison) -> Statement {
    match comparison.test() {
        AggregateTest::AtLeastOne => sql.push("true"),
        AggregateTest::Empty if comparison.aggregate().needs_values() => sql.push("count(x.v) = 0"),
        AggregateTest::Empty => sql.push("false"),
        AggregateTest::Number(test) => match comparison.aggregate() {
            Aggregate::Count => number(sql, "count(*)", true, test),
            Aggregate::Sum => number(sql, "coalesce(sum(x.v), 0)", false, test),
            Aggregate::Average => average(sql, "sum(x.v)", "count(x.v)", test),
            Aggregate::Minimum => number(sql, "min(x.v)", false, test),
            Aggregate::Maximum => number(sql, "max(x.v)", false, test),
        },
    }
}
