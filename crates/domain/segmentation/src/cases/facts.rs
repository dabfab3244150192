//! The lines of the shared table about what customers did, and about what stands beside them.

use serde_json::{Value, json};

use super::{
    Case,
    table::{alone, case, field},
};

const ALL: &[&str] = &["ann", "bob", "elodie", "sofia", "nil"];
const BUYERS: &[&str] = &["ann", "bob", "elodie"];
const NEVER_BOUGHT: &[&str] = &["sofia", "nil"];

/// Every line.
pub(super) fn cases() -> Vec<Case> {
    [beside(), names(), scores(), sums(), whole_orders(), lines(), times(), events(), campaigns(), segments()].concat()
}

fn beside() -> Vec<Case> {
    let others = &["elodie", "sofia", "nil"];
    vec![
        field("label", "label", "equals", "vip", &["ann"]),
        field("labels", "label", "in", json!(["new", "at_risk"]), &["bob", "elodie", "sofia", "nil"]),
        alone("everyone has a label", "label", "is_empty", &[]),
        field("company", "company", "equals", 1, &["ann"]),
        field("not this company", "company", "not_in", json!([1, 3]), &["bob", "elodie", "sofia", "nil"]),
        alone("no company", "company", "is_empty", others),
        field("its name, whatever the case", "company.name", "contains", "SÖHNE", &["ann"]),
        field("not this name", "company.name", "not_equals", "beta", &["ann", "elodie", "sofia", "nil"]),
        field("one of some names", "company.name", "in", json!(["BETA", "x"]), &["bob"]),
        alone("no name", "company.name", "is_empty", others),
        alone("a name", "company.name", "is_not_empty", &["ann", "bob"]),
    ]
}

fn names() -> Vec<Case> {
    let others = &["elodie", "sofia", "nil"];
    vec![
        field("a tag, whatever the case", "tags", "contains", "WHOLESALE", &["ann", "bob"]),
        field("and the spacing", "tags", "contains", " early   BIRD ", &["ann"]),
        field("not this tag", "tags", "not_contains", "early bird", &["bob", "elodie", "sofia", "nil"]),
        field("one of some tags", "tags", "contains_any", json!(["nobody's", "early bird"]), &["ann"]),
        field("all of some tags", "tags", "contains_all", json!(["wholesale", "early bird", "Wholesale"]), &["ann"]),
        field("all, one unknown", "tags", "contains_all", json!(["wholesale", "nobody's"]), &[]),
        field("none of some tags", "tags", "contains_none", json!(["wholesale"]), others),
        alone("no tags", "tags", "is_empty", others),
        alone("a tag", "tags", "is_not_empty", &["ann", "bob"]),
        field("a group", "groups", "contains", "newsletter", &["ann"]),
        field(
            "none of the groups",
            "groups",
            "contains_none",
            json!(["newsletter", "x"]),
            &["bob", "elodie", "sofia", "nil"],
        ),
        alone("no groups", "groups", "is_empty", &["bob", "elodie", "sofia", "nil"]),
        case(
            "not, of a set",
            json!({"field": "tags", "operator": "contains", "value": "wholesale", "not": true}),
            others,
        ),
    ]
}

fn scores() -> Vec<Case> {
    let unscored = &["elodie", "sofia", "nil"];
    vec![
        field("an RFM group", "rfm.segment", "equals", "loyal", &["ann"]),
        field("no group is not this group", "rfm.segment", "not_equals", "loyal", &["bob", "elodie", "sofia", "nil"]),
        field("groups", "rfm.segment", "in", json!(["loyal", "cannot_lose_them"]), &["ann", "bob"]),
        alone("no group", "rfm.segment", "is_empty", unscored),
        field("recency", "rfm.recency", "less_than", 3, &["bob"]),
        field("frequency", "rfm.frequency", "between", json!([3, 4]), &["ann"]),
        field("monetary", "rfm.monetary", "not_equals", 5, &["ann", "elodie", "sofia", "nil"]),
        alone("no score", "rfm.recency", "is_empty", unscored),
        field("orders to come", "predicted.orders_12_months", "equals", 1.7, &["ann"]),
        field("revenue to come", "predicted.revenue_12_months", "greater_than", 54, &["ann"]),
        field("likely to go", "predicted.churn_probability", "equals", 0.21, &["ann"]),
        field("not likely to go", "predicted.churn_probability", "less_than", 0.21, &[]),
        alone("nothing predicted", "predicted.churn_probability", "is_empty", &["bob", "elodie", "sofia", "nil"]),
    ]
}

