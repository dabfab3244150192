//! The text that rules become, and what it selects: of everyone, among some, and of those whom time moves.

#[path = "../../tests/it/segmentation/generated_facts.rs"]
mod generated_facts;
#[path = "../../tests/it/segmentation/generated_people.rs"]
mod generated_people;
#[path = "../../tests/it/segmentation/generated_rules.rs"]
mod generated_rules;
#[expect(dead_code, reason = "shared with the tests of the whole crate")]
#[path = "../../tests/it/segmentation/people.rs"]
mod people;
mod plans;
mod walk;

use chrono::{DateTime, Utc};
use diesel::{debug_query, pg::Pg};
use growffinity_segmentation::{Conditions, Match, Rule, fold_pairs};
use serde_json::{Value, json};

use super::{
    compile::{Among, Moment, push_selected, push_selected_among},
    crossers::push_crossers,
};
use crate::statement::dynamic_statement;

/// What stands behind WHERE, with the bound values put in.
fn compiled(conditions: &Value) -> String {
    let rule = Rule { matching: Match::All, conditions: Conditions::parse(conditions).unwrap() };
    let now: DateTime<Utc> = "2026-11-23T10:00:00Z".parse().unwrap();
    let sql = push_selected(dynamic_statement(""), &rule, Moment { now, zone: chrono_tz::Europe::Paris });
    let text = debug_query::<Pg, _>(&sql).to_string();
    let (sql, binds) = text.split_once(" -- binds: ").unwrap();
    // The two strings of letters come first, and are always the same.
    let (big, small) = fold_pairs();
    let (_, condition) = sql.split_once(" WHERE ").unwrap();
    let values = binds.replace(&format!("{big:?}, {small:?}, "), "");
    format!("{condition}\n{values}")
}

