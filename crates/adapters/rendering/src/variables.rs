//! The variables a template may name, and how their values reach it.

use std::collections::BTreeMap;

use minijinja::Value;
use serde_json::{Map, Value as Json};

/// Every variable of a campaign's templates: just what a claimed message brings, so that none passes the check and is then
/// always empty. One that ends in `.*` allows any names below it.
pub const VARIABLES: &[&str] = &[
    "campaign.id",
    "campaign.name",
    "customer.attributes.*",
    "customer.billing.address_1",
    "customer.billing.address_2",
    "customer.billing.city",
    "customer.billing.company",
    "customer.billing.country",
    "customer.billing.email",
    "customer.billing.first_name",
    "customer.billing.last_name",
    "customer.billing.phone",
    "customer.billing.postcode",
    "customer.billing.state",
    "customer.email",
    "customer.first_name",
    "customer.id",
    "customer.last_name",
    "customer.last_order_date",
    "customer.locale",
    "customer.orders_count",
    "customer.phone",
    "customer.total_spent",
    "preferences_url",
    "site.name",
    "site.url",
    "unsubscribe_url",
];

/// Whether a template may name `path`: a variable, something above one (`customer`), or below one that is open.
pub(crate) fn is_known(path: &str) -> bool {
    VARIABLES.iter().any(|variable| match variable.strip_suffix("*") {
        Some(open) => path.starts_with(open) || is_above(path, open),
        None => path == *variable || is_above(path, variable),
    })
}

fn is_above(path: &str, variable: &str) -> bool {
    variable.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'))
}

/// The values as templates see them: what is null or `""` is not there at all, so that `default` fills in for it.
pub(crate) fn context(variables: &Map<String, Json>) -> Value {
    let entries = variables.iter().filter_map(|(name, value)| Some((name.clone(), visible(value)?)));
    Value::from(entries.collect::<BTreeMap<String, Value>>())
}

fn visible(value: &Json) -> Option<Value> {
    match value {
        Json::Null => None,
        Json::String(text) if text.is_empty() => None,
        Json::String(text) => Some(Value::from(text.as_str())),
        Json::Bool(truth) => Some(Value::from(*truth)),
        Json::Number(number) => Some(match (number.as_i64(), number.as_u64()) {
            (Some(integer), _) => Value::from(integer),
            (None, Some(integer)) => Value::from(integer),
            (None, None) => Value::from(number.as_f64()?),
        }),
        Json::Array(items) => Some(Value::from(items.iter().filter_map(visible).collect::<Vec<_>>())),
        Json::Object(members) => Some(context(members)),
    }
}

#[cfg(test)]
mod tests {
    use super::is_known;

    #[test]
    fn variables_are_known_with_what_stands_above_and_open_ones_with_what_stands_below() {
        for known in ["customer", "customer.billing", "customer.billing.city", "customer.attributes.a.b", "site.url"] {
            assert!(is_known(known), "{known}");
        }
        for unknown in ["custom", "customer.nope", "customer.email.x", "customer.attribute", "order", "sit", ""] {
            assert!(!is_known(unknown), "{unknown}");
        }
    }
}