#[expect(clippy::needless_pass_by_value, reason = "the lines read better without a reference to each literal")]
fn orders(says: &'static str, orders: Value, operator: &str, value: impl Into<Value>, passes: &[&'static str]) -> Case {
    case(says, json!({"orders": orders, "operator": operator, "value": value.into()}), passes)
}

fn any_order(says: &'static str, clauses: &Value, passes: &[&'static str]) -> Case {
    case(says, json!({"orders": {"where": clauses}}), passes)
}

fn sums() -> Vec<Case> {
    let of = |aggregate: &str, of: &str| json!({"aggregate": aggregate, "of": of});
    vec![
        case("an order that counts", json!({"orders": {}}), BUYERS),
        case("none", json!({"orders": {}, "not": true}), NEVER_BOUGHT),
        orders("how many", json!({}), "equals", 3, &["ann", "bob"]),
        orders("not so many, none too", json!({"aggregate": "count"}), "not_equals", 3, &["elodie", "sofia", "nil"]),
        orders("fewer, none too", json!({}), "less_than", 3, &["elodie", "sofia", "nil"]),
        orders("none is 0", json!({}), "in", json!([0, 7]), NEVER_BOUGHT),
        orders("a sum, net of refunds, in the site currency", of("sum", "total"), "equals", "61.9506", &["ann"]),
        orders(
            "a small sum, nothing too",
            json!({"aggregate": "sum"}),
            "less_than",
            100,
            &["ann", "elodie", "sofia", "nil"],
        ),
        orders("a sum between", of("sum", "total"), "between", json!([100, 200]), &["bob"]),
        orders("not between", of("sum", "total"), "not_between", json!([0, 99]), &["bob"]),
        orders("an average is not rounded down", json!({"aggregate": "avg"}), "greater_than", 33.3333, &["bob"]),
        orders("nor up", of("average", "total"), "less_than", 33.3334, BUYERS),
        orders("nor equal", of("average", "total"), "in", json!([33.3333, 33.3334]), &[]),
        orders(
            "no average is not this average",
            of("average", "total"),
            "not_equals",
            0,
            &["ann", "bob", "sofia", "nil"],
        ),
        orders("the least", json!({"aggregate": "min"}), "less_than", 10, &["ann", "elodie"]),
        orders("the greatest", json!({"aggregate": "max"}), "greater_than_or_equal", 50, &["ann"]),
        orders("at most", of("maximum", "total"), "less_than_or_equal", "33.34", &["bob", "elodie"]),
        case("no average", json!({"orders": of("average", "total"), "operator": "is_empty"}), NEVER_BOUGHT),
        case("a least", json!({"orders": of("minimum", "total"), "operator": "is_not_empty"}), BUYERS),
        case("a sum is never unset", json!({"orders": of("sum", "total"), "operator": "is_empty"}), &[]),
        case("nor a count", json!({"orders": {}, "operator": "is_not_empty"}), ALL),
        orders("discounts", of("sum", "discount_total"), "equals", 2.5, &["ann"]),
        orders("shipping", of("average", "shipping_total"), "greater_than", 1.6, &["ann"]),
        orders("tax", of("maximum", "total_tax"), "equals", 8.33, &["ann"]),
        orders("pieces", of("sum", "items"), "equals", 4, &["ann", "bob"]),
        orders("pieces an order", of("average", "items"), "greater_than", 1.3333, &["ann", "bob"]),
        orders("an order without lines has none", of("minimum", "items"), "equals", 0, &["ann", "bob"]),
        orders("lines' totals", of("sum", "line_total"), "equals", "63.9509", &["ann"]),
        orders("the greatest of an order", of("maximum", "line_total"), "equals", 50, &["ann"]),
        orders("the least, nothing too", of("minimum", "line_total"), "equals", 0, BUYERS),
    ]
}

