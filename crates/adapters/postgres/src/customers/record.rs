//! Recording orders: a batch in one transaction, stats and events included.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::{
    PgConnection, RunQueryDsl,
    sql_types::{Array, Int4, Int8, Text},
};
use growffinity_customers::{
    Order, OrderData, OrderDraft, RecordOrderError, RecordOutcome, Recorded, StoreRef, events,
    order_draft::{Decision, decide},
    ports::RecordTerms,
};
use growffinity_kernel::{CustomerId, DomainEvent, OrderId};

use super::{
    companies::{Joining, join},
    line_products,
    order_columns::{NAMES, OrderColumns, PLACES},
    order_rows::{COLUMNS, OrderRow},
    record_names::{Names, Resolved},
    refunds,
    rows::id,
    stats,
};
use crate::{
    error::PgError,
    outbox,
    segmentation::dirty::{self, Matters},
    statement::{IdRow, dynamic_statement, statement},
};

/// Marks those whose orders went to somebody else: the events tell of who has them now.
fn mark_former(connection: &mut PgConnection, entries: &[Entry]) -> Result<(), PgError> {
    let former = |entry: &Entry| {
        let before = entry.before.as_ref()?.data.customer?;
        let now = entry.now.as_ref().and_then(|now| now.customer);
        (now != Some(before)).then_some(before.get())
    };
    let former: Vec<i64> = entries.iter().filter_map(former).collect();
    if former.is_empty() {
        return Ok(());
    }
    dirty::mark_those(connection, Matters::ToAll, |sql| {
        sql.push("SELECT * FROM unnest($?)").bind::<Array<Int8>, _>(former)
    })
}

/// One order the batch is about: as it was before, and as it is so far.
pub(super) struct Entry {
    pub(super) before: Option<Order>,
    pub(super) now: Option<OrderData>,
    store: StoreRef,
    changed: BTreeSet<&'static str>,
    pub(super) id: Option<OrderId>,
}

/// Records `drafts`; see the port.
pub(super) fn record(
    connection: &mut PgConnection,
    drafts: &[OrderDraft],
    terms: &RecordTerms,
) -> Result<Vec<Result<Recorded, RecordOrderError>>, PgError> {
    let known = known_orders(connection, drafts)?;
    let mut names = Names::load(connection, drafts)?;
    let resolved: Vec<_> = drafts.iter().map(|draft| names.resolve(draft, &known, terms)).collect();
    let lines = line_products::complete(connection, drafts, &resolved, &known)?;
    let made = names.make_customers(connection, &resolved, drafts, terms)?;

    let mut entries: Vec<Entry> = Vec::new();
    let mut places: HashMap<Key, usize> = HashMap::new();
    let mut outcomes = Vec::with_capacity(drafts.len());
    let mut touched = BTreeSet::new();
    for (index, (draft, resolved)) in drafts.iter().zip(&resolved).enumerate() {
        let resolved = match resolved {
            Ok(resolved) => resolved,
            Err(refused) => {
                outcomes.push(Err(refused.clone()));
                continue;
            }
        };
        let place = place_of(draft, resolved, &known, &mut entries, &mut places);
        let Some(entry) = entries.get_mut(place) else { continue };
        if entry.now.is_none() && draft.total.is_none() {
            outcomes.push(Err(RecordOrderError::TotalMissing));
            continue;
        }
        let customer = names.customer_of(resolved);
        let completed = lines.get(&index).map(|lines| OrderDraft { line_items: Some(lines.clone()), ..draft.clone() });
        let draft = completed.as_ref().unwrap_or(draft);
        let decision = decide(entry.now.as_ref(), draft, entry.store.id, customer, terms.currency, terms.now);
        let decision = match decision {
            Ok(decision) => decision,
            Err(refused) => {
                outcomes.push(Err(refused));
                continue;
            }
        };
        if entry.now.is_none() && customer.is_none() && terms.needs_customer {
            outcomes.push(Err(RecordOrderError::CustomerMissing));
            continue;
        }
        let outcome = match decision {
            Decision::Unchanged => RecordOutcome::Unchanged,
            Decision::Write { data, changed } => {
                let customers = entry.now.iter().filter_map(|before| before.customer).chain(data.customer);
                touched.extend(customers.map(CustomerId::get));
                let outcome = if entry.now.is_none() { RecordOutcome::Created } else { RecordOutcome::Updated };
                entry.changed.extend(changed);
                entry.now = Some(*data);
                outcome
            }
        };
        outcomes.push(Ok((place, outcome)));
    }

    let touched: Vec<i64> = touched.into_iter().collect();
    stats::lock(connection, &touched)?;
    write(connection, &mut entries, terms)?;
    refunds::write(connection, &mut entries)?;
    let joined = join(connection, &joining(&entries), &made, terms.now)?;
    let relabelled = stats::refresh(connection, &touched, terms.now)?;
    let relabelled = relabelled.into_iter().filter(|customer| !made.contains(customer)).map(|id| (id, "label"));
    mark_former(connection, &entries)?;
    let mut moved: BTreeMap<CustomerId, Vec<&str>> = BTreeMap::new();
    for (customer, member) in joined.into_iter().map(|id| (id, "company")).chain(relabelled) {
        moved.entry(customer).or_default().push(member);
    }
    let mut told: Vec<DomainEvent> =
        made.iter().map(|id| events::customer_created(*id, terms.origin, terms.now)).collect();
    told.extend(moved.iter().map(|(id, changed)| events::customer_updated(*id, changed, terms.origin, terms.now)));
    for entry in &entries {
        told.extend(entry.events(terms));
    }
    outbox::append(connection, &told)?;
    outcomes.into_iter().map(|outcome| answer(outcome, &entries)).collect()
}

