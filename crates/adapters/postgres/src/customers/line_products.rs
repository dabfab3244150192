//! Lines of orders take the name and categories they lack from the shop's products.

use std::collections::{HashMap, HashSet};

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Text},
};
use growffinity_customers::{LineItem, Order, OrderDraft, RecordOrderError};

use super::{record::Known, record_names::Resolved};
use crate::{error::PgError, statement::statement};

/// The lines of the drafts that lack something, completed; by the drafts' places.
///
/// A line of a known order takes what the order had for the same product: a change of the product since then does not
/// rewrite history.
pub(super) fn complete(
    connection: &mut PgConnection,
    drafts: &[OrderDraft],
    resolved: &[Result<Resolved, RecordOrderError>],
    known: &Known,
) -> Result<HashMap<usize, Vec<LineItem>>, PgError> {
    let mut lacking = HashMap::new();
    let mut wanted = HashSet::new();
    for (index, (draft, resolved)) in drafts.iter().zip(resolved).enumerate() {
        let (Some(lines), Ok(resolved)) = (&draft.line_items, resolved) else { continue };
        if !lines.iter().any(lacks) {
            continue;
        }
        let store = resolved.store.id.get();
        let mut lines = lines.clone();
        let order = known.of(draft, store);
        for line in lines.iter_mut().filter(|line| lacks(line)) {
            if let Some(before) = order.and_then(|order| same_product(order, line)) {
                fill(line, &before.name, &before.categories);
            }
            wanted.extend(keys(store, line).into_iter().flatten().filter(|_| lacks(line)));
        }
        lacking.insert(index, (store, lines));
    }
    let products = products(connection, wanted)?;
    let completed = lacking.into_iter().map(|(index, (store, mut lines))| {
        for line in lines.iter_mut().filter(|line| lacks(line)) {
            let product = keys(store, line).into_iter().flatten().find_map(|key| products.get(&key));
            if let Some(product) = product {
                fill(line, &product.name, &product.categories);
            }
        }
        (index, lines)
    });
    Ok(completed.collect())
}

fn lacks(line: &LineItem) -> bool {
    (line.name.is_empty() || line.categories.is_empty()) && (line.product_id.is_some() || !line.sku.is_empty())
}

fn fill(line: &mut LineItem, name: &str, categories: &[String]) {
    if line.name.is_empty() {
        name.clone_into(&mut line.name);
    }
    if line.categories.is_empty() {
        categories.clone_into(&mut line.categories);
    }
}

fn same_product<'a>(order: &'a Order, line: &LineItem) -> Option<&'a LineItem> {
    order.data.line_items.iter().find(|known| known.product_id == line.product_id && known.sku == line.sku)
}

/// What a product is looked for by: first its id in the shop, then its SKU.
#[derive(PartialEq, Eq, Hash, Clone)]
enum Key {
    External(i64, String),
    Sku(i64, String),
}

fn keys(store: i64, line: &LineItem) -> [Option<Key>; 2] {
    let sku = Some(&line.sku).filter(|sku| !sku.is_empty());
    [line.product_id.map(|id| Key::External(store, id.to_string())), sku.map(|sku| Key::Sku(store, sku.to_lowercase()))]
}

#[derive(QueryableByName)]
struct ProductRow {
    #[diesel(sql_type = Int8)]
    store_id: i64,
    #[diesel(sql_type = Text)]
    external_id: String,
    #[diesel(sql_type = Text)]
    sku: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Array<Text>)]
    categories: Vec<String>,
}

struct Found {
    name: String,
    categories: Vec<String>,
}

fn products(connection: &mut PgConnection, wanted: HashSet<Key>) -> Result<HashMap<Key, Found>, PgError> {
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let (mut by_id, mut by_sku) = ((Vec::new(), Vec::new()), (Vec::new(), Vec::new()));
    for key in wanted {
        let (columns, store, text) = match key {
            Key::External(store, text) => (&mut by_id, store, text),
            Key::Sku(store, text) => (&mut by_sku, store, text),
        };
        columns.0.push(store);
        columns.1.push(text);
    }
    let rows: Vec<ProductRow> = statement(
        "SELECT p.store_id, p.external_id, p.sku, p.name, p.categories FROM products p WHERE p.id IN (\
            SELECT k.id FROM unnest($?, $?) AS n (store_id, external_id) \
            JOIN products k ON k.store_id = n.store_id AND k.external_id = n.external_id \
            UNION ALL SELECT k.id FROM unnest($?, $?) AS n (store_id, sku) \
            JOIN products k ON k.store_id = n.store_id AND lower(k.sku) = n.sku AND k.sku <> '') \
         ORDER BY p.id DESC",
    )
    .bind::<Array<Int8>, _>(by_id.0)
    .bind::<Array<Text>, _>(by_id.1)
    .bind::<Array<Int8>, _>(by_sku.0)
    .bind::<Array<Text>, _>(by_sku.1)
    .load(connection)?;
    let mut found = HashMap::new();
    // Of several products of one SKU the first one known wins, being the last one here.
    for row in rows {
        let product = || Found { name: row.name.clone(), categories: row.categories.clone() };
        if !row.sku.is_empty() {
            found.insert(Key::Sku(row.store_id, row.sku.to_lowercase()), product());
        }
        found.insert(Key::External(row.store_id, row.external_id.clone()), product());
    }
    Ok(found)
}