fn whole_orders() -> Vec<Case> {
    let one =
        |field: &str, operator: &str, value: Value| json!([{"field": field, "operator": operator, "value": value}]);
    let none = |field: &str, operator: &str| json!([{"field": field, "operator": operator}]);
    let status = one("status", "equals", json!("completed"));
    vec![
        any_order("a status", &one("status", "equals", json!("cancelled")), &["ann"]),
        any_order("statuses", &one("status", "in", json!(["on-hold", "failed"])), &["elodie"]),
        any_order("not a status", &one("status", "not_equals", json!("completed")), &["ann", "elodie"]),
        orders("what has no rate is counted", json!({"where": status}), "equals", 3, &["ann", "bob"]),
        orders("and in no sum", json!({"aggregate": "sum", "where": status}), "equals", "59.4506", &["ann"]),
        orders("nor in an average", json!({"aggregate": "average", "where": status}), "equals", "29.7253", &["ann"]),
        any_order("payment", &one("payment_method", "equals", json!("STRIPE")), &["ann"]),
        any_order("currency", &one("currency", "equals", json!("usd")), &["ann"]),
        orders("country", json!({"where": one("country", "equals", json!("US"))}), "equals", 2, &["bob"]),
        any_order("no country", &none("country", "is_empty"), BUYERS),
        any_order("not a country", &one("country", "not_in", json!(["fr", "us"])), BUYERS),
        any_order("store", &one("store", "equals", json!(2)), &["ann"]),
        any_order("campaign", &one("campaign", "in", json!([2, 9])), &["ann"]),
        any_order("no campaign", &none("campaign", "is_empty"), BUYERS),
        any_order("coupon, whatever the case", &one("coupon", "contains", json!("spring")), &["ann"]),
        any_order("coupons", &one("coupon", "contains_all", json!(["SPRING", "VIP-7"])), &["ann"]),
        any_order("all coupons, one missing", &one("coupon", "contains_all", json!(["spring", "x"])), &[]),
        any_order("an order without", &one("coupon", "contains_none", json!(["spring"])), BUYERS),
        any_order("a coupon", &none("coupon", "is_not_empty"), &["ann"]),
        any_order("a total, net", &one("total", "between", json!([9.45, 9.46])), &["ann"]),
        any_order("a discount", &one("discount_total", "greater_than", json!(1)), &["ann"]),
        any_order("shipping", &one("shipping_total", "equals", json!(5)), &["ann"]),
        any_order("pieces", &one("items", "greater_than_or_equal", json!(3)), &["ann", "bob"]),
        any_order("no pieces", &one("items", "equals", json!(0)), &["ann", "bob"]),
        any_order(
            "all must hold of one order",
            &json!([
                {"field": "payment_method", "operator": "equals", "value": "stripe"},
                {"field": "currency", "operator": "equals", "value": "USD"},
            ]),
            &[],
        ),
        any_order(
            "not, of a clause",
            &json!([{"field": "total", "operator": "greater_than", "value": 1, "not": true}]),
            &["elodie"],
        ),
    ]
}

