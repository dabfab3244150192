//! The rows of orders that a condition sees, each with what is added up of it.
//!
//! Where the lines alone tell (whether something was bought, how many pieces, for how much) the orders are not read: the
//! lines know their customer, their time and whether the order counts, and an index by product or SKU holds all of that.

use growffinity_segmentation::condition::{Aggregate, AggregateTest, OrderField, OrderMeasure, OrdersCondition};

use super::{clauses, compile::Moment, outside::Way, own::push_span};
use crate::statement::Statement;

/// Whether an order counts.
const COUNTS: &str = " AND o.status IN ('processing', 'completed') AND o.base_rate IS NOT NULL";

/// Adds a query of rows with `customer_id`, and with `v` where something is added up.
pub(super) fn push_rows(sql: Statement, way: Way, condition: &OrdersCondition, moment: Moment) -> Statement {
    if lines_tell(condition) { lines(sql, way, condition, moment) } else { orders(sql, way, condition, moment) }
}

fn measures_lines(condition: &OrdersCondition) -> bool {
    matches!(condition.measure(), OrderMeasure::Items | OrderMeasure::LineTotal)
}

fn has_line_clauses(condition: &OrdersCondition) -> bool {
    condition.line_clauses().next().is_some()
}

/// Whether values are added up, and not orders counted.
fn adds_up(condition: &OrdersCondition) -> bool {
    let comparison = condition.comparison();
    *comparison.test() != AggregateTest::AtLeastOne && comparison.aggregate() != Aggregate::Count
}

/// Whether the lines alone tell: an order without lines changes nothing then.
fn lines_tell(condition: &OrdersCondition) -> bool {
    if !condition.only_counting() || condition.order_clauses().next().is_some() {
        return false;
    }
    if !adds_up(condition) {
        return has_line_clauses(condition);
    }
    let is_sum = condition.comparison().aggregate() == Aggregate::Sum;
    measures_lines(condition) && (is_sum || has_line_clauses(condition))
}

fn lines(sql: Statement, way: Way, condition: &OrdersCondition, moment: Moment) -> Statement {
    let comparison = condition.comparison();
    let value = match condition.measure() {
        OrderMeasure::LineTotal => "i.base_total",
        _ => "i.quantity",
    };
    let by_order = adds_up(condition) && comparison.aggregate() != Aggregate::Sum;
    let sql = match comparison.aggregate() {
        _ if *comparison.test() == AggregateTest::AtLeastOne => sql.push("SELECT i.customer_id"),
        Aggregate::Count => sql.push("SELECT DISTINCT i.customer_id, i.order_id"),
        Aggregate::Sum => sql.push("SELECT i.customer_id, ").push(value).push(" AS v"),
        Aggregate::Average | Aggregate::Minimum | Aggregate::Maximum => {
            sql.push("SELECT i.customer_id, sum(").push(value).push(") AS v")
        }
    };
    let sql = clauses::push_letters(sql.push(" FROM order_items i"), condition.line_clauses());
    let sql = sql.push(" WHERE i.counts AND ").push(&way.of_customer("i.customer_id"));
    let sql = clauses::push_of_lines(span(sql, "i.ordered_at", condition, moment), condition.line_clauses());
    if by_order { sql.push(" GROUP BY i.customer_id, i.order_id") } else { sql }
}

fn orders(sql: Statement, way: Way, condition: &OrdersCondition, moment: Moment) -> Statement {
    let sql = sql.push("SELECT o.customer_id");
    let sql = if adds_up(condition) { sql.push(", ").push(value(condition)).push(" AS v") } else { sql };
    let sql = clauses::push_letters(sql.push(" FROM orders o"), condition.order_clauses());
    let sql = if has_line_clauses(condition) { matching_lines(sql, way, condition, moment) } else { sql };
    let sql = if needs_all_lines(condition) { all_lines(sql, way) } else { sql };
    let sql = sql.push(" WHERE ").push(&way.of_customer("o.customer_id"));
    let sql = if condition.only_counting() { sql.push(COUNTS) } else { sql };
    clauses::push_of_orders(span(sql, "o.created_at", condition, moment), condition.order_clauses())
}

fn span(sql: Statement, column: &str, condition: &OrdersCondition, moment: Moment) -> Statement {
    match condition.within() {
        None => sql,
        Some(within) => push_span(sql, column, within.instants(moment.now, moment.zone)),
    }
}

fn value(condition: &OrdersCondition) -> &'static str {
    match (condition.measure(), has_line_clauses(condition)) {
        (OrderMeasure::Total, _) => clauses::TOTAL,
        (OrderMeasure::DiscountTotal, _) => clauses::DISCOUNT,
        (OrderMeasure::ShippingTotal, _) => clauses::SHIPPING,
        (OrderMeasure::TotalTax, _) => "round(o.total_tax * o.base_rate, 4)",
        (OrderMeasure::Items, true) => "l.items",
        (OrderMeasure::Items, false) => clauses::ITEMS,
        (OrderMeasure::LineTotal, true) => "l.line_total",
        (OrderMeasure::LineTotal, false) => "CASE WHEN o.base_rate IS NOT NULL THEN coalesce(a.line_total, 0) END",
    }
}

fn needs_all_lines(condition: &OrdersCondition) -> bool {
    let measured = adds_up(condition) && measures_lines(condition) && !has_line_clauses(condition);
    measured || condition.order_clauses().any(|clause| clause.field() == OrderField::Items)
}

/// Joins what the matching lines of each order add up to, `l`; orders without any fall out.
fn matching_lines(sql: Statement, way: Way, condition: &OrdersCondition, moment: Moment) -> Statement {
    let sums = "SELECT i.order_id, sum(i.quantity) AS items, sum(i.base_total) AS line_total FROM order_items i";
    let sql = sql.push(match way {
        Way::Whole => " JOIN (",
        Way::Each => " CROSS JOIN LATERAL (",
    });
    let sql = clauses::push_letters(sql.push(sums), condition.line_clauses());
    let sql = match way {
        Way::Whole => sql.push(" WHERE i.customer_id IS NOT NULL"),
        Way::Each => sql.push(" WHERE i.order_id = o.id"),
    };
    let sql = if condition.only_counting() { sql.push(" AND i.counts") } else { sql };
    let sql = span(sql, "i.ordered_at", condition, moment);
    let sql = clauses::push_of_lines(sql, condition.line_clauses()).push(" GROUP BY i.order_id) l");
    if way == Way::Whole { sql.push(" ON l.order_id = o.id") } else { sql }
}

/// Joins what all lines of each order add up to, `a`.
fn all_lines(sql: Statement, way: Way) -> Statement {
    const SUMS: &str =
        "SELECT i.order_id, sum(i.quantity) AS items, sum(i.base_total) AS line_total FROM order_items i";
    match way {
        Way::Whole => sql.push(" LEFT JOIN (").push(SUMS).push(" GROUP BY i.order_id) a ON a.order_id = o.id"),
        Way::Each => {
            sql.push(" LEFT JOIN LATERAL (").push(SUMS).push(" WHERE i.order_id = o.id GROUP BY i.order_id) a ON true")
        }
    }
}
