//! Which ways the statements go on tables with some rows in them.

use chrono::{DateTime, Utc};
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_types::Text};
use growffinity_testkit::TestDb;
use serde_json::{Value, json};

use super::rule;
use crate::{
    segmentation::{
        compile::{Among, Moment, push_selected_among},
        crossers::push_crossers,
    },
    statement::{Statement, dynamic_statement},
};

const SHOP: &str = r"
    INSERT INTO stores (name, currency, is_default, created_at, modified_at) VALUES ('Main', 'USD', true, now(), now());
    INSERT INTO customers (email, consent_status, created_at, modified_at)
        SELECT 'c' || i || '@example.com', 'pending', now(), now() FROM generate_series(1, 5000) i;
    INSERT INTO orders (store_id, customer_id, status, currency, total, base_rate, line_items, created_at, modified_at)
        SELECT 1, 1 + i % 5000, 'completed', 'USD', i % 100, 1,
            jsonb_build_array(jsonb_build_object('product_id', 1 + i % 500, 'sku', 'S-' || i % 500, 'name', 'P',
                'categories', jsonb_build_array('K' || i % 500), 'quantity', 1, 'total', '5')),
            '2026-11-23T10:00:00Z'::timestamptz - i * interval '1 minute', now()
        FROM generate_series(1, 20000) i;
    INSERT INTO custom_events (customer_id, name, properties, occurred_at, created_at)
        SELECT 1 + i % 5000, 'e' || i % 50, '{}', '2026-11-23T10:00:00Z'::timestamptz - i * interval '1 minute', now()
        FROM generate_series(1, 20000) i;
    INSERT INTO campaign_messages (campaign_id, customer_id, email, status, due_at, sent_at)
        SELECT 1 + i / 5000, 1 + i % 5000, 'x', 'sent', now(), '2026-11-23T10:00:00Z'::timestamptz - i * interval '1 minute'
        FROM generate_series(0, 19999) i;
    INSERT INTO campaign_engagements (campaign_id, customer_id, action, occurred_at)
        SELECT 1 + i % 100, 1 + i % 5000, 'opened', '2026-11-23T10:00:00Z'::timestamptz - i * interval '1 minute'
        FROM generate_series(0, 19999) i;
";

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    #[diesel(column_name = "QUERY PLAN")]
    line: String,
}

fn plan(connection: &mut PgConnection, statement: Statement) -> String {
    let lines: Vec<Line> = statement.explained().load(connection).unwrap();
    lines.into_iter().map(|line| line.line + "\n").collect()
}

/// Whether a table is gone through; partitions and tables that are empty don't count.
fn goes_through(plan: &str) -> bool {
    let empty = |line: &str| line.contains("segment_members") || (1..4).any(|n| line.contains(&format!("_00000{n} ")));
    plan.lines().any(|line| line.contains("Seq Scan on") && !empty(line))
}

fn now() -> DateTime<Utc> {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

fn leaves() -> Vec<(&'static str, Value)> {
    let bought = json!([{"field": "product_id", "operator": "equals", "value": 7}]);
    vec![
        ("orders", json!({"orders": {"aggregate": "sum"}, "operator": "greater_than", "value": 300})),
        ("order_items", json!({"orders": {"where": bought}})),
        (
            "order_items",
            json!({"orders": {"aggregate": "sum", "where": bought}, "operator": "greater_than", "value": 3}),
        ),
        ("custom_events", json!({"event": {"name": "e7"}, "operator": "greater_than", "value": 3})),
        ("campaign_messages", json!({"campaign": {"action": "sent", "id": 3}})),
        ("campaign_engagements", json!({"campaign": {"action": "opened", "within": {"last": "2 hours"}}})),
        ("segment_members", json!({"segment": 7})),
    ]
}

#[test]
fn among_some_no_table_is_gone_through_and_of_everyone_each_once() {
    let db = TestDb::create();
    let mut connection = PgConnection::establish(db.url()).unwrap();
    connection.batch_execute(SHOP).unwrap();
    connection.batch_execute("VACUUM ANALYZE").unwrap();
    let moment = Moment { now: now(), zone: chrono_tz::Tz::UTC };
    for (table, leaf) in leaves() {
        let rule = rule(&json!([{"field": "total_spent", "operator": "less_than", "value": 9}, leaf]));
        let mut plan_among =
            |among| plan(&mut connection, push_selected_among(dynamic_statement("SELECT c.id "), &rule, moment, among));
        let some = plan_among(Among::Ids(&[4, 5, 6, 7]));
        assert!(!goes_through(&some) && some.contains(table), "{table}:\n{some}");
        let all = plan_among(Among::Everyone);
        assert!(!all.contains("SubPlan"), "{table}:\n{all}");
    }
    // Bought and not bought: the index of products answers, and customers are not read.
    let pair = |product: i64, not: bool| json!({"orders": {"where": [{"field": "product_id", "operator": "equals", "value": product}]}, "not": not});
    let both = rule(&json!([pair(7, false), pair(8, true)]));
    let sql = push_selected_among(dynamic_statement("SELECT c.id "), &both, moment, Among::Everyone);
    let all = plan(&mut connection, sql);
    assert!(all.contains("order_items_product") && !all.contains("customers") && !goes_through(&all), "{all}");
}

#[test]
fn those_whom_time_moves_are_found_on_indexes() {
    let db = TestDb::create();
    let mut connection = PgConnection::establish(db.url()).unwrap();
    connection.batch_execute(SHOP).unwrap();
    connection.batch_execute("VACUUM ANALYZE").unwrap();
    let within = json!({"last": "2 days"});
    for leaf in [
        json!({"orders": {"within": within}}),
        json!({"event": {"name": "e7", "within": within}}),
        json!({"campaign": {"action": "sent", "within": within}}),
        json!({"campaign": {"action": "opened", "within": within}}),
        json!({"field": "first_order_date", "operator": "within_last", "value": "2 days"}),
        json!({"field": "last_order_date", "operator": "more_than_ago", "value": "2 days"}),
        json!({"field": "consent.email.date", "operator": "within_last", "value": "2 days"}),
        json!({"field": "birthday", "operator": "more_than_ago", "value": "18 years"}),
    ] {
        let until = now() + chrono::TimeDelta::hours(20);
        let sql =
            push_crossers(dynamic_statement(""), &rule(&json!([leaf])), chrono_tz::Tz::UTC, now(), until).unwrap();
        let found = plan(&mut connection, sql);
        assert!(!goes_through(&found), "{leaf}:\n{found}");
    }
}