#[test]
fn the_demo_rule() {
    insta::assert_snapshot!(compiled(&json!([
        {"field": "total_spent", "operator": "greater_than", "value": 100},
        {"field": "last_order_date", "operator": "more_than_ago", "value": "90 days"},
    ])), @r##"
        ((c.total_spent > $3) AND (c.last_order_at IS NOT NULL AND c.last_order_at < $4))
        [100, 2026-08-25T09:00:00Z]
        "##);
}

#[test]
fn text_and_negation() {
    insta::assert_snapshot!(compiled(&json!([
        {"field": "first_name", "operator": "not_equals", "value": "Élodie"},
        {"match": "any", "not": true, "conditions": [
            {"field": "email", "operator": "ends_with", "value": ".org"},
            {"field": "orders_count", "operator": "between", "value": [2, 3.5]},
        ]},
    ])), @r##"
        ((CASE WHEN octet_length(c.first_name) = char_length(c.first_name) THEN lower(c.first_name COLLATE "C") ELSE translate(lower(c.first_name COLLATE "C"), f.big, f.small) END = $3) IS NOT TRUE AND ((right(c.email, $4) = $5) OR (c.orders_count >= $6 AND c.orders_count <= $7)) IS NOT TRUE)
        ["élodie", 4, ".org", 2, 3.5]
        "##);
}

#[test]
fn averages_sets_and_days() {
    insta::assert_snapshot!(compiled(&json!([
        {"field": "average_order_value", "operator": "less_than", "value": "33.34"},
        {"field": "attributes.tea", "operator": "contains_all", "value": ["Green", 1]},
        {"field": "birthday", "operator": "anniversary_within", "value": "1 day"},
        {"field": "store", "operator": "is_empty"},
    ])), @r##"
        ((c.orders_count > 0 AND c.total_spent < $3 * c.orders_count) AND (SELECT ARRAY(SELECT CASE jsonb_typeof(e.m) WHEN 'string' THEN 's' || CASE WHEN octet_length((e.m #>> '{}')) = char_length((e.m #>> '{}')) THEN lower((e.m #>> '{}') COLLATE "C") ELSE translate(lower((e.m #>> '{}') COLLATE "C"), f.big, f.small) END WHEN 'number' THEN 'n' || trim_scale(CASE jsonb_typeof(e.m) WHEN 'number' THEN e.m::numeric END) WHEN 'boolean' THEN 'b' || (e.m #>> '{}') END FROM jsonb_array_elements(CASE jsonb_typeof(v.a) WHEN 'array' THEN v.a ELSE '[]' END) e (m)) @> $4 COLLATE "C" FROM (SELECT c.attributes -> $5 AS a) v) AND (to_char(c.birthday::timestamp, 'MM-DD') = ANY($6)) AND (c.store_id IS NULL))
        [33.34, ["sgreen", "n1"], "tea", ["11-23", "11-24"]]
        "##);
}

fn rule(conditions: &Value) -> Rule {
    Rule { matching: Match::All, conditions: Conditions::parse(conditions).unwrap() }
}

#[test]
fn among_some_only_they_are_looked_at() {
    let now: DateTime<Utc> = "2026-11-23T10:00:00Z".parse().unwrap();
    let moment = Moment { now, zone: chrono_tz::Europe::Paris };
    let rule = rule(&json!([{"segment": 4}]));
    for (among, begins) in [
        (Among::Ids(&[1, 2]), "c.id = ANY($3) AND ("),
        (Among::Query("SELECT id FROM touched"), "c.id IN (SELECT id FROM touched) AND ("),
    ] {
        let sql = push_selected_among(dynamic_statement("SELECT c.id "), &rule, moment, among);
        let text = debug_query::<Pg, _>(&sql).to_string();
        assert!(text.split_once(" WHERE ").unwrap().1.starts_with(begins), "{text}");
    }
}

#[test]
fn those_whom_time_moved() {
    let at = |text: &str| -> DateTime<Utc> { text.parse().unwrap() };
    let crossers = |conditions: &Value, from: &str, to: &str| {
        push_crossers(dynamic_statement(""), &rule(conditions), chrono_tz::Europe::Paris, at(from), at(to))
            .map(|sql| debug_query::<Pg, _>(&sql).to_string())
    };
    let timeless = json!([{"field": "date_created", "operator": "before", "value": "2026-11-23"}]);
    assert_eq!(crossers(&timeless, "2026-11-23T10:00:00Z", "2027-11-23T10:00:00Z"), None);
    let today = json!([{"field": "date_created", "operator": "on", "value": "today"}]);
    assert_eq!(crossers(&today, "2026-11-23T10:00:00Z", "2026-11-23T22:59:59Z"), None);
    insta::assert_snapshot!(
        crossers(
            &json!([
                {"field": "last_order_date", "operator": "more_than_ago", "value": "90 days"},
                {"match": "any", "conditions": [
                    {"field": "birthday", "operator": "anniversary_within", "value": "2 days"},
                    {"field": "attributes.renewal", "operator": "before", "value": "today"},
                ]},
            ]),
            "2026-11-22T22:59:00Z",
            "2026-11-22T23:00:00Z",
        )
        .unwrap(),
        @r##"SELECT c.id FROM customers c WHERE c.last_order_at IS NOT NULL AND c.last_order_at >= $1 AND c.last_order_at < $2 UNION SELECT c.id FROM customers c WHERE to_char(c.birthday::timestamp, 'MM-DD') = ANY($3) UNION SELECT c.id FROM customers c WHERE (SELECT jsonb_typeof(v.a) = 'string' AND (v.a #>> '{}') ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ]|$)' AND left((v.a #>> '{}'), 10) >= $4 COLLATE "C" AND left((v.a #>> '{}'), 10) < $5 COLLATE "C" FROM (SELECT c.attributes -> $6 AS a) v) -- binds: [2026-08-24T21:59:00Z, 2026-08-24T22:00:00Z, ["11-22", "11-25"], "2026-11-22", "2026-11-23", "renewal"]"##
    );
}
