//! What the language accepts, how it answers what it does not, and what it has stored before.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{Conditions, cases::cases};

/// Forms that were stored once. Never edited, only added to: they must stay readable, and unchanged.
const STORED: &str = include_str!("stored.json");

fn faults(conditions: &Value) -> Vec<(String, &'static str, String)> {
    let faults = Conditions::parse(conditions).unwrap_err();
    faults.into_iter().map(|fault| (fault.path, fault.code, fault.message)).collect()
}

fn one_fault(conditions: &Value) -> (String, &'static str) {
    let found = faults(conditions);
    match found.as_slice() {
        [(path, code, _)] => (path.clone(), code),
        _ => panic!("{conditions}: {found:?}"),
    }
}

fn nested(groups: usize) -> Value {
    (0..groups).fold(json!({"field": "id", "operator": "is_not_empty"}), |inner, _| json!({"conditions": [inner]}))
}

#[test]
fn what_is_accepted_is_kept_as_it_was_written() {
    for case in cases() {
        let once = Conditions::parse(&case.conditions).unwrap().to_json();
        assert_eq!(Conditions::parse(&once).unwrap().to_json(), once);
    }
}

#[test]
fn stored_forms_stay_readable() {
    let stored: Vec<Value> = serde_json::from_str(STORED).unwrap();
    assert!(!stored.is_empty());
    for form in stored {
        assert_eq!(Conditions::parse(&form).unwrap().to_json(), form);
    }
}

#[test]
fn all_faults_are_named_at_once_with_their_paths() {
    let found = faults(&json!([
        {"field": "total_spent", "operator": "greater_than", "value": "much"},
        {"field": "first_name", "operator": "within_last", "value": "1 day"},
        {"match": "some", "conditions": [{"field": "birthday", "operator": "before", "value": "soon", "withn": 1}]},
        7,
    ]));
    let short: Vec<(&str, &str)> = found.iter().map(|(path, code, _)| (path.as_str(), *code)).collect();
    assert_eq!(
        short,
        [
            ("conditions[0].value", "rest_invalid_type"),
            ("conditions[1].operator", "rest_not_in_enum"),
            ("conditions[2].match", "rest_not_in_enum"),
            ("conditions[2].conditions[0].withn", "rest_additional_properties_forbidden"),
            ("conditions[2].conditions[0].value", "rest_invalid_date"),
            ("conditions[3]", "rest_invalid_type"),
        ]
    );
    let messages: Vec<&str> = found.iter().map(|(_, _, message)| message.as_str()).collect();
    assert_eq!(messages.first(), Some(&"conditions[0].value is not of type number."));
    assert_eq!(messages.get(2), Some(&"conditions[2].match is not one of all and any."));
    assert_eq!(messages.get(3), Some(&"withn is not a valid property of Object."));
    assert_eq!(messages.get(4), Some(&"Invalid date."));
}

