//! Tests of what stands in a customer's own row.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, Date, Int8, Numeric, Text, Timestamptz};
use growffinity_kernel::Decimal;
use growffinity_segmentation::condition::{
    ChoiceField, DateField, DateTest, Field, FieldTest, NumberField, NumberTest, RefField, Resolved, Span, TextField,
    TextTest,
};

use super::{
    attribute::{self, Of},
    compile::Moment,
    text::{self, folded},
};
use crate::statement::Statement;

/// Adds the test of a field that stands in the customer's own row; null or false where it does not hold.
pub(super) fn push_test(sql: Statement, test: &FieldTest, moment: Moment) -> Statement {
    match test {
        FieldTest::Empty(field) => empty(sql, field),
        FieldTest::Text(field, test) => text_field(sql, *field, test),
        FieldTest::Choice(field, names) => {
            sql.push(choice_column(*field)).push(" = ANY($?)").bind::<Array<Text>, _>(names.clone())
        }
        FieldTest::Ref(field, ids) => {
            sql.push(ref_column(*field)).push(" = ANY($?)").bind::<Array<Int8>, _>(ids.clone())
        }
        FieldTest::Number(NumberField::AverageOrderValue, test) => {
            average(sql, "c.total_spent", "c.orders_count", test)
        }
        FieldTest::Number(field, test) => number(sql, number_column(*field), is_whole(*field), test),
        FieldTest::Date(DateField::Birthday, test) => birthday(sql, test, moment),
        FieldTest::Date(field, test) => instant(sql, date_column(*field), test, moment),
        // Sets stand in tables of their own.
        FieldTest::Set(..) => sql.push("false"),
        FieldTest::Attribute(key, test) => attribute::push_test(sql, Of::Customer, key, test, moment),
    }
}

fn empty(sql: Statement, field: &Field) -> Statement {
    match field {
        Field::Text(TextField::CompanyName) => sql.push("c.company_id IS NULL"),
        Field::Text(field) => sql.push(&format!("coalesce({}, '') = ''", text_column(*field))),
        Field::Choice(field) => sql.push(choice_column(*field)).push(" IS NULL"),
        Field::Ref(field) => sql.push(ref_column(*field)).push(" IS NULL"),
        Field::Number(NumberField::AverageOrderValue) => sql.push("c.orders_count = 0"),
        Field::Number(field) => sql.push(number_column(*field)).push(" IS NULL"),
        Field::Set(_) => sql.push("false"),
        Field::Date(field) => sql.push(date_column(*field)).push(" IS NULL"),
        Field::Attribute(key) => attribute::push_empty(sql, Of::Customer, key),
    }
}

fn text_field(sql: Statement, field: TextField, test: &TextTest) -> Statement {
    let column = text_column(field);
    match field {
        // Addresses are kept in lower-case ASCII, so that folding would change nothing but hide the index.
        TextField::Email => text::push_test(sql, &column, test),
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
        // Tests of these two go through tables of their own.
        TextField::ExternalId | TextField::CompanyName => "''".to_owned(),
        TextField::ConsentSource => "c.consent_source".to_owned(),
        TextField::Billing(part) => format!("(c.billing ->> '{}')", part.as_str()),
        TextField::Shipping(part) => format!("(c.shipping ->> '{}')", part.as_str()),
    }
}

const fn choice_column(field: ChoiceField) -> &'static str {
    match field {
        ChoiceField::Status => "c.status",
        ChoiceField::Label => "c.label",
        ChoiceField::Consent => "c.consent_status",
        ChoiceField::RfmSegment => "c.rfm_segment",
    }
}

const fn ref_column(field: RefField) -> &'static str {
    match field {
        RefField::Store => "c.store_id",
        RefField::Company => "c.company_id",
    }
}

const fn number_column(field: NumberField) -> &'static str {
    match field {
        NumberField::Id => "c.id",
        NumberField::OrdersCount => "c.orders_count",
        NumberField::TotalSpent => "c.total_spent",
        NumberField::RefundedTotal => "c.refunded_total",
        NumberField::AverageOrderValue => "(c.total_spent / nullif(c.orders_count, 0))",
        NumberField::RfmRecency => "c.rfm_recency",
        NumberField::RfmFrequency => "c.rfm_frequency",
        NumberField::RfmMonetary => "c.rfm_monetary",
        NumberField::PredictedOrders => "c.predicted_orders",
        NumberField::PredictedRevenue => "c.predicted_revenue",
        NumberField::ChurnProbability => "round(c.churn_probability::numeric, 4)",
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
pub(super) fn average(sql: Statement, sum: &str, number: &str, test: &NumberTest) -> Statement {
    let compare = |sql: Statement, operator: &str, bound: Decimal| {
        sql.push(&format!("{sum} {operator} $? * {number}")).bind::<Numeric, _>(bound)
    };
    let sql = sql.push(number).push(" > 0 AND ");
    match test {
        NumberTest::OneOf(values) => sql
            .push(&format!("EXISTS (SELECT FROM unnest($?) b (bound) WHERE {sum} = b.bound * {number})"))
            .bind::<Array<Numeric>, _>(values.clone()),
        NumberTest::Greater(bound) => compare(sql, ">", *bound),
        NumberTest::AtLeast(bound) => compare(sql, ">=", *bound),
        NumberTest::Less(bound) => compare(sql, "<", *bound),
        NumberTest::AtMost(bound) => compare(sql, "<=", *bound),
        NumberTest::Between(from, to) => compare(compare(sql, ">=", *from).push(" AND "), "<=", *to),
    }
}

fn instant(sql: Statement, column: &str, test: &DateTest, moment: Moment) -> Statement {
    match test.instants(moment.now, moment.zone) {
        Resolved::Span(span) => push_span(sql.push(column).push(" IS NOT NULL"), column, span),
        Resolved::Anniversary(days) => sql
            .push(&format!("to_char({column} AT TIME ZONE $?, 'MM-DD') = ANY($?)"))
            .bind::<Text, _>(moment.zone.name())
            .bind::<Array<Text>, _>(days),
    }
}

/// Adds the bounds of `span` on `column`, each with AND before it.
pub(super) fn push_span(mut sql: Statement, column: &str, span: Span<DateTime<Utc>>) -> Statement {
    for (bound, operator) in [(span.from, ">="), (span.until, "<")] {
        if let Some(bound) = bound {
            sql = sql.push(&format!(" AND {column} {operator} $?")).bind::<Timestamptz, _>(bound);
        }
    }
    sql
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
