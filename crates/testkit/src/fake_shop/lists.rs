//! The shop's lists, page by page, as WooCommerce's REST API v3 gives them.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use serde_json::Value;

use super::{
    State,
    connection::{Answer, Request},
    signed::is_signed,
};

pub(super) fn answer(state: &State, request: &Request) -> Answer {
    let Some(list) = request.url.path().strip_prefix("/wp-json/wc/v3/") else {
        return Answer::refusal(404, "rest_no_route");
    };
    if !is_signed(request) {
        return Answer::refusal(401, "woocommerce_rest_cannot_view");
    }
    let query: HashMap<String, String> = request.url.query_pairs().into_owned().collect();
    let known = list.ends_with("/refunds") || matches!(list, "customers" | "orders" | "products");
    let Some(page) = Page::read(&query).filter(|_| known) else {
        return Answer::refusal(400, "rest_invalid_param");
    };
    let items = state.lists.get(list).into_iter().flat_map(|items| items.values());
    let items: Vec<Value> = items.filter(|item| page.is_wanted(list, item)).cloned().collect();
    let pages = items.len().div_ceil(page.size);
    let start = (page.number - 1) * page.size;
    let part: Vec<Value> = items.iter().skip(start).take(page.size).cloned().collect();
    let headers = vec![("X-WP-Total", items.len().to_string()), ("X-WP-TotalPages", pages.to_string())];
    Answer::page(&part, headers)
}

struct Page {
    number: usize,
    size: usize,
    modified_after: Option<NaiveDateTime>,
}

impl Page {
    /// The page asked for; `None` for what the real API refuses, or what this one doesn't know.
    fn read(query: &HashMap<String, String>) -> Option<Self> {
        let get = |name: &str, default: &'static str| query.get(name).map_or(default, String::as_str).to_owned();
        let (order, orderby) = (get("order", "desc"), get("orderby", "date"));
        let number = get("page", "1").parse().ok().filter(|number| *number > 0)?;
        let size = get("per_page", "10").parse().ok().filter(|size| (1..=100).contains(size))?;
        let modified_after = query.get("modified_after").map(|text| text.parse().ok());
        if modified_after.is_some() && get("dates_are_gmt", "false") != "true" {
            return None;
        }
        let modified_after = match modified_after {
            Some(parsed) => Some(parsed?),
            None => None,
        };
        (order == "asc" && orderby == "id").then_some(Self { number, size, modified_after })
    }

    fn is_wanted(&self, list: &str, item: &Value) -> bool {
        let Some(after) = self.modified_after.filter(|_| list != "customers") else { return true };
        let modified =
            item.get("date_modified_gmt").and_then(Value::as_str).and_then(|text| text.parse::<NaiveDateTime>().ok());
        modified.is_some_and(|modified| modified > after)
    }
}