/// The company names in the billing addresses of the orders written.
fn joining(entries: &[Entry]) -> Joining {
    let mut joining = Joining::default();
    let written = entries.iter().filter(|entry| entry.is_new() || !entry.changed.is_empty());
    for order in written.filter_map(|entry| entry.now.as_ref()) {
        if let Some(customer) = order.customer {
            joining.note(customer.get(), &order.billing.company);
        }
    }
    joining
}

/// What tells orders of a batch apart.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Id(i64),
    External(i64, String),
    /// An order without an id in its shop is always a new one.
    Nameless(usize),
}

fn place_of(
    draft: &OrderDraft,
    resolved: &Resolved,
    known: &Known,
    entries: &mut Vec<Entry>,
    places: &mut HashMap<Key, usize>,
) -> usize {
    let before = known.of(draft, resolved.store.id.get());
    let key = match (before, &draft.external_id) {
        (Some(order), _) => Key::Id(order.id.get()),
        (None, Some(external)) => Key::External(resolved.store.id.get(), external.clone()),
        (None, None) => Key::Nameless(entries.len()),
    };
    *places.entry(key).or_insert_with(|| {
        entries.push(Entry {
            before: before.cloned(),
            now: before.map(|order| order.data.clone()),
            store: before.map_or_else(|| resolved.store.clone(), |order| order.store.clone()),
            changed: BTreeSet::new(),
            id: before.map(|order| order.id),
        });
        entries.len() - 1
    })
}

impl Entry {
    fn is_new(&self) -> bool {
        self.before.is_none() && self.now.is_some()
    }

    fn events(&self, terms: &RecordTerms) -> Vec<DomainEvent> {
        let (Some(id), Some(now)) = (self.id, &self.now) else { return Vec::new() };
        if !self.is_new() && self.changed.is_empty() {
            return Vec::new();
        }
        let changed: Vec<_> = self.changed.iter().copied().collect();
        let before = self.before.as_ref().map(|order| &order.data);
        events::order_recorded(id, before, now, &changed, terms.origin, terms.now)
    }
}

fn answer(
    outcome: Result<(usize, RecordOutcome), RecordOrderError>,
    entries: &[Entry],
) -> Result<Result<Recorded, RecordOrderError>, PgError> {
    let (place, outcome) = match outcome {
        Ok(recorded) => recorded,
        Err(refused) => return Ok(Err(refused)),
    };
    let entry = entries.get(place).ok_or_else(|| PgError::inconsistent("batch", "an order is missing"))?;
    let version = entry.before.as_ref().map_or(1, |before| before.version + i32::from(!entry.changed.is_empty()));
    let order = Order {
        id: id("order id", entry.id)?,
        store: entry.store.clone(),
        version,
        data: entry.now.clone().ok_or_else(|| PgError::inconsistent("batch", "an order is blank"))?,
    };
    Ok(Ok(Recorded { order, outcome }))
}

/// The orders that the drafts name and we have, locked.
pub(super) struct Known {
    by_id: HashMap<i64, Order>,
    by_external: HashMap<(i64, String), i64>,
    default_store: Option<i64>,
}

impl Known {
    pub(super) fn of(&self, draft: &OrderDraft, store: i64) -> Option<&Order> {
        let number = match (draft.id, &draft.external_id) {
            (Some(id), _) => id.get(),
            (None, Some(external)) => *self.by_external.get(&(store, external.clone()))?,
            (None, None) => return None,
        };
        self.by_id.get(&number)
    }