fn lines() -> Vec<Case> {
    let one =
        |field: &str, operator: &str, value: Value| json!([{"field": field, "operator": operator, "value": value}]);
    let none = |field: &str, operator: &str| json!([{"field": field, "operator": operator}]);
    let mug = one("product_id", "equals", json!(7));
    let usd = json!([
        {"field": "product_id", "operator": "equals", "value": 7},
        {"field": "currency", "operator": "equals", "value": "USD"},
    ]);
    vec![
        any_order("bought it", &mug, &["ann"]),
        any_order("bought one of them", &one("product_id", "in", json!([8, 9])), &["ann", "elodie"]),
        any_order("bought something else", &one("product_id", "not_equals", json!(7)), BUYERS),
        any_order("bought nobody knows what", &none("product_id", "is_empty"), &["bob"]),
        any_order("what does not count was not bought", &one("product_id", "equals", json!(10)), &[]),
        any_order(
            "unless statuses are asked for",
            &json!([
                {"field": "product_id", "operator": "equals", "value": 10},
                {"field": "status", "operator": "equals", "value": "completed"},
            ]),
            &["ann"],
        ),
        Case {
            conditions: json!([
                {"orders": {"where": one("product_id", "equals", json!(8))}},
                {"orders": {"where": mug}, "not": true},
            ]),
            ..any_order("bought this and not that", &mug, &["elodie"])
        },
        orders("orders with it", json!({"where": one("sku", "equals", json!("A-1"))}), "equals", 2, &["ann"]),
        any_order("part of a SKU", &one("sku", "starts_with", json!("B-")), &["ann", "elodie"]),
        any_order("no SKU", &none("sku", "is_empty"), &["bob"]),
        any_order("name", &one("product_name", "contains", json!("mug")), &["ann"]),
        any_order("category, whatever the case", &one("category", "contains", json!("kitchen")), &["ann"]),
        any_order("categories", &one("category", "contains_all", json!(["Kitchen", "gifts"])), &["ann"]),
        any_order("one of the categories", &one("category", "contains_any", json!(["FOOD", "x"])), &["ann", "elodie"]),
        any_order("none of the categories", &one("category", "contains_none", json!(["food"])), &["ann", "bob"]),
        any_order("no category", &none("category", "is_empty"), &["bob"]),
        any_order("quantity", &one("quantity", "greater_than_or_equal", json!(2)), &["ann", "bob"]),
        any_order("a line's total", &one("line_total", "greater_than", json!(30)), &["bob"]),
        any_order(
            "on one and the same line",
            &json!([
                {"field": "product_id", "operator": "equals", "value": 7},
                {"field": "sku", "operator": "equals", "value": "b-2"},
            ]),
            &[],
        ),
        orders(
            "pieces of matching lines",
            json!({"aggregate": "sum", "of": "items", "where": mug}),
            "equals",
            3,
            &["ann"],
        ),
        orders("and an order", json!({"aggregate": "average", "of": "items", "where": mug}), "equals", 1.5, &["ann"]),
        orders(
            "their totals",
            json!({"aggregate": "sum", "of": "line_total", "where": mug}),
            "equals",
            "43.9509",
            &["ann"],
        ),
        orders(
            "the greatest",
            json!({"aggregate": "maximum", "of": "line_total", "where": mug}),
            "equals",
            30,
            &["ann"],
        ),
        orders("totals of orders with it", json!({"aggregate": "sum", "where": mug}), "equals", "59.4506", &["ann"]),
        orders(
            "nothing of it is 0",
            json!({"aggregate": "sum", "where": mug}),
            "equals",
            0,
            &["bob", "elodie", "sofia", "nil"],
        ),
        orders("of the order too", json!({"aggregate": "sum", "of": "items", "where": usd}), "equals", 1, &["ann"]),
        orders(
            "the order's other lines are not seen",
            json!({"aggregate": "sum", "of": "line_total", "where": usd}),
            "equals",
            "13.9509",
            &["ann"],
        ),
        orders("no average of it", json!({"aggregate": "average", "where": mug}), "not_equals", 1, ALL),
    ]
}

