//! Generated rules: every field, operator and kind of value, nested and negated.

use growffinity_segmentation::{
    Conditions, Match, OrderStatus, Rule,
    condition::{CampaignAction, OrderMeasure},
    fields,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    generated_facts::{CATEGORIES, COUPONS, LINKS, NAMES, SKUS, WORDS},
    generated_people::{instant, member, number, word},
};

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

fn leaf() -> BoxedStrategy<Value> {
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
            "set" => names_test(&NAMES).boxed(),
            _ => date_test().boxed(),
        };
        test.prop_map(move |(operator, value)| node(&field, operator, value))
    });
    let attribute = (
        prop::sample::select(vec!["attributes.k", "attributes.a.b", "attributes.Ä", "attributes.none"]),
        prop_oneof![text_test(), number_test(), date_test(), set_test()],
    )
        .prop_map(|(field, (operator, value))| node(field, operator, value));
    let facts = prop_oneof![
        4 => orders().boxed(), 2 => events().boxed(), 1 => campaigns().boxed(), 1 => segments().boxed()
    ];
    (prop_oneof![3 => plain.boxed(), 1 => attribute.boxed(), 4 => facts.boxed()], prop::bool::weighted(0.2))
        .prop_map(|(mut node, not)| {
            if not {
                node["not"] = json!(true);
            }
            node
        })
        .boxed()
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

/// Tests of a set of names.
fn names_test(names: &'static [&'static str]) -> impl Strategy<Value = Test> {
    let name = move || prop::sample::select(names).prop_map(str::to_uppercase);
    let one = (pick(&["contains", "not_contains"]), name()).prop_map(|(operator, name)| (operator, Some(json!(name))));
    let list = (pick(&["contains_any", "contains_all", "contains_none"]), prop::collection::vec(name(), 1..3))
        .prop_map(|(operator, names)| (operator, Some(json!(names))));
    prop_oneof![2 => one, 2 => list, 1 => emptiness()]
}

/// Tests of text that meet the words of orders.
fn words_test(words: &'static [&'static str]) -> impl Strategy<Value = Test> {
    let some =
        move || prop::sample::select(words).prop_filter("a text", |word| !word.is_empty()).prop_map(str::to_owned);
    let operators = &["equals", "not_equals", "contains", "not_contains", "starts_with", "ends_with"];
    let one = (pick(operators), some()).prop_map(|(operator, value)| (operator, Some(json!(value))));
    let list = (pick(&["in", "not_in"]), prop::collection::vec(some(), 1..3))
        .prop_map(|(operator, values)| (operator, Some(json!(values))));
    prop_oneof![4 => one, 1 => list, 1 => emptiness()]
}

fn ids() -> impl Strategy<Value = Test> {
    choice_test(&[json!(1), json!(2), json!("3"), json!(4)])
}

fn clause() -> BoxedStrategy<Value> {
    let statuses: Vec<Value> = OrderStatus::NAMES.iter().map(|name| json!(name)).collect();
    let of_order = prop_oneof![
        choice_test(&statuses).prop_map(|test| ("status", test)),
        (pick(&["payment_method", "country"]), words_test(&WORDS)),
        words_test(&["EUR", "usd"]).prop_map(|test| ("currency", test)),
        (pick(&["store", "campaign"]), ids()),
        names_test(&COUPONS).prop_map(|test| ("coupon", test)),
        (pick(&["total", "discount_total", "shipping_total", "items"]), number_test()),
    ];
    let of_line = prop_oneof![
        3 => ids().prop_map(|test| ("product_id", test)),
        2 => words_test(&SKUS).prop_map(|test| ("sku", test)),
        1 => text_test().prop_map(|test| ("product_name", test)),
        2 => names_test(&CATEGORIES).prop_map(|test| ("category", test)),
        2 => (pick(&["quantity", "line_total"]), number_test()),
    ];
    (prop_oneof![of_order.boxed(), of_line.boxed()], prop::bool::weighted(0.1))
        .prop_map(|((field, (operator, value)), not)| {
            let mut clause = node(field, operator, value);
            if not {
                clause["not"] = json!(true);
            }
            clause
        })
        .boxed()
}