#[test]
fn each_kind_of_fault_names_its_node() {
    let field =
        |field: &str, operator: &str, value: Value| json!([{"field": field, "operator": operator, "value": value}]);
    let table = [
        (json!({}), "conditions", "rest_invalid_type"),
        (json!([]), "conditions", "rest_too_few_items"),
        (json!([{}]), "conditions[0]", "rest_no_matching_schema"),
        (json!([{"segment": "twelve"}]), "conditions[0].segment", "rest_invalid_type"),
        (json!([{"segment": 0}]), "conditions[0].segment", "rest_out_of_bounds"),
        (json!([{"segment": 12, "within": {}}]), "conditions[0].within", "rest_additional_properties_forbidden"),
        (json!([{"match": "any"}]), "conditions[0].conditions", "rest_property_required"),
        (json!([{"match": "any", "conditions": []}]), "conditions[0].conditions", "rest_too_few_items"),
        (json!([{"field": "id"}]), "conditions[0].operator", "rest_property_required"),
        (json!([{"operator": "is_empty"}]), "conditions[0].field", "rest_property_required"),
        (json!([{"field": "id", "operator": "equals"}]), "conditions[0].value", "rest_property_required"),
        (json!([{"field": "id", "operator": "is_empty", "not": 1}]), "conditions[0].not", "rest_invalid_type"),
        (field("id", "is_empty", json!(1)), "conditions[0].value", "rest_additional_properties_forbidden"),
        (field("shoe", "equals", json!(1)), "conditions[0].field", "rest_not_in_enum"),
        (field("label", "equals", json!("gold")), "conditions[0].value", "rest_not_in_enum"),
        (field("tags", "equals", json!("gold")), "conditions[0].operator", "rest_not_in_enum"),
        (field("attributes.", "equals", json!(1)), "conditions[0].field", "rest_not_in_enum"),
        (field("shipping.email", "equals", json!("a")), "conditions[0].field", "rest_not_in_enum"),
        (field("status", "equals", json!("gone")), "conditions[0].value", "rest_not_in_enum"),
        (field("status", "in", json!(["active", "gone"])), "conditions[0].value[1]", "rest_not_in_enum"),
        (field("email", "equals", json!(5)), "conditions[0].value", "rest_invalid_type"),
        (field("email", "equals", json!("")), "conditions[0].value", "rest_too_short"),
        (field("email", "equals", json!("x".repeat(1_001))), "conditions[0].value", "rest_too_long"),
        (field("email", "equals", json!("a\0b")), "conditions[0].value", "rest_invalid_pattern"),
        (field("email", "in", json!([])), "conditions[0].value", "rest_too_few_items"),
        (field("email", "in", json!(vec!["a"; 1_001])), "conditions[0].value", "rest_too_many_items"),
        (field("total_spent", "equals", json!("1e3")), "conditions[0].value", "rest_invalid_type"),
        (field("total_spent", "equals", json!(1e300)), "conditions[0].value", "rest_out_of_bounds"),
        (field("total_spent", "equals", json!(0.00001)), "conditions[0].value", "rest_out_of_bounds"),
        (field("total_spent", "between", json!([1])), "conditions[0].value", "rest_too_few_items"),
        (field("total_spent", "between", json!([1, 2, 3])), "conditions[0].value", "rest_too_many_items"),
        (field("total_spent", "between", json!([2, 1])), "conditions[0].value[1]", "rest_out_of_bounds"),
        (field("store", "equals", json!(0)), "conditions[0].value", "rest_out_of_bounds"),
        (field("store", "equals", json!("one")), "conditions[0].value", "rest_invalid_type"),
        (field("birthday", "within_last", json!("soon")), "conditions[0].value", "rest_invalid_pattern"),
        (field("birthday", "within_last", json!(30)), "conditions[0].value", "rest_invalid_type"),
        (field("attributes.x", "equals", json!([1])), "conditions[0].value", "rest_invalid_type"),
        (field("attributes.x", "contains_all", json!([[]])), "conditions[0].value[0]", "rest_invalid_type"),
        (field("attributes.x", "in", json!(["a", 1])), "conditions[0].value[1]", "rest_invalid_type"),
    ];
    for (conditions, path, code) in table {
        assert_eq!(one_fault(&conditions), (path.to_owned(), code), "{conditions}");
    }
}

#[test]
fn what_is_no_date_is_refused() {
    let accepted = |text: &str| {
        Conditions::parse(&json!([{"field": "date_created", "operator": "before", "value": text}])).is_ok()
    };
    for right in [
        "now",
        "today",
        "yesterday",
        "tomorrow",
        "30 days ago",
        "in 7 days",
        "2026-11-23",
        "2026-11-23T10:00:00",
        "2026-11-23 10:00:00",
        "2026-11-23t10:00:00.123456789Z",
        "2026-11-23T10:00:00+02",
        "2026-11-23T10:00:00-02:30",
    ] {
        assert!(accepted(right), "{right}");
    }
    for wrong in [
        "",
        "Today",
        "30 days",
        "in",
        "in 7",
        "7 days hence",
        "2026-11-31",
        "2026-1-1",
        "0000-01-01",
        "2026-11-23T10:00",
        "2026-11-23T25:00:00",
        "2026-11-23T10:00:00.",
        "2026-11-23T10:00:00+2",
        "2026-11-23T10:00:00z1",
        "٢٠٢٦-11-23",
        "2026-11-2é",
        "20261123",
    ] {
        assert!(!accepted(wrong), "{wrong}");
    }
}

