//! Turns a rule into a condition on `customers c`, every value bound and typed.
//!
//! Wherever a test meets null it is null or false; a negated node is `IS NOT TRUE`, which makes it the exact complement.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::sql_types::{Array, Date, Int8, Numeric, Text, Timestamptz};
use growffinity_kernel::Decimal;
use growffinity_segmentation::{
    Condition, Match, Rule,
    condition::{
        ChoiceField, DateField, DateTest, Field, FieldTest, NumberField, NumberTest, Resolved, TextField, TextTest,
    },
};

use super::text::{self, folded};
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

/// Adds `FROM … WHERE …` that selects the customers `c` whom `rule` selects.
pub(super) fn push_selected(sql: Statement, rule: &Rule, moment: Moment) -> Statement {
    push_selected_among(sql, rule, moment, Among::Everyone)
}

/// Adds `FROM … WHERE …` that selects the customers `c` whom `rule` selects among some.
pub(super) fn push_selected_among(sql: Statement, rule: &Rule, moment: Moment, among: Among<'_>) -> Statement {
    let sql = text::push_letters(sql.push("FROM customers c, ")).push(" WHERE ");
    let sql = match among {
        Among::Everyone => sql,
        Among::Ids(ids) => sql.push("c.id = ANY($?) AND ").bind::<Array<Int8>, _>(ids.to_vec()),
        Among::Query(query) => sql.push("c.id IN (").push(query).push(") AND "),
    };
    list(sql, rule.matching, rule.conditions.as_slice(), moment)
}

fn list(mut sql: Statement, matching: Match, conditions: &[Condition], moment: Moment) -> Statement {
    let between = match matching {
        Match::All => " AND ",
        Match::Any => " OR ",
    };
    sql = sql.push("(");
    for (at, node) in conditions.iter().enumerate() {
        sql = condition(if at == 0 { sql } else { sql.push(between) }, node, moment);
    }
    sql.push(")")
}

fn condition(sql: Statement, condition: &Condition, moment: Moment) -> Statement {
    match condition {
        Condition::Group(group) => {
            let sql = list(sql, group.matching(), group.conditions(), moment);
            if group.is_negated() { sql.push(" IS NOT TRUE") } else { sql }
        }
        Condition::Field(condition) => {
            let sql = test(sql.push("("), condition.test(), moment).push(")");
            if condition.is_negated() { sql.push(" IS NOT TRUE") } else { sql }
        }
        Condition::Segment(condition) => {
            let sql = if condition.is_negated() { sql.push("NOT ") } else { sql };
            sql.push("EXISTS (SELECT FROM segment_members m WHERE m.customer_id = c.id AND m.segment_id = $?)")
                .bind::<Int8, _>(condition.segment().get())
        }
    }
}

fn test(sql: Statement, test: &FieldTest, moment: Moment) -> Statement {
    match test {
        FieldTest::Empty(field) => empty(sql, field),
        FieldTest::Text(field, test) => text_field(sql, *field, test),
        FieldTest::Choice(field, names) => {
            sql.push(choice_column(*field)).push(" = ANY($?)").bind::<Array<Text>, _>(names.clone())
        }
        FieldTest::Store(ids) => sql.push("c.store_id = ANY($?)").bind::<Array<Int8>, _>(ids.clone()),
        FieldTest::Number(NumberField::AverageOrderValue, test) => average(sql, test),
        FieldTest::Number(field, test) => number(sql, number_column(*field), is_whole(*field), test),
        FieldTest::Date(DateField::Birthday, test) => birthday(sql, test, moment),
        FieldTest::Date(field, test) => instant(sql, date_column(*field), test, moment),
        FieldTest::Attribute(key, test) => super::attribute::push_test(sql, key, test, moment),
    }
}

fn empty(sql: Statement, field: &Field) -> Statement {
    match field {
        Field::Text(TextField::ExternalId) => {
            sql.push("NOT EXISTS (SELECT FROM customer_external_ids x WHERE x.customer_id = c.id)")
        }
        Field::Text(field) => sql.push(&format!("coalesce({}, '') = ''", text_column(*field))),
        Field::Store => sql.push("c.store_id IS NULL"),
        Field::Number(NumberField::AverageOrderValue) => sql.push("c.orders_count = 0"),
        Field::Choice(_) | Field::Number(_) => sql.push("false"),
        Field::Date(field) => sql.push(date_column(*field)).push(" IS NULL"),
        Field::Attribute(key) => super::attribute::push_empty(sql, key),
    }
}

fn text_field(sql: Statement, field: TextField, test: &TextTest) -> Statement {
    let column = text_column(field);
    match field {
        // Addresses are kept in lower-case ASCII, so that folding would change nothing but hide the index.
        TextField::Email => text::push_test(sql, &column, test),
        TextField::ExternalId => {
            let sql = sql.push("EXISTS (SELECT FROM customer_external_ids x WHERE x.customer_id = c.id AND ");
            text::push_test(sql, &folded(&column), test).push(")")
        }
        _ => text::push_test(sql, &folded(&column), test),
    }
}