fn times() -> Vec<Case> {
    let within =
        |says, within: Value, passes: &[&'static str]| case(says, json!({"orders": {"within": within}}), passes);
    let bought = |says, product: i64, within: Value, passes: &[&'static str]| {
        let clause = json!([{"field": "product_id", "operator": "equals", "value": product}]);
        case(says, json!({"orders": {"where": clause, "within": within}}), passes)
    };
    vec![
        within("lately, the first moment in, the future out", json!({"last": "2 days"}), &["ann", "bob"]),
        within("longer ago than that", json!({"more_than_ago": "1 month"}), &["ann", "bob"]),
        within("far longer ago", json!({"more_than_ago": "1 year"}), &["bob"]),
        within("after a day begins", json!({"after": "2026-03-29"}), &["bob", "elodie"]),
        within("before a day begins, by the site's clocks", json!({"before": "2026-01-01"}), &["bob"]),
        within(
            "between, the first in",
            json!({"after": "2026-03-28T11:00:00Z", "before": "2026-03-28T11:00:00.000001Z"}),
            &["ann"],
        ),
        within("and the last out", json!({"after": "2026-03-28", "before": "2026-03-28T11:00:00Z"}), &[]),
        within("between two days", json!({"after": "2026-03-01", "before": "2026-03-16"}), &["ann", "bob"]),
        within("after now", json!({"after": "now"}), &["elodie"]),
        within("after some days ago", json!({"after": "1 day ago", "before": "tomorrow"}), &["bob"]),
        bought("it was bought lately", 8, json!({"last": "2 days"}), &["ann"]),
        bought("it was bought long ago", 7, json!({"more_than_ago": "2 days"}), &["ann"]),
        bought("it was not bought long ago", 8, json!({"more_than_ago": "2 days"}), &[]),
        orders(
            "spent lately",
            json!({"aggregate": "sum", "within": {"last": "2 days"}}),
            "greater_than",
            33,
            &["ann", "bob"],
        ),
        orders(
            "total of orders with it lately",
            json!({"aggregate": "sum", "within": {"last": "2 days"}, "where": [{"field": "product_id", "operator": "equals", "value": 7}]}),
            "equals",
            50,
            &["ann"],
        ),
    ]
}

fn events() -> Vec<Case> {
    let event = |says, event: Value, passes: &[&'static str]| case(says, json!({"event": event}), passes);
    let compared = |says, event: Value, operator: &str, value: Value, passes: &[&'static str]| {
        case(says, json!({"event": event, "operator": operator, "value": value}), passes)
    };
    let of = |aggregate: &str| json!({"name": "checkout_started", "aggregate": aggregate, "of": "properties.value"});
    let at = |name: &str, clause: Value| json!({"name": name, "where": [clause]});
    let clause = |key: &str, operator: &str, value: Value| json!({"field": format!("properties.{key}"), "operator": operator, "value": value});
    vec![
        event("an event", json!({"name": "checkout_started"}), &["ann"]),
        event("letter by letter", json!({"name": "Checkout_started"}), &[]),
        case("no event", json!({"event": {"name": "visit"}, "not": true}), &["elodie", "sofia", "nil"]),
        compared("how many", json!({"name": "checkout_started"}), "equals", json!(3), &["ann"]),
        compared("fewer, none too", json!({"name": "visit"}), "less_than", json!(1), &["elodie", "sofia", "nil"]),
        compared("numbers, also as text", of("sum"), "equals", json!(60.5), &["ann"]),
        compared("what is no number is in no average", of("average"), "equals", json!(30.25), &["ann"]),
        compared("the least", of("minimum"), "equals", json!(15.5), &["ann"]),
        compared("the greatest", of("maximum"), "greater_than_or_equal", json!(45), &["ann"]),
        case(
            "too large for a number",
            json!({"event": {"name": "visit", "aggregate": "max", "of": "properties.value"}, "operator": "is_empty"}),
            ALL,
        ),
        event("a property", at("checkout_started", clause("sku", "equals", json!("a-1"))), &["ann"]),
        event("not a property", at("visit", clause("sku", "not_equals", json!("a-1"))), &["ann", "bob"]),
        event("a number", at("checkout_started", clause("value", "equals", json!(45))), &["ann"]),
        event("more", at("checkout_started", clause("value", "greater_than", json!(45))), &[]),
        event("a huge number", at("visit", clause("value", "greater_than", json!(45))), &["bob"]),
        event("text", at("checkout_started", clause("value", "equals", json!("45.00"))), &["ann"]),
        event("part of text", at("checkout_started", clause("value", "contains", json!("UC"))), &["ann"]),
        event("a list", at("visit", clause("pages", "contains", json!("tea"))), &["ann"]),
        event("a day", at("checkout_started", clause("at", "within_next", json!("2 days"))), &["ann"]),
        event("no pages", at("visit", json!({"field": "properties.pages", "operator": "is_empty"})), &["bob"]),
        event("lately", json!({"name": "visit", "within": {"last": "1 second"}}), &["ann"]),
        compared(
            "how many lately",
            json!({"name": "checkout_started", "within": {"last": "2 days"}}),
            "equals",
            json!(1),
            &["ann"],
        ),
        event("long ago", json!({"name": "checkout_started", "within": {"more_than_ago": "1 year"}}), &["ann"]),
        event("not so long ago", json!({"name": "visit", "within": {"more_than_ago": "1 year"}}), &[]),
    ]
}

fn campaigns() -> Vec<Case> {
    let did = |says, campaign: Value, passes: &[&'static str]| case(says, json!({"campaign": campaign}), passes);
    let action = |action: &str| json!({"action": action});
    let link = "https://shop.example.com/Tea";
    vec![
        did("was sent one", action("sent"), &["ann", "bob"]),
        did("was sent this one", json!({"action": "sent", "id": 1}), &["ann"]),
        did("opened", action("opened"), &["ann", "bob"]),
        did("opened this one", json!({"action": "opened", "id": 3}), &["bob"]),
        case(
            "did not open it",
            json!({"campaign": {"action": "opened", "id": 1}, "not": true}),
            &["bob", "elodie", "sofia", "nil"],
        ),
        case("how often", json!({"campaign": action("opened"), "operator": "equals", "value": 2}), &["ann"]),
        case(
            "not so often",
            json!({"campaign": action("opened"), "operator": "less_than", "value": 2}),
            &["bob", "elodie", "sofia", "nil"],
        ),
        case("was sent two", json!({"campaign": action("sent"), "operator": "greater_than", "value": 1}), &["ann"]),
        did("clicked", action("clicked"), &["ann"]),
        did("this link", json!({"action": "clicked", "link": link}), &["ann"]),
        did("letter by letter", json!({"action": "clicked", "link": link.to_lowercase()}), &[]),
        did("came back", action("bounced"), &["ann", "bob"]),
        did("came back lately", json!({"action": "bounced", "within": {"last": "1 week"}}), &["bob"]),
        did("called it spam", action("complained"), &["bob"]),
        did("unsubscribed", json!({"action": "unsubscribed", "id": 3}), &["bob"]),
        did("bought", json!({"action": "converted", "id": 1, "within": {"after": "2026-03-28"}}), &["ann"]),
        did("opened lately", json!({"action": "opened", "within": {"last": "26 hours"}}), &["bob"]),
        did("sent long ago", json!({"action": "sent", "within": {"more_than_ago": "2 months"}}), &["ann"]),
    ]
}

fn segments() -> Vec<Case> {
    vec![
        case("in a segment", json!({"segment": 101}), &["ann", "bob"]),
        case("in another", json!({"segment": "102"}), &["ann"]),
        case("not in it", json!({"segment": 101, "not": true}), &["elodie", "sofia", "nil"]),
        case("in one that is empty", json!({"segment": 103}), &[]),
        case(
            "in one and bought, or nothing known",
            json!({"match": "any", "conditions": [
                {"conditions": [{"segment": 101}, {"orders": {}, "operator": "greater_than", "value": 2}]},
                {"field": "external_id", "operator": "is_not_empty", "not": true},
            ]}),
            ALL,
        ),
        case(
            "a group of groups that is not",
            json!({"not": true, "match": "any", "conditions": [
                {"segment": 102},
                {"event": {"name": "visit"}},
                {"orders": {"aggregate": "sum"}, "operator": "equals", "value": 0},
            ]}),
            &[],
        ),
    ]
}
