//! What orders and lines must pass to be seen.

use diesel::sql_types::{Array, Int8, Text};
use growffinity_segmentation::condition::{ClauseTest, OrderClause, OrderField, SetTest, TextTest};

use super::{
    own::number,
    text::{self, folded},
};
use crate::statement::Statement;

/// The total less refunds, in the site currency.
pub(super) const TOTAL: &str = "round((o.total - o.refunded_total) * o.base_rate, 4)";
/// The discount, in the site currency.
pub(super) const DISCOUNT: &str = "round(o.discount_total * o.base_rate, 4)";
/// Shipping, in the site currency.
pub(super) const SHIPPING: &str = "round(o.shipping_total * o.base_rate, 4)";
/// Pieces of all lines, which are joined as `a`.
pub(super) const ITEMS: &str = "coalesce(a.items, 0)";

/// Adds the letters that folding needs, when one of the clauses needs them.
pub(super) fn push_letters<'a>(sql: Statement, mut clauses: impl Iterator<Item = &'a OrderClause>) -> Statement {
    let of_text = |clause: &OrderClause| matches!(clause.test(), ClauseTest::Text(_) | ClauseTest::Set(_));
    text::push_own_letters(sql, clauses.any(of_text))
}

/// Adds the clauses about an order `o`, each with AND before it.
pub(super) fn push_of_orders<'a>(sql: Statement, clauses: impl Iterator<Item = &'a OrderClause>) -> Statement {
    push_all(sql, clauses, of_order)
}

/// Adds the clauses about a line `i`, each with AND before it.
pub(super) fn push_of_lines<'a>(sql: Statement, clauses: impl Iterator<Item = &'a OrderClause>) -> Statement {
    push_all(sql, clauses, of_line)
}

fn push_all<'a>(
    sql: Statement,
    clauses: impl Iterator<Item = &'a OrderClause>,
    push: fn(Statement, OrderField, &ClauseTest) -> Statement,
) -> Statement {
    clauses.fold(sql, |sql, clause| {
        let sql = push(sql.push(" AND ("), clause.field(), clause.test()).push(")");
        if clause.is_negated() { sql.push(" IS NOT TRUE") } else { sql }
    })
}

fn of_order(sql: Statement, field: OrderField, test: &ClauseTest) -> Statement {
    match field {
        OrderField::Status => value(sql, "o.status", test),
        OrderField::PaymentMethod => words(sql, "o.payment_method", test),
        OrderField::Currency => words(sql, "o.currency", test),
        OrderField::Country => words(sql, "(o.billing ->> 'country')", test),
        OrderField::Store => value(sql, "o.store_id", test),
        OrderField::Campaign => campaign(sql, test),
        OrderField::Coupon => coupons(sql, test),
        OrderField::Total => value(sql, TOTAL, test),
        OrderField::DiscountTotal => value(sql, DISCOUNT, test),
        OrderField::ShippingTotal => value(sql, SHIPPING, test),
        OrderField::Items => value(sql, ITEMS, test),
        OrderField::ProductId
        | OrderField::Sku
        | OrderField::ProductName
        | OrderField::Category
        | OrderField::Quantity
        | OrderField::LineTotal => sql.push("false"),
    }
}

fn of_line(sql: Statement, field: OrderField, test: &ClauseTest) -> Statement {
    match field {
        OrderField::ProductId => value(sql, "i.product_id", test),
        OrderField::Sku => sku(sql, test),
        OrderField::ProductName => words(sql, "i.name", test),
        OrderField::Category => categories(sql, test),
        OrderField::Quantity => value(sql, "i.quantity", test),
        OrderField::LineTotal => value(sql, "i.base_total", test),
        OrderField::Status
        | OrderField::PaymentMethod
        | OrderField::Currency
        | OrderField::Country
        | OrderField::Store
        | OrderField::Campaign
        | OrderField::Coupon
        | OrderField::Total
        | OrderField::DiscountTotal
        | OrderField::ShippingTotal
        | OrderField::Items => sql.push("false"),
    }
}

