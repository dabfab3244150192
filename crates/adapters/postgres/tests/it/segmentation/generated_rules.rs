//! Generated rules: every field, operator and kind of value, nested and negated.

use growffinity_segmentation::{Conditions, Match, Rule, fields};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::generated_people::{instant, member, number, word};

pub fn rule() -> impl Strategy<Value = Rule> {
    let node = leaf().prop_recursive(3, 12, 4, |inner| {
        (prop::collection::vec(inner, 1..4), any::<bool>(), any::<bool>())
            .prop_map(|(conditions, any, not)| json!({"match": if any {"any"} else {"all"}, "conditions": conditions, "not": not}))
    });
    (prop::collection::vec(node, 1..4), any::<bool>()).prop_map(|(nodes, any)| Rule {
        matching: if any { Match::Any } else { Match::All },
        conditions: Conditions::parse(&Value::from(nodes.clone()))
            .unwrap_or_else(|faults| panic!("{nodes:?}: {faults:?}")),
    })
}

fn leaf() -> impl Strategy<Value = Value> {
    let fields: Vec<_> = fields::catalogue()
        .into_iter()
        .filter(|info| !info.field.starts_with("attributes"))
        .map(|info| (info.field, info.field_type.as_str(), info.values))
        .collect();
    let plain = prop::sample::select(fields).prop_flat_map(|(field, kind, values)| {
        let test = match kind {
            "text" => text_test().boxed(),
            "enum" => choice_test(&values.unwrap().iter().map(|value| json!(value)).collect::<Vec<_>>()).boxed(),
            "ref" => choice_test(&[json!(1), json!(2), json!("3")]).boxed(),
            "number" | "money" => number_test().boxed(),
            _ => date_test().boxed(),
        };
        test.prop_map(move |(operator, value)| node(&field, operator, value))
    });
    let attribute = (
        prop::sample::select(vec!["attributes.k", "attributes.a.b", "attributes.Ä", "attributes.none"]),
        prop_oneof![text_test(), number_test(), date_test(), set_test()],
    )
        .prop_map(|(field, (operator, value))| node(field, operator, value));
    (prop_oneof![3 => plain, 1 => attribute], prop::bool::weighted(0.2)).prop_map(|(mut node, not)| {
        if not {
            node["not"] = json!(true);
        }
        node
    })
}

type Test = (&'static str, Option<Value>);

fn node(field: &str, operator: &str, value: Option<Value>) -> Value {
    let mut node = json!({"field": field, "operator": operator});
    if let Some(value) = value {
        node["value"] = value;
    }
    node
}

fn pick(operators: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(operators)
}

fn emptiness() -> impl Strategy<Value = Test> {
    pick(&["is_empty", "is_not_empty"]).prop_map(|operator| (operator, None))
}

fn wanted() -> impl Strategy<Value = String> {
    prop_oneof![4 => word(), 1 => (word(), word()).prop_map(|(a, b)| a + &b), 1 => Just("example.org".to_owned())]
}

fn text_test() -> impl Strategy<Value = Test> {
    let one = (pick(&["equals", "not_equals", "contains", "not_contains", "starts_with", "ends_with"]), wanted())
        .prop_map(|(operator, value)| (operator, Some(json!(value))));
    let list = (pick(&["in", "not_in"]), prop::collection::vec(wanted(), 1..4))
        .prop_map(|(operator, values)| (operator, Some(json!(values))));
    prop_oneof![6 => one, 2 => list, 1 => emptiness()]
}

fn choice_test(values: &[Value]) -> impl Strategy<Value = Test> + use<> {
    let one = (pick(&["equals", "not_equals"]), prop::sample::select(values.to_vec()))
        .prop_map(|(operator, value)| (operator, Some(value)));
    let list = (pick(&["in", "not_in"]), prop::sample::subsequence(values.to_vec(), 1..=values.len()))
        .prop_map(|(operator, values)| (operator, Some(json!(values))));
    prop_oneof![2 => one, 2 => list, 1 => emptiness()]
}

fn bound() -> impl Strategy<Value = Value> {
    prop_oneof![3 => number(), 1 => (0_i64..40).prop_map(|n| json!(format!("{}.50", n))), 1 => (0_i64..20).prop_map(|n| json!(n * 25))]
}

fn number_test() -> impl Strategy<Value = Test> {
    let operators =
        &["equals", "not_equals", "greater_than", "greater_than_or_equal", "less_than", "less_than_or_equal"];
    // Text would be text for the equality of an attribute; numbers mean the same everywhere.
    let one = (pick(operators), number()).prop_map(|(operator, value)| (operator, Some(value)));
    let more = (pick(&operators[2..]), bound()).prop_map(|(operator, value)| (operator, Some(value)));
    let range = (pick(&["between", "not_between"]), -3_i64..50, 0_i64..50)
        .prop_map(|(operator, from, length)| (operator, Some(json!([from, from + length]))));
    let list = (pick(&["in", "not_in"]), prop::collection::vec(number(), 1..4))
        .prop_map(|(operator, values)| (operator, Some(json!(values))));
    prop_oneof![3 => one, 3 => more, 2 => range, 1 => list, 1 => emptiness()]
}

fn length() -> impl Strategy<Value = String> {
    (1_u32..400, pick(&["second", "minute", "hour", "day", "days", "week", "months", "year"])).prop_map(
        |(count, unit)| {
            let count = if unit.starts_with("year") || unit.starts_with("month") { count % 30 + 1 } else { count };
            format!("{count} {unit}")
        },
    )
}

fn date() -> impl Strategy<Value = Value> {
    prop_oneof![
        pick(&["now", "today", "yesterday", "tomorrow"]).prop_map(Value::from),
        length().prop_map(|length| json!(format!("{length} ago"))),
        length().prop_map(|length| json!(format!("in {length}"))),
        instant().prop_map(|instant| json!(instant.format("%Y-%m-%d").to_string())),
        instant().prop_map(|instant| json!(instant.format("%Y-%m-%dT%H:%M:%S").to_string())),
        instant().prop_map(|instant| json!(instant.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string())),
        Just(json!("2026-03-29T02:30:00")),
    ]
}

fn date_test() -> impl Strategy<Value = Test> {
    let relative = (pick(&["within_last", "within_next", "more_than_ago", "anniversary_within"]), length())
        .prop_map(|(operator, length)| (operator, Some(json!(length))));
    let absolute =
        (pick(&["before", "after", "on", "not_on"]), date()).prop_map(|(operator, date)| (operator, Some(date)));
    let range = (pick(&["between", "not_between"]), date(), date())
        .prop_map(|(operator, from, to)| (operator, Some(json!([from, to]))));
    prop_oneof![4 => relative, 4 => absolute, 2 => range, 1 => emptiness()]
}

fn set_test() -> impl Strategy<Value = Test> {
    let one = (pick(&["contains", "not_contains"]), member()).prop_map(|(operator, one)| (operator, Some(one)));
    let list = (pick(&["contains_any", "contains_all", "contains_none"]), prop::collection::vec(member(), 1..3))
        .prop_map(|(operator, list)| (operator, Some(json!(list))));
    let truth =
        (pick(&["equals", "not_equals"]), any::<bool>()).prop_map(|(operator, truth)| (operator, Some(json!(truth))));
    prop_oneof![2 => one, 3 => list, 1 => truth]
}
