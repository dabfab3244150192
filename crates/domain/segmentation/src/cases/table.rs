//! The lines of the shared table.

use serde_json::{Value, json};

use super::{Case, at, facts, now};

/// Every line.
pub fn cases() -> Vec<Case> {
    [text(), choices(), numbers(), dates(), birthdays(), attributes(), groups(), facts::cases()].concat()
}

#[expect(clippy::needless_pass_by_value, reason = "the lines read better without a reference to each literal")]
pub(super) fn case(says: &'static str, condition: Value, passes: &[&'static str]) -> Case {
    Case { says, now: now(), conditions: json!([condition]), passes: passes.to_vec() }
}

pub(super) fn field(
    says: &'static str,
    field: &str,
    operator: &str,
    value: impl Into<Value>,
    passes: &[&'static str],
) -> Case {
    case(says, json!({"field": field, "operator": operator, "value": value.into()}), passes)
}

pub(super) fn alone(says: &'static str, field: &str, operator: &str, passes: &[&'static str]) -> Case {
    case(says, json!({"field": field, "operator": operator}), passes)
}

fn text() -> Vec<Case> {
    vec![
        field("case is ignored", "first_name", "equals", "aNN", &["ann"]),
        field("case is ignored beyond ASCII", "first_name", "equals", "Élodie", &["elodie"]),
        field("and in other alphabets", "first_name", "starts_with", "σοφ", &["sofia"]),
        field("sharp s has no small letter to fold to", "last_name", "equals", "STRASSE", &[]),
        field(
            "unset text is not equal, so the twin holds",
            "last_name",
            "not_equals",
            "lee",
            &["bob", "elodie", "sofia", "nil"],
        ),
        field("a part", "email", "contains", "EXAMPLE.ORG", &["bob"]),
        field("not a part", "email", "not_contains", "example.org", &["ann", "elodie", "sofia", "nil"]),
        field("the end", "email", "ends_with", ".com", &["ann", "nil"]),
        field("the beginning", "phone", "starts_with", "+33", &["ann"]),
        field("one of a list", "first_name", "in", json!(["bob", "ann"]), &["ann", "bob"]),
        field("none of a list", "first_name", "not_in", json!(["bob", "ann"]), &["elodie", "sofia", "nil"]),
        field("no patterns: a per cent sign is one", "external_id", "contains", "0%", &["ann"]),
        field("no patterns: an underscore is one", "external_id", "contains", "x_1", &["ann"]),
        field("any of several", "external_id", "equals", "58", &["bob"]),
        field("any of several ends so", "external_id", "ends_with", "58", &["ann", "bob"]),
        field("none of several", "external_id", "not_equals", "a-58", &["bob", "elodie", "sofia", "nil"]),
        alone("nothing among several", "external_id", "is_empty", &["elodie", "sofia", "nil"]),
        alone("empty text is unset", "first_name", "is_empty", &["nil"]),
        alone("set text", "last_name", "is_not_empty", &["ann", "elodie"]),
        field("a part of an address", "billing.city", "equals", "lyon", &["ann"]),
        field("of the other address", "shipping.city", "equals", "lyon", &["bob"]),
        alone("a part that is not there", "billing.city", "is_empty", &["bob", "elodie", "sofia", "nil"]),
        field("language", "locale", "starts_with", "en", &["ann"]),
        alone("zone", "timezone", "is_not_empty", &[]),
        field("where consent came from", "consent.email.source", "equals", "Checkout", &["ann"]),
    ]
}

fn choices() -> Vec<Case> {
    vec![
        field("status", "status", "equals", "inactive", &["bob"]),
        field("consent", "consent.email", "in", json!(["subscribed", "pending"]), &["ann", "elodie", "sofia", "nil"]),
        field("not this consent", "consent.email", "not_equals", "subscribed", &["bob", "sofia", "nil"]),
        alone("a choice is never unset", "status", "is_empty", &[]),
        field("store", "store", "equals", 1, &["ann"]),
        field("no store is not this store", "store", "not_equals", 1, &["bob", "elodie", "sofia", "nil"]),
        field("stores", "store", "in", json!([1, 2]), &["ann", "bob"]),
        alone("no store", "store", "is_empty", &["elodie", "sofia", "nil"]),
    ]
}