/// A name of a closed set, an id or a number, unset when null.
fn value(sql: Statement, operand: &str, test: &ClauseTest) -> Statement {
    match test {
        ClauseTest::Empty => sql.push(operand).push(" IS NULL"),
        ClauseTest::Choice(names) => sql.push(operand).push(" = ANY($?)").bind::<Array<Text>, _>(names.clone()),
        ClauseTest::Ref(ids) => match ids.as_slice() {
            [id] => sql.push(operand).push(" = $?").bind::<Int8, _>(*id),
            _ => sql.push(operand).push(" = ANY($?)").bind::<Array<Int8>, _>(ids.clone()),
        },
        ClauseTest::Number(test) => number(sql, operand, operand == "i.quantity", test),
        ClauseTest::Text(_) | ClauseTest::Set(_) => sql.push("false"),
    }
}

/// Text, unset when null or empty.
fn words(sql: Statement, operand: &str, test: &ClauseTest) -> Statement {
    match test {
        ClauseTest::Empty => sql.push(&format!("coalesce({operand}, '') = ''")),
        ClauseTest::Text(test) => text::push_test(sql, &folded(operand), test),
        ClauseTest::Choice(_) | ClauseTest::Ref(_) | ClauseTest::Number(_) | ClauseTest::Set(_) => sql.push("false"),
    }
}

/// SKUs are kept in lower case, so that an index finds them.
fn sku(sql: Statement, test: &ClauseTest) -> Statement {
    match test {
        ClauseTest::Text(TextTest::OneOf(values)) => sql
            .push("i.sku <> '' AND i.sku = ANY($?)")
            .bind::<Array<Text>, _>(values.iter().map(|value| value.to_lowercase()).collect::<Vec<_>>()),
        _ => words(sql, "i.sku", test),
    }
}

fn campaign(sql: Statement, test: &ClauseTest) -> Statement {
    match test {
        ClauseTest::Ref(ids) => sql
            .push("o.source ? 'campaign_id' AND o.source ->> 'campaign_id' = ANY($?)")
            .bind::<Array<Text>, _>(ids.iter().map(ToString::to_string).collect::<Vec<_>>()),
        _ => sql.push("o.source ->> 'campaign_id' IS NULL"),
    }
}

fn coupons(sql: Statement, test: &ClauseTest) -> Statement {
    let code = folded("k.code");
    let has = |sql: Statement, codes: &[String]| {
        sql.push(&format!(
            "EXISTS (SELECT FROM jsonb_array_elements_text(o.coupon_codes) k (code) WHERE {code} = ANY($?))"
        ))
        .bind::<Array<Text>, _>(codes.to_vec())
    };
    match test {
        ClauseTest::Set(test) => of_set(sql.push("o.coupon_codes <> '[]' AND "), test, has),
        _ => sql.push("o.coupon_codes = '[]'"),
    }
}

/// The categories are looked up first, in whatever spellings they come, and lines found by those on the index.
fn categories(sql: Statement, test: &ClauseTest) -> Statement {
    let name = folded("k.name");
    let has = |sql: Statement, names: &[String]| {
        let (big, small) = growffinity_segmentation::fold_pairs();
        sql.push(&format!(
            "i.categories && ARRAY(SELECT k.name FROM line_categories k \
             CROSS JOIN (SELECT $?::text AS big, $?::text AS small) f WHERE {name} = ANY($?))"
        ))
        .bind::<Text, _>(big)
        .bind::<Text, _>(small)
        .bind::<Array<Text>, _>(names.to_vec())
    };
    match test {
        ClauseTest::Set(test) => of_set(sql.push("i.categories <> '{}' AND "), test, has),
        _ => sql.push("i.categories = '{}'"),
    }
}

fn of_set(sql: Statement, test: &SetTest, has: impl Fn(Statement, &[String]) -> Statement) -> Statement {
    match test {
        SetTest::AnyOf(names) => has(sql, names),
        SetTest::AllOf(names) => names.iter().enumerate().fold(sql, |sql, (at, name)| {
            has(if at == 0 { sql } else { sql.push(" AND ") }, std::slice::from_ref(name))
        }),
    }
}