    /// The shop a draft without one belongs to.
    pub(super) const fn default_store(&self) -> Option<i64> {
        self.default_store
    }
}

fn known_orders(connection: &mut PgConnection, drafts: &[OrderDraft]) -> Result<Known, PgError> {
    let default_store = super::record_names::default_store(connection)?;
    let ids: Vec<i64> = drafts.iter().filter_map(|draft| draft.id).map(OrderId::get).collect();
    let (stores, externals): (Vec<i64>, Vec<String>) = drafts
        .iter()
        .filter_map(|draft| Some((draft.store.map(Into::into).or(default_store)?, draft.external_id.clone()?)))
        .unzip();
    let locked: Vec<IdRow> = statement(
        "SELECT o.id FROM orders o WHERE o.id IN \
         (SELECT unnest($?) UNION SELECT k.id FROM unnest($?, $?) AS n (store_id, external_id) \
            JOIN orders k ON k.store_id = n.store_id AND k.external_id = n.external_id) \
         ORDER BY o.id FOR UPDATE",
    )
    .cached()
    .bind::<Array<Int8>, _>(ids)
    .bind::<Array<Int8>, _>(stores)
    .bind::<Array<Text>, _>(externals)
    .load(connection)?;
    let mut known = Known { by_id: HashMap::new(), by_external: HashMap::new(), default_store };
    if locked.is_empty() {
        return Ok(known);
    }
    // Read by a statement of their own: one that had to wait for a lock sees the order as it is now, and its refunds as
    // they were before.
    let rows: Vec<OrderRow> = dynamic_statement(format!(
        "SELECT {COLUMNS} FROM orders o JOIN stores s ON s.id = o.store_id WHERE o.id = ANY($?) ORDER BY o.id"
    ))
    .cached()
    .bind::<Array<Int8>, _>(locked.into_iter().map(|row| row.id).collect::<Vec<_>>())
    .load(connection)?;
    for row in rows {
        let order = Order::try_from(row)?;
        if let Some(external) = &order.data.external_id {
            known.by_external.insert((order.store.id.get(), external.clone()), order.id.get());
        }
        known.by_id.insert(order.id.get(), order);
    }
    Ok(known)
}

fn write(connection: &mut PgConnection, entries: &mut [Entry], terms: &RecordTerms) -> Result<(), PgError> {
    let mut inserts = OrderColumns::default();
    let mut updates = OrderColumns::default();
    let mut targets: BTreeMap<usize, (i64, i32)> = BTreeMap::new();
    for entry in entries.iter() {
        match (&entry.before, &entry.now) {
            (None, Some(order)) => inserts.push(order, terms.currency)?,
            (Some(before), Some(order)) if !entry.changed.is_empty() => {
                targets.insert(updates.len(), (before.id.get(), before.version + 1));
                updates.push(order, terms.currency)?;
            }
            _ => {}
        }
    }
    if updates.len() > 0 {
        let (ids, versions): (Vec<i64>, Vec<i32>) = targets.into_values().unzip();
        let sql = dynamic_statement(format!(
            "UPDATE orders o SET ({NAMES}, version) = (SELECT {}, n.version) \
             FROM unnest($?, $?, {PLACES}) AS n (id, version, {NAMES}) WHERE o.id = n.id",
            NAMES.split(", ").map(|name| format!("n.{name}")).collect::<Vec<_>>().join(", ")
        ));
        let sql = sql.cached().bind::<Array<Int8>, _>(ids).bind::<Array<Int4>, _>(versions);
        updates.bind(sql).execute(connection)?;
    }
    let wanted = inserts.len();
    if wanted > 0 {
        let sql = dynamic_statement(format!(
            "INSERT INTO orders ({NAMES}) SELECT {NAMES} FROM unnest({PLACES}) WITH ORDINALITY AS n ({NAMES}, place) \
             ORDER BY n.place ON CONFLICT (store_id, external_id) WHERE external_id IS NOT NULL DO NOTHING RETURNING id"
        ));
        let rows: Vec<IdRow> = inserts.bind(sql.cached()).load(connection)?;
        if rows.len() != wanted {
            return Err(PgError::LostRace);
        }
        for (entry, row) in entries.iter_mut().filter(|entry| entry.is_new()).zip(rows) {
            entry.id = Some(id("order id", OrderId::new(row.id))?);
        }
    }
    Ok(())
}