fn numbers() -> Vec<Case> {
    vec![
        field("more", "total_spent", "greater_than", 62.5, &["bob", "sofia"]),
        field(
            "as much or more, written as text",
            "total_spent",
            "greater_than_or_equal",
            "62.50",
            &["ann", "bob", "sofia"],
        ),
        field("less", "orders_count", "less_than", 2, &["elodie", "nil"]),
        field("less than a broken number", "orders_count", "less_than", 2.5, &["ann", "elodie", "nil"]),
        field("as much or less", "orders_count", "less_than_or_equal", 2, &["ann", "elodie", "nil"]),
        field("between, both ends in", "total_spent", "between", json!([62.5, 100]), &["ann", "bob"]),
        field("not between", "total_spent", "not_between", json!([62.5, 100]), &["elodie", "sofia", "nil"]),
        field("one of", "orders_count", "in", json!([2, "3"]), &["ann", "bob"]),
        field("none of", "id", "not_in", json!([1, 2, 3]), &["sofia", "nil"]),
        field("refunds", "refunded_total", "equals", "5.00", &["ann"]),
        alone("everyone", "id", "is_not_empty", &["ann", "bob", "elodie", "sofia", "nil"]),
        alone("sums are never unset", "total_spent", "is_empty", &[]),
        field("the average is not rounded down", "average_order_value", "greater_than", 33.3333, &["bob"]),
        field("nor up", "average_order_value", "less_than", 33.3334, &["ann", "bob", "elodie", "sofia"]),
        field("nor equal", "average_order_value", "equals", 33.3333, &[]),
        field("an average", "average_order_value", "equals", 31.25, &["ann"]),
        field(
            "no average without orders",
            "average_order_value",
            "greater_than_or_equal",
            0,
            &["ann", "bob", "elodie", "sofia"],
        ),
        field("so the twin holds", "average_order_value", "not_equals", 31.25, &["bob", "elodie", "sofia", "nil"]),
        field("between averages", "average_order_value", "between", json!([31, 34]), &["ann", "bob"]),
        field(
            "the greatest bound",
            "average_order_value",
            "less_than",
            "99999999999999.9999",
            &["ann", "bob", "elodie", "sofia"],
        ),
        alone("no average", "average_order_value", "is_empty", &["nil"]),
    ]
}

fn dates() -> Vec<Case> {
    vec![
        field("days are calendar days", "consent.email.date", "within_last", "2 days", &["ann"]),
        field("what is just within is not more than that ago", "consent.email.date", "more_than_ago", "2 days", &[]),
        field("a moment earlier is out", "last_order_date", "within_last", "2 days", &["bob"]),
        field("and more than that ago", "last_order_date", "more_than_ago", "2 days", &["ann"]),
        field("hours are hours", "last_order_date", "within_last", "47 hours", &["bob"]),
        field("now is within", "date_created", "within_last", "1 second", &["nil"]),
        field("ahead", "last_order_date", "within_next", "1 day", &["elodie"]),
        field("before a bare day", "date_created", "before", "2026-03-30", &["ann", "bob", "sofia"]),
        field("after a bare day", "date_created", "after", "2026-03-29", &["elodie", "nil"]),
        field("on a day of the site", "date_created", "on", "2026-01-01", &["ann", "bob"]),
        field("not on it", "date_created", "not_on", "2026-01-01", &["elodie", "sofia", "nil"]),
        field("today", "date_created", "on", "today", &["elodie", "nil"]),
        field("yesterday", "date_created", "on", "yesterday", &["sofia"]),
        field("before tomorrow", "last_order_date", "before", "tomorrow", &["ann", "bob"]),
        field("on the day that many days ago", "last_order_date", "on", "2 days ago", &["ann"]),
        field("after now", "last_order_date", "after", "now", &["elodie"]),
        field("after a moment of the site's clocks", "date_created", "after", "2026-03-30T11:59:59", &["nil"]),
        field(
            "before a moment with a zone",
            "date_created",
            "before",
            "2026-03-29T22:00:00Z",
            &["ann", "bob", "sofia"],
        ),
        field("at that moment is not after it", "date_created", "after", "2026-03-30T00:00:00+02:00", &["nil"]),
        field(
            "between, the last day whole",
            "date_created",
            "between",
            json!(["2026-01-01", "2026-03-29"]),
            &["ann", "bob", "sofia"],
        ),
        field(
            "not between, the unset too",
            "first_order_date",
            "not_between",
            json!(["2026-01-01", "tomorrow"]),
            &["bob", "sofia", "nil"],
        ),
        field("before something ahead", "last_order_date", "before", "in 7 days", &["ann", "bob", "elodie"]),
        alone("no date", "last_order_date", "is_empty", &["sofia", "nil"]),
        alone("a date", "consent.email.date", "is_not_empty", &["ann"]),
        field(
            "the day of the year, in the site's zone",
            "first_order_date",
            "anniversary_within",
            "2 days",
            &["elodie"],
        ),
        field("changed", "date_modified", "on", "today", &["elodie", "nil"]),
        Case {
            now: at("2026-12-30T12:00:00Z"),
            ..field("round the turn of the year", "first_order_date", "anniversary_within", "3 days", &["ann"])
        },
    ]
}