fn within() -> impl Strategy<Value = Option<Value>> {
    let bounds = (date(), date(), 0..3).prop_map(|(after, before, which)| match which {
        0 => json!({"after": after}),
        1 => json!({"before": before}),
        _ => json!({"after": after, "before": before}),
    });
    prop_oneof![
        3 => Just(None),
        2 => length().prop_map(|length| Some(json!({"last": length}))),
        1 => length().prop_map(|length| Some(json!({"more_than_ago": length}))),
        2 => bounds.prop_map(Some),
    ]
}

/// What is asked of an aggregate; nothing at times. Sums come near to what a few orders make.
fn compared(kind: &'static str, inner: Value) -> impl Strategy<Value = Value> {
    let sum = (pick(&["greater_than", "less_than", "greater_than_or_equal"]), 0_i64..80)
        .prop_map(|(operator, bound)| (operator, Some(json!(bound))));
    let zero = pick(&["equals", "not_equals", "less_than_or_equal", "greater_than"])
        .prop_map(|operator| (operator, Some(json!(0))));
    let test = prop_oneof![2 => number_test(), 2 => sum, 1 => zero];
    prop::option::weighted(0.7, test).prop_map(move |test| {
        let mut whole = json!({});
        if let Some((operator, value)) = test {
            whole["operator"] = json!(operator);
            if let Some(value) = value {
                whole["value"] = value;
            }
        }
        whole[kind] = inner.clone();
        whole
    })
}

fn put(mut inner: Value, name: &str, value: Option<Value>) -> Value {
    if let Some(value) = value {
        inner[name] = value;
    }
    inner
}

const AGGREGATES: &[&str] = &["count", "sum", "average", "minimum", "maximum", "avg", "min", "max"];

pub fn orders() -> impl Strategy<Value = Value> {
    let of = prop::option::of(prop::sample::select(OrderMeasure::NAMES));
    let clauses = prop::collection::vec(clause(), 0..3);
    (pick(AGGREGATES), of, clauses, within()).prop_flat_map(|(aggregate, of, clauses, within)| {
        let inner = json!({"aggregate": aggregate, "where": clauses});
        compared("orders", put(put(inner, "of", of.map(Value::from)), "within", within))
    })
}

pub fn events() -> impl Strategy<Value = Value> {
    let clause = (prop_oneof![text_test(), number_test(), date_test(), set_test()], any::<bool>())
        .prop_map(|((operator, value), k)| node(if k { "properties.k" } else { "properties.value" }, operator, value));
    let clauses = prop::collection::vec(clause, 0..3);
    (pick(AGGREGATES), pick(&["visit", "buy", "none"]), clauses, within()).prop_flat_map(
        |(aggregate, name, clauses, within)| {
            let inner = json!({"name": name, "aggregate": aggregate, "of": "properties.value", "where": clauses});
            compared("event", put(inner, "within", within))
        },
    )
}

pub fn campaigns() -> impl Strategy<Value = Value> {
    let id = prop::option::of(1_i64..4);
    let link = prop::option::of(prop::sample::select(&LINKS[..]));
    (prop::sample::select(CampaignAction::ALL), id, link, within()).prop_flat_map(|(action, id, link, within)| {
        let inner = put(json!({"action": action.as_str()}), "id", id.map(Value::from));
        let link = link.filter(|_| action == CampaignAction::Clicked).map(Value::from);
        compared("campaign", put(put(inner, "link", link), "within", within))
    })
}

fn segments() -> impl Strategy<Value = Value> {
    (101_i64..=103).prop_map(|id| json!({"segment": id}))
}