fn text_column(field: TextField) -> String {
    match field {
        TextField::Email => "c.email".to_owned(),
        TextField::FirstName => "c.first_name".to_owned(),
        TextField::LastName => "c.last_name".to_owned(),
        TextField::Phone => "c.phone".to_owned(),
        TextField::Locale => "c.locale".to_owned(),
        TextField::Timezone => "c.timezone".to_owned(),
        TextField::ExternalId => "x.external_id".to_owned(),
        TextField::ConsentSource => "c.consent_source".to_owned(),
        TextField::Billing(part) => format!("(c.billing ->> '{}')", part.as_str()),
        TextField::Shipping(part) => format!("(c.shipping ->> '{}')", part.as_str()),
    }
}

const fn choice_column(field: ChoiceField) -> &'static str {
    match field {
        ChoiceField::Status => "c.status",
        ChoiceField::Consent => "c.consent_status",
    }
}

const fn number_column(field: NumberField) -> &'static str {
    match field {
        NumberField::Id => "c.id",
        NumberField::OrdersCount => "c.orders_count",
        NumberField::TotalSpent => "c.total_spent",
        NumberField::RefundedTotal => "c.refunded_total",
        NumberField::AverageOrderValue => "(c.total_spent / nullif(c.orders_count, 0))",
    }
}

const fn is_whole(field: NumberField) -> bool {
    matches!(field, NumberField::Id | NumberField::OrdersCount)
}

pub(super) const fn date_column(field: DateField) -> &'static str {
    match field {
        DateField::Created => "c.created_at",
        DateField::Modified => "c.modified_at",
        DateField::FirstOrder => "c.first_order_at",
        DateField::LastOrder => "c.last_order_at",
        DateField::Consent => "c.consent_at",
        DateField::Birthday => "c.birthday",
    }
}

/// Adds the test of a numeric `operand`. A whole bound of a whole column is bound as such, so that its index serves.
pub(super) fn number(sql: Statement, operand: &str, whole: bool, test: &NumberTest) -> Statement {
    let compare = |sql: Statement, operator: &str, bound: Decimal| {
        let sql = sql.push(&format!("{operand} {operator} $?"));
        match i64::try_from(bound) {
            Ok(bound_as_whole) if whole && bound.is_integer() => sql.bind::<Int8, _>(bound_as_whole),
            _ => sql.bind::<Numeric, _>(bound),
        }
    };
    match test {
        NumberTest::OneOf(values) => match values.as_slice() {
            [one] => compare(sql, "=", *one),
            _ => sql.push(&format!("{operand} = ANY($?)")).bind::<Array<Numeric>, _>(values.clone()),
        },
        NumberTest::Greater(bound) => compare(sql, ">", *bound),
        NumberTest::AtLeast(bound) => compare(sql, ">=", *bound),
        NumberTest::Less(bound) => compare(sql, "<", *bound),
        NumberTest::AtMost(bound) => compare(sql, "<=", *bound),
        NumberTest::Between(from, to) => compare(compare(sql, ">=", *from).push(" AND "), "<=", *to),
    }
}

/// The average is never divided out: a/n against b is a against b·n.
fn average(sql: Statement, test: &NumberTest) -> Statement {
    let compare = |sql: Statement, operator: &str, bound: Decimal| {
        sql.push(&format!("c.total_spent {operator} $? * c.orders_count")).bind::<Numeric, _>(bound)
    };
    let sql = sql.push("c.orders_count > 0 AND ");
    match test {
        NumberTest::OneOf(values) => sql
            .push("EXISTS (SELECT FROM unnest($?) b (bound) WHERE c.total_spent = b.bound * c.orders_count)")
            .bind::<Array<Numeric>, _>(values.clone()),
        NumberTest::Greater(bound) => compare(sql, ">", *bound),
        NumberTest::AtLeast(bound) => compare(sql, ">=", *bound),
        NumberTest::Less(bound) => compare(sql, "<", *bound),
        NumberTest::AtMost(bound) => compare(sql, "<=", *bound),
        NumberTest::Between(from, to) => compare(compare(sql, ">=", *from).push(" AND "), "<=", *to),
    }
}

fn instant(mut sql: Statement, column: &str, test: &DateTest, moment: Moment) -> Statement {
    match test.instants(moment.now, moment.zone) {
        Resolved::Span(span) => {
            sql = sql.push(column).push(" IS NOT NULL");
            if let Some(from) = span.from {
                sql = sql.push(" AND ").push(column).push(" >= $?").bind::<Timestamptz, _>(from);
            }
            if let Some(until) = span.until {
                sql = sql.push(" AND ").push(column).push(" < $?").bind::<Timestamptz, _>(until);
            }
            sql
        }
        Resolved::Anniversary(days) => sql
            .push(&format!("to_char({column} AT TIME ZONE $?, 'MM-DD') = ANY($?)"))
            .bind::<Text, _>(moment.zone.name())
            .bind::<Array<Text>, _>(days),
    }
}

fn birthday(mut sql: Statement, test: &DateTest, moment: Moment) -> Statement {
    match test.days(moment.now, moment.zone) {
        Resolved::Span(span) => {
            sql = sql.push("c.birthday IS NOT NULL");
            if let Some(from) = span.from {
                sql = sql.push(" AND c.birthday >= $?").bind::<Date, _>(from);
            }
            if let Some(until) = span.until {
                sql = sql.push(" AND c.birthday < $?").bind::<Date, _>(until);
            }
            sql
        }
        Resolved::Anniversary(days) => {
            sql.push("to_char(c.birthday::timestamp, 'MM-DD') = ANY($?)").bind::<Array<Text>, _>(days)
        }
    }
}