fn birthdays() -> Vec<Case> {
    let soon = |says, length, now, passes: &[&'static str]| Case {
        now: at(now),
        ..field(says, "birthday", "anniversary_within", length, passes)
    };
    vec![
        field("the seventh day is in", "birthday", "anniversary_within", "7 days", &["ann"]),
        field("not yet", "birthday", "anniversary_within", "6 days", &[]),
        soon("today counts", "1 second", "2026-04-06T10:00:00Z", &["ann"]),
        soon("a leap day falls on the 28th", "1 second", "2026-02-28T10:00:00Z", &["bob"]),
        soon("not on the 1st", "1 second", "2026-03-01T10:00:00Z", &[]),
        soon("on the 29th when there is one", "1 second", "2028-02-29T10:00:00Z", &["bob"]),
        soon("and not on the 28th then", "1 second", "2028-02-28T10:00:00Z", &[]),
        soon("a year is everyone", "2 years", "2026-06-01T10:00:00Z", &["ann", "bob"]),
        field("a birthday is a day", "birthday", "on", "1990-04-06", &["ann"]),
        field("before", "birthday", "before", "1992-02-29", &["ann"]),
        field("between", "birthday", "between", json!(["1990-04-06", "1992-02-29"]), &["ann", "bob"]),
        field("long ago", "birthday", "more_than_ago", "35 years", &["ann"]),
        field("less long ago", "birthday", "within_last", "35 years", &["bob"]),
        alone("no birthday", "birthday", "is_empty", &["elodie", "sofia", "nil"]),
        field("not on, the unset too", "birthday", "not_on", "1990-04-06", &["bob", "elodie", "sofia", "nil"]),
    ]
}

fn attributes() -> Vec<Case> {
    let colour = "attributes.colour";
    let size = "attributes.shoe_size";
    let interests = "attributes.interests";
    let renewal = "attributes.renewal";
    vec![
        field("text", colour, "equals", "dark blue", &["ann"]),
        field("part of text", colour, "contains", "déjà", &["elodie"]),
        field("its end", colour, "ends_with", "BLUE", &["ann"]),
        field("one of", colour, "in", json!(["dark blue", "red"]), &["ann"]),
        field("not this", colour, "not_equals", "dark blue", &["bob", "elodie", "sofia", "nil"]),
        alone("missing, null and empty are unset", colour, "is_empty", &["bob", "sofia", "nil"]),
        alone("an empty set is unset", interests, "is_empty", &["bob", "sofia", "nil"]),
        alone("an object is something", size, "is_not_empty", &["ann", "bob", "elodie", "sofia"]),
        field("a number is not text", size, "equals", 42, &["ann"]),
        field("text is not a number", size, "equals", "42", &["bob"]),
        field("less", size, "less_than", 42, &["elodie"]),
        field("between", size, "between", json!([36.5, 42]), &["ann", "elodie"]),
        field("one of some numbers", size, "in", json!([41, 42]), &["ann"]),
        field("true", "attributes.vip", "equals", true, &["ann"]),
        field("not true, the unset too", "attributes.vip", "not_equals", true, &["bob", "elodie", "sofia", "nil"]),
        field("in the set, or in the text", interests, "contains", "tea", &["ann", "elodie"]),
        field("a number in the set", interests, "contains", 7.0, &["ann"]),
        field("any", interests, "contains_any", json!(["milk", "COFFEE"]), &["ann"]),
        field("all", interests, "contains_all", json!(["tea", "coffee", 7]), &["ann"]),
        field("not all", interests, "contains_all", json!(["tea", "milk"]), &[]),
        field("none", interests, "contains_none", json!(["tea"]), &["bob", "elodie", "sofia", "nil"]),
        field("a date", renewal, "within_next", "2 days", &["ann", "bob"]),
        field("a date on its day", renewal, "on", "2026-04-01", &["ann", "bob"]),
        field("before", renewal, "before", "2026-04-01", &[]),
        field("not a date: the twin holds", renewal, "not_on", "2026-04-01", &["elodie", "sofia", "nil"]),
        field("comes round", renewal, "anniversary_within", "3 days", &["ann", "bob"]),
        field("between dates", renewal, "between", json!(["2026-03-31", "in 3 days"]), &["ann", "bob"]),
    ]
}

fn groups() -> Vec<Case> {
    let ann = json!({"field": "first_name", "operator": "equals", "value": "ann"});
    let bob = json!({"field": "first_name", "operator": "equals", "value": "bob"});
    let lee = json!({"field": "last_name", "operator": "equals", "value": "lee"});
    vec![
        case("one of a group", json!({"match": "any", "conditions": [ann, bob]}), &["ann", "bob"]),
        case("all of a group", json!({"match": "all", "conditions": [ann, lee]}), &["ann"]),
        case("all is the default", json!({"conditions": [ann, bob]}), &[]),
        case(
            "not this group",
            json!({"match": "any", "conditions": [ann, bob], "not": true}),
            &["elodie", "sofia", "nil"],
        ),
        case(
            "not is the complement, of the unset too",
            json!({"field": "birthday", "operator": "before", "value": "2000-01-01", "not": true}),
            &["elodie", "sofia", "nil"],
        ),
        case(
            "twice not is the thing itself",
            json!({"field": "last_name", "operator": "not_equals", "value": "lee", "not": true}),
            &["ann"],
        ),
        case(
            "groups in groups",
            json!({"match": "any", "not": true, "conditions": [
                {"match": "all", "conditions": [ann, lee]},
                {"match": "all", "not": true, "conditions": [bob]},
            ]}),
            &["bob"],
        ),
        case(
            "an unset value in a negated group",
            json!({"match": "all", "not": true, "conditions": [
                {"field": "store", "operator": "equals", "value": 1},
                {"field": "birthday", "operator": "after", "value": "1980-01-01"},
            ]}),
            &["bob", "elodie", "sofia", "nil"],
        ),
    ]
}
