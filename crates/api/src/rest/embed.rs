//! `_embed`: what an item links to, put into the answer by requests inside the request.

use std::{collections::HashMap, sync::Arc};

use serde_json::{Map, Value};

use super::{
    method::Method,
    php_query::PhpArray,
    request::{RequestHeaders, RestRequest},
};
use crate::state::State;

/// Which links are followed.
pub(super) enum Rels {
    All,
    These(Vec<String>),
}

/// An answer makes no more requests than this; links beyond are left as they are.
const MOST: usize = 200;

impl Rels {
    /// Reads the parameter: nothing, `1` and `true` mean all, anything else is a list of names.
    pub(super) fn read(value: &Value) -> Self {
        let names = |text: &str| -> Vec<String> {
            text.split(|c: char| c == ',' || c.is_whitespace())
                .filter(|rel| !rel.is_empty())
                .map(str::to_owned)
                .collect()
        };
        match value {
            Value::String(text) if text.is_empty() || text == "1" || text.eq_ignore_ascii_case("true") => Self::All,
            Value::String(text) => Self::These(names(text)),
            Value::Array(items) => Self::These(items.iter().filter_map(Value::as_str).flat_map(names).collect()),
            _ => Self::All,
        }
    }

    fn follow(&self, rel: &str) -> bool {
        match self {
            Self::All => true,
            Self::These(rels) => rels.iter().any(|known| known == rel),
        }
    }
}

/// Adds `_embedded` to an item, or to each item of a list.
pub(super) async fn embed(body: &mut Value, rels: &Rels, request: &RestRequest, app: &State) {
    let mut known: HashMap<String, Value> = HashMap::new();
    match body {
        Value::Array(items) => {
            for item in items {
                embed_item(item, rels, &mut known, request, app).await;
            }
        }
        item => embed_item(item, rels, &mut known, request, app).await,
    }
}

async fn embed_item(
    item: &mut Value,
    rels: &Rels,
    known: &mut HashMap<String, Value>,
    request: &RestRequest,
    app: &State,
) {
    let Some(Value::Object(links)) = item.get("_links") else {
        return;
    };
    let mut embedded = Map::new();
    for (rel, hrefs) in links.iter().filter(|(rel, _)| rels.follow(rel)) {
        let mut found = Vec::new();
        for link in
            hrefs.as_array().into_iter().flatten().filter(|link| link.get("embeddable") == Some(&Value::Bool(true)))
        {
            let href = link.get("href").and_then(Value::as_str).unwrap_or_default();
            if let Some(body) = known.get(href) {
                found.push(body.clone());
            } else if known.len() < MOST {
                let body = fetch(href, request, app).await;
                known.insert(href.to_owned(), body.clone());
                found.push(body);
            }
        }
        if !found.is_empty() {
            embedded.insert(rel.clone(), Value::Array(found));
        }
    }
    if let (Value::Object(members), false) = (item, embedded.is_empty()) {
        members.insert("_embedded".to_owned(), Value::Object(embedded));
    }
}

/// What GET answers at this URL, to the same caller; an error is embedded as it is.
async fn fetch(href: &str, request: &RestRequest, app: &State) -> Value {
    let (path, query) = href.split_once('?').unwrap_or((href, ""));
    let path = app.path_of(path).unwrap_or_default().to_owned();
    let query = PhpArray::parse(format!("context=embed&per_page=100&{query}").as_bytes());
    let id = Arc::clone(&request.request_id);
    let nothing = actix_web::web::Bytes::new();
    let mut inside = RestRequest::new(Method::Get, path, query, &nothing, RequestHeaders::default(), id);
    inside.principal.clone_from(&request.principal);
    // Boxed, as answering may embed in turn.
    let decided = Box::pin(app.answer_inside(inside)).await;
    decided.and_then(|decided| serde_json::from_slice(&decided.response.body).ok()).unwrap_or_default()
}
