//! Products as they are stored, and recording them: a batch in one transaction.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int4, Int8, Jsonb, Nullable, Numeric, Text, Timestamptz},
};
use growffinity_customers::{Product, ProductDraft, RecordOutcome, RecordProductError, RecordedProduct, StoreRef};
use growffinity_kernel::{Decimal, ProductId, StoreId};
use serde_json::Value;

use super::{
    record_names::{default_store, stores},
    rows::{id, money},
};
use crate::{
    audit::{Note, note},
    error::PgError,
    statement::{IdRow, dynamic_statement, statement},
};

/// The columns of a [`ProductRow`], from `products p` and `stores s`.
pub(super) const COLUMNS: &str = "p.id, p.store_id, s.name AS store_name, p.external_id, p.sku, p.name, p.categories, \
    p.price, p.version, p.created_at, p.modified_at";

#[derive(QueryableByName)]
pub(super) struct ProductRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Int8)]
    store_id: i64,
    #[diesel(sql_type = Text)]
    store_name: String,
    #[diesel(sql_type = Text)]
    external_id: String,
    #[diesel(sql_type = Text)]
    sku: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Array<Text>)]
    categories: Vec<String>,
    #[diesel(sql_type = Nullable<Numeric>)]
    price: Option<Decimal>,
    #[diesel(sql_type = Int4)]
    version: i32,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    modified_at: DateTime<Utc>,
}

impl TryFrom<ProductRow> for Product {
    type Error = PgError;

