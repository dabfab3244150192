//! The rules that are measured: each as the API takes it, and as SQL that somebody who knows the tables would write.

use serde_json::{Value, json};

/// One rule.
pub struct Rule {
    pub name: &'static str,
    /// What ours may cost against the SQL by hand.
    pub goal: f64,
    /// As POST /segments takes it.
    pub conditions: Value,
    /// A query of the ids it selects.
    pub sql: String,
}

/// The rules; `since` is a date that parts the orders, `2026-01-31`.
pub fn rules(since: &str) -> Vec<Rule> {
    let orders = |aggregate: &str, of: &str, operator: &str, value: i64| json!({"orders": {"aggregate": aggregate, "of": of, "within": {"after": since}}, "operator": operator, "value": value});
    let bought = |field: &str, operator: &str, value: Value, not: bool| json!({"orders": {"where": [{"field": field, "operator": operator, "value": value}]}, "not": not});
    let counting = "status IN ('processing', 'completed') AND base_rate IS NOT NULL AND customer_id IS NOT NULL";
    vec![
        Rule {
            name: "stats: spent over 250, last order after a date",
            goal: 1.3,
            conditions: json!([
                {"field": "total_spent", "operator": "greater_than", "value": 250},
                {"field": "last_order_date", "operator": "after", "value": since},
            ]),
            sql: format!("SELECT id FROM customers WHERE total_spent > 250 AND last_order_at >= '{since}'::date + 1"),
        },
        Rule {
            name: "aggregate: sum of orders since a date over 150",
            goal: 1.5,
            conditions: json!([orders("sum", "total", "greater_than", 150)]),
            sql: format!(
                "SELECT customer_id AS id FROM orders WHERE {counting} AND created_at >= '{since}' \
                 GROUP BY customer_id HAVING sum((total - refunded_total) * base_rate) > 150"
            ),
        },
        Rule {
            name: "aggregates: sum over 150 and three orders since a date",
            goal: 1.5,
            conditions: json!([
                orders("sum", "total", "greater_than", 150),
                orders("count", "total", "greater_than_or_equal", 3),
            ]),
            sql: format!(
                "SELECT customer_id AS id FROM orders WHERE {counting} AND created_at >= '{since}' \
                 GROUP BY customer_id HAVING sum((total - refunded_total) * base_rate) > 150 AND count(*) >= 3"
            ),
        },
        Rule {
            name: "bought a product, not another",
            goal: 1.5,
            conditions: json!([
                bought("product_id", "equals", json!(7), false),
                bought("product_id", "equals", json!(11), true),
            ]),
            sql:
                "SELECT customer_id AS id FROM order_items WHERE product_id = 7 AND counts AND customer_id IS NOT NULL \
                  EXCEPT SELECT customer_id FROM order_items WHERE product_id = 11 AND counts"
                    .to_owned(),
        },
        Rule {
            name: "bought of a category, not of another",
            goal: 1.5,
            conditions: json!([
                bought("category", "contains", json!("Category 7"), false),
                bought("category", "contains", json!("Category 11"), true),
            ]),
            sql: "SELECT customer_id AS id FROM order_items WHERE categories @> '{Category 7}' AND counts \
                  AND customer_id IS NOT NULL \
                  EXCEPT SELECT customer_id FROM order_items WHERE categories @> '{Category 11}' AND counts"
                .to_owned(),
        },
    ]
}

/// The refresh by hand: members, events and the segment's history made right in one statement set.
pub fn by_hand(segment: u64, rule: &str) -> String {
    format!(
        "BEGIN;
WITH selected AS MATERIALIZED ({rule}),
joined AS (INSERT INTO segment_members (segment_id, customer_id, joined_at)
    SELECT {segment}, id, now() FROM selected n
    WHERE NOT EXISTS (SELECT FROM segment_members m WHERE m.segment_id = {segment} AND m.customer_id = n.id)
    RETURNING customer_id),
gone AS (DELETE FROM segment_members m WHERE segment_id = {segment}
    AND NOT EXISTS (SELECT FROM selected n WHERE n.id = m.customer_id) RETURNING customer_id),
told AS (INSERT INTO events (type, object_type, object_id, customer_id, occurred_at)
    SELECT d.type, 'segment', {segment}, d.customer_id, now() FROM (
        SELECT 'segment.member_joined' AS type, customer_id FROM joined
        UNION ALL SELECT 'segment.member_left', customer_id FROM gone) d),
noted AS (INSERT INTO segment_history (segment_id, refreshed_at, members_count, joined, \"left\", cause, milliseconds)
    SELECT {segment}, now(), (SELECT count(*) FROM selected), (SELECT count(*) FROM joined),
        (SELECT count(*) FROM gone), 'manual', 1)
UPDATE segments SET members_count = (SELECT count(*) FROM selected), refreshed_at = now(), status = 'ready'
WHERE id = {segment};
INSERT INTO events (type, object_type, object_id, occurred_at) VALUES ('segment.updated', 'segment', {segment}, now());
COMMIT;
"
    )
}

/// Takes a tenth of the right members out and puts a thousandth of all customers in.
pub fn disturb(segment: u64, round: u64) -> String {
    format!(
        "DELETE FROM segment_members WHERE segment_id = {segment};
         INSERT INTO segment_members SELECT {segment}, customer_id, now() FROM bench_right
            WHERE segment_id = {segment} AND customer_id % 10 <> {} ON CONFLICT DO NOTHING;
         INSERT INTO segment_members SELECT {segment}, id, now() FROM customers WHERE id % 1000 = {round} ON CONFLICT DO NOTHING",
        round % 10
    )
}