#[test]
fn eight_levels_and_two_hundred_nodes_are_the_most() {
    assert!(Conditions::parse(&json!([nested(7)])).is_ok());
    let ninth = "conditions[0]".to_owned() + &".conditions[0]".repeat(8);
    assert_eq!(one_fault(&json!([nested(8)])), (ninth, "rest_out_of_bounds"));

    let leaf = nested(0);
    assert!(Conditions::parse(&json!(vec![leaf.clone(); 200])).is_ok());
    assert_eq!(one_fault(&json!(vec![leaf.clone(); 300])), ("conditions[200]".to_owned(), "rest_too_many_items"));
    let groups = json!([{"conditions": vec![leaf.clone(); 150]}, {"conditions": vec![leaf; 150]}]);
    assert_eq!(one_fault(&groups), ("conditions[1].conditions[48]".to_owned(), "rest_too_many_items"));
}

proptest! {
    #[test]
    fn nothing_makes_the_parser_panic(text in "\\PC{0,40}", number in any::<f64>(), which in 0_usize..1_000) {
        let cases = cases();
        let mut conditions = cases[which % cases.len()].conditions.clone();
        let odd = if which % 2 == 0 { json!(text) } else { json!([number, text]) };
        let member = ["value", "operator", "not", "aggregate", "of", "where", "within", "name", "action"][which % 9];
        let node = &mut conditions[0];
        let kind = ["orders", "event", "campaign"].into_iter().find(|kind| node[*kind].is_object());
        match kind {
            Some(kind) if which % 3 > 0 => node[kind][member] = odd,
            _ => node["value"] = odd,
        }
        if let Ok(read) = Conditions::parse(&conditions) {
            prop_assert_eq!(Conditions::parse(&read.to_json()).unwrap(), read);
        }
    }
}

#[test]
fn short_names_are_answered_in_full_and_defaults_said() {
    let written = json!([
        {"orders": {"aggregate": "min", "of": null, "where": [], "within": null}, "operator": "less_than", "value": "5"},
        {"event": {"name": "visit"}, "not": false},
        {"segment": "12"},
    ]);
    let answered = json!([
        {"orders": {"aggregate": "minimum", "of": "total"}, "operator": "less_than", "value": "5"},
        {"event": {"name": "visit", "aggregate": "count"}},
        {"segment": 12},
    ]);
    assert_eq!(Conditions::parse(&written).unwrap().to_json(), answered);
}

#[test]
fn clauses_count_as_nodes() {
    let clause = json!({"field": "quantity", "operator": "equals", "value": 1});
    let with = |clauses: usize| json!([{"orders": {"where": vec![clause.clone(); clauses]}}]);
    assert!(Conditions::parse(&with(199)).is_ok());
    assert_eq!(one_fault(&with(200)), ("conditions[0].orders.where[199]".to_owned(), "rest_too_many_items"));
}

#[test]
fn leaves_relative_to_now_and_segments_are_named() {
    let conditions = json!([
        {"match": "any", "conditions": [{"segment": 7}, {"orders": {"within": {"last": "1 day"}}}]},
        {"orders": {"within": {"after": "2026-01-01"}}},
        {"event": {"name": "a", "within": {"before": "yesterday"},
            "where": [{"field": "properties.at", "operator": "on", "value": "today"}]}},
        {"campaign": {"action": "sent", "within": {"more_than_ago": "1 week"}}, "not": true},
        {"field": "birthday", "operator": "anniversary_within", "value": "1 day"},
        {"field": "birthday", "operator": "on", "value": "1990-01-01"},
        {"segment": 5, "not": true},
    ]);
    let rule = crate::Rule { matching: crate::Match::All, conditions: Conditions::parse(&conditions).unwrap() };
    let segments: Vec<i64> = rule.segments().into_iter().map(Into::into).collect();
    assert_eq!((segments, rule.time_leaves().len(), rule.leaves().len()), (vec![5, 7], 5, 8));
}