    fn try_from(row: ProductRow) -> Result<Self, PgError> {
        let store = StoreRef { id: id("store id", StoreId::new(row.store_id))?, name: row.store_name };
        Ok(Self {
            id: id("product id", ProductId::new(row.id))?,
            store,
            external_id: row.external_id,
            sku: row.sku,
            name: row.name,
            categories: row.categories,
            price: row.price.map(|price| money("price", price)).transpose()?,
            version: row.version,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

/// A product of the batch.
struct Entry {
    product: Product,
    is_new: bool,
    is_changed: bool,
}

/// Records `drafts`; see the port.
pub(super) fn record(
    connection: &mut PgConnection,
    drafts: &[ProductDraft],
    now: DateTime<Utc>,
) -> Result<Vec<Result<RecordedProduct, RecordProductError>>, PgError> {
    let default = default_store(connection)?;
    let stores = stores(connection)?;
    let mut entries = known(connection, drafts, default)?;
    let mut by_external: HashMap<(i64, String), usize> = HashMap::new();
    let mut by_id: HashMap<ProductId, usize> = HashMap::new();
    for (place, entry) in entries.iter().enumerate() {
        by_external.insert((entry.product.store.id.get(), entry.product.external_id.clone()), place);
        by_id.insert(entry.product.id, place);
    }
    let may_be_new = |draft: &&ProductDraft| {
        let store = draft.store.map(StoreId::get).or(default);
        draft.id.is_none() && store.zip(draft.external_id.clone()).is_some_and(|key| !by_external.contains_key(&key))
    };
    let mut ids = new_ids(connection, drafts.iter().filter(may_be_new).count())?;
    let mut outcomes = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let store = draft.store.map(StoreId::get).or(default);
        let place = match draft.id {
            Some(id) => by_id.get(&id).copied(),
            None => store.zip(draft.external_id.clone()).and_then(|key| by_external.get(&key).copied()),
        };
        let outcome = match (place.and_then(|place| entries.get_mut(place).zip(Some(place))), draft.id) {
            (Some((entry, place)), _) => entry.amend(draft, now).map(|outcome| (place, outcome)),
            (None, Some(id)) => Err(RecordProductError::UnknownProduct(id)),
            (None, None) => match blank(draft, &stores, default) {
                Err(refused) => Err(refused),
                Ok((store, external_id)) => {
                    let id = ids.pop().ok_or_else(|| PgError::inconsistent("batch", "an id is missing"))?;
                    by_external.insert((store.id.get(), external_id.clone()), entries.len());
                    entries.push(Entry {
                        product: fresh(id, store, external_id, draft, now),
                        is_new: true,
                        is_changed: true,
                    });
                    Ok((entries.len() - 1, RecordOutcome::Created))
                }
            },
        };
        outcomes.push(outcome);
    }
    write(connection, &entries)?;
    outcomes
        .into_iter()
        .map(|outcome| match outcome {
            Err(refused) => Ok(Err(refused)),
            Ok((place, outcome)) => {
                let entry = entries.get(place);
                let entry = entry.ok_or_else(|| PgError::inconsistent("batch", "a product is missing"))?;
                Ok(Ok(RecordedProduct { product: entry.product.clone(), outcome }))
            }
        })
        .collect()
}

impl Entry {
    fn amend(&mut self, draft: &ProductDraft, now: DateTime<Utc>) -> Result<RecordOutcome, RecordProductError> {
        let current = self.product.version;
        if draft.expected.is_some_and(|expected| expected != current) {
            return Err(RecordProductError::Stale { current });
        }
        if draft.store.is_some_and(|store| store != self.product.store.id) {
            return Err(RecordProductError::StoreFixed);
        }
        if draft.external_id.as_ref().is_some_and(|external| *external != self.product.external_id) {
            return Err(RecordProductError::ExternalIdFixed);
        }
        if !self.product.amend(draft, now) {
            return Ok(RecordOutcome::Unchanged);
        }
        if !self.is_changed {
            self.product.version += 1;
        }
        self.is_changed = true;
        Ok(RecordOutcome::Updated)
    }
}

/// The shop and the shop's id of a new product.
fn blank(
    draft: &ProductDraft,
    stores: &HashMap<i64, StoreRef>,
    default: Option<i64>,
) -> Result<(StoreRef, String), RecordProductError> {
    let store = match draft.store {
        Some(store) => stores.get(&store.get()).ok_or(RecordProductError::UnknownStore(store))?,
        None => default.and_then(|store| stores.get(&store)).ok_or(RecordProductError::NoDefaultStore)?,
    };
    let external_id = draft.external_id.clone().ok_or(RecordProductError::ExternalIdMissing)?;
    Ok((store.clone(), external_id))
}

fn fresh(id: ProductId, store: StoreRef, external_id: String, draft: &ProductDraft, now: DateTime<Utc>) -> Product {
    Product {
        id,
        store,
        external_id,
        sku: draft.sku.clone().unwrap_or_default(),
        name: draft.name.clone().unwrap_or_default(),
        categories: draft.categories.clone().unwrap_or_default(),
        price: draft.price.flatten(),
        version: 1,
        created_at: now,
        modified_at: draft.modified_at.unwrap_or(now),
    }
}

/// As many ids, the smallest last.
fn new_ids(connection: &mut PgConnection, named: usize) -> Result<Vec<ProductId>, PgError> {
    if named == 0 {
        return Ok(Vec::new());
    }
    let rows: Vec<IdRow> = statement(
        "SELECT nextval(pg_get_serial_sequence('products', 'id')) AS id FROM generate_series(1, $?) ORDER BY 1 DESC",
    )
    .bind::<Int8, _>(i64::try_from(named).unwrap_or(i64::MAX))
    .load(connection)?;
    rows.into_iter().map(|row| id("product id", ProductId::new(row.id))).collect()
}

/// The products that the drafts name and we have, locked.
fn known(connection: &mut PgConnection, drafts: &[ProductDraft], default: Option<i64>) -> Result<Vec<Entry>, PgError> {
    let ids: Vec<i64> = drafts.iter().filter_map(|draft| draft.id).map(ProductId::get).collect();
    let (stores, externals): (Vec<i64>, Vec<String>) = drafts
        .iter()
        .filter_map(|draft| Some((draft.store.map(StoreId::get).or(default)?, draft.external_id.clone()?)))
        .unzip();
    let rows: Vec<ProductRow> = dynamic_statement(format!(
        "SELECT {COLUMNS} FROM products p JOIN stores s ON s.id = p.store_id WHERE p.id IN \
         (SELECT unnest($?) UNION SELECT k.id FROM unnest($?, $?) AS n (store_id, external_id) \
            JOIN products k ON k.store_id = n.store_id AND k.external_id = n.external_id) \
         ORDER BY p.id FOR UPDATE OF p"
    ))
    .cached()
    .bind::<Array<Int8>, _>(ids)
    .bind::<Array<Int8>, _>(stores)
    .bind::<Array<Text>, _>(externals)
    .load(connection)?;
    rows.into_iter().map(|row| Ok(Entry { product: row.try_into()?, is_new: false, is_changed: false })).collect()
}

/// One array a column; lists within them as JSON, for PostgreSQL's arrays of arrays must be rectangular.
#[derive(Default)]
struct Columns {
    id: Vec<i64>,
    store: Vec<i64>,
    external_id: Vec<String>,
    sku: Vec<String>,
    name: Vec<String>,
    categories: Vec<Value>,
    price: Vec<Option<Decimal>>,
    version: Vec<i32>,
    created_at: Vec<DateTime<Utc>>,
    modified_at: Vec<DateTime<Utc>>,
}

impl Columns {
    fn of<'a>(entries: impl Iterator<Item = &'a Entry>) -> Self {
        let mut columns = Self::default();
        for Entry { product, .. } in entries {
            columns.id.push(product.id.get());
            columns.store.push(product.store.id.get());
            columns.external_id.push(product.external_id.clone());
            columns.sku.push(product.sku.clone());
            columns.name.push(product.name.clone());
            columns.categories.push(Value::from(product.categories.clone()));
            columns.price.push(product.price.map(growffinity_kernel::Money::decimal));
            columns.version.push(product.version);
            columns.created_at.push(product.created_at);
            columns.modified_at.push(product.modified_at);
        }
        columns
    }
}

fn write(connection: &mut PgConnection, entries: &[Entry]) -> Result<(), PgError> {
    let updates = Columns::of(entries.iter().filter(|entry| entry.is_changed && !entry.is_new));
    if !updates.id.is_empty() {
        statement(
            "UPDATE products p SET sku = n.sku, name = n.name, price = n.price, version = n.version, \
                modified_at = n.modified_at, categories = ARRAY(SELECT jsonb_array_elements_text(n.categories)) \
             FROM unnest($?, $?, $?, $?, $?, $?, $?) AS n (id, sku, name, categories, price, version, modified_at) \
             WHERE p.id = n.id",
        )
        .bind::<Array<Int8>, _>(updates.id)
        .bind::<Array<Text>, _>(updates.sku)
        .bind::<Array<Text>, _>(updates.name)
        .bind::<Array<Jsonb>, _>(updates.categories)
        .bind::<Array<Nullable<Numeric>>, _>(updates.price)
        .bind::<Array<Int4>, _>(updates.version)
        .bind::<Array<Timestamptz>, _>(updates.modified_at)
        .execute(connection)?;
    }
    for entry in entries.iter().filter(|entry| entry.is_new) {
        note(Note::new("product.create", "product", entry.product.id.get()));
    }
    let inserts = Columns::of(entries.iter().filter(|entry| entry.is_new));
    let wanted = inserts.id.len();
    if wanted == 0 {
        return Ok(());
    }
    let made = statement(
        "INSERT INTO products (id, store_id, external_id, sku, name, categories, price, created_at, modified_at) \
         OVERRIDING SYSTEM VALUE \
         SELECT n.id, n.store_id, n.external_id, n.sku, n.name, ARRAY(SELECT jsonb_array_elements_text(n.categories)), \
            n.price, n.created_at, n.modified_at \
         FROM unnest($?, $?, $?, $?, $?, $?, $?, $?, $?) \
            AS n (id, store_id, external_id, sku, name, categories, price, created_at, modified_at) \
         ORDER BY n.store_id, n.external_id ON CONFLICT (store_id, external_id) DO NOTHING",
    )
    .bind::<Array<Int8>, _>(inserts.id)
    .bind::<Array<Int8>, _>(inserts.store)
    .bind::<Array<Text>, _>(inserts.external_id)
    .bind::<Array<Text>, _>(inserts.sku)
    .bind::<Array<Text>, _>(inserts.name)
    .bind::<Array<Jsonb>, _>(inserts.categories)
    .bind::<Array<Nullable<Numeric>>, _>(inserts.price)
    .bind::<Array<Timestamptz>, _>(inserts.created_at)
    .bind::<Array<Timestamptz>, _>(inserts.modified_at)
    .execute(connection)?;
    if made == wanted { Ok(()) } else { Err(PgError::LostRace) }
}
