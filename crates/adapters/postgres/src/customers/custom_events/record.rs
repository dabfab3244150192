//! Recording custom events: a batch in one transaction.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int4, Int8, Jsonb, Nullable, Text, Timestamptz},
};
use growffinity_customers::{
    custom_events::{CustomEvent, CustomEventDraft, RecordedEvent, ports::EventTerms},
    events,
};
use growffinity_kernel::{CustomEventId, CustomerId, DomainEvent};
use serde_json::Value;

use super::{
    people::People,
    rows::{COLUMNS, EventRow},
};
use crate::{
    audit::{Note, note},
    customers::rows::id,
    error::PgError,
    outbox,
    statement::{IdRow, dynamic_statement, statement},
};

/// What tells events of a shop's own ids apart.
type Key = (i64, String);

/// Records `drafts`; see the port.
pub(in crate::customers) fn record(
    connection: &mut PgConnection,
    drafts: &[CustomEventDraft],
    terms: &EventTerms,
) -> Result<Vec<Option<RecordedEvent>>, PgError> {
    let people = People::gather(connection, drafts, terms)?;
    let mut ids = new_ids(connection, drafts.len())?.into_iter();
    let mut candidates = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let candidate = match people.of(draft)? {
            Some(customer) => Some(event(draft, customer, ids.next(), terms)?),
            None => None,
        };
        candidates.push(candidate);
    }
    let known = claim_keys(connection, &candidates)?;
    let outcomes: Vec<Option<RecordedEvent>> = candidates
        .into_iter()
        .map(|candidate| {
            let candidate = candidate?;
            let before = key(&candidate).and_then(|key| known.get(&key)).filter(|before| before.id != candidate.id);
            Some(before.map_or_else(
                || RecordedEvent { event: candidate.clone(), is_new: true },
                |before| RecordedEvent { event: before.clone(), is_new: false },
            ))
        })
        .collect();
    let new: Vec<&CustomEvent> =
        outcomes.iter().flatten().filter(|outcome| outcome.is_new).map(|outcome| &outcome.event).collect();
    insert(connection, &new)?;
    let made = people.made.iter().map(|customer| events::customer_created(*customer, terms.origin, terms.now));
    let told = new.iter().map(|event| events::custom_event_recorded(event, terms.origin, terms.now));
    outbox::append(connection, &made.chain(told).collect::<Vec<DomainEvent>>())?;
    Ok(outcomes)
}

fn key(event: &CustomEvent) -> Option<Key> {
    Some((event.customer.get(), event.unique_id.clone()?))
}

fn event(
    draft: &CustomEventDraft,
    customer: i64,
    number: Option<i64>,
    terms: &EventTerms,
) -> Result<CustomEvent, PgError> {
    Ok(CustomEvent {
        id: id("event id", number.and_then(CustomEventId::new))?,
        customer: id("customer id", CustomerId::new(customer))?,
        name: draft.name.as_str().to_owned(),
        properties: draft.properties.clone().into_members(),
        unique_id: draft.unique_id.clone(),
        occurred_at: draft.occurred_at.unwrap_or(terms.now),
        created_at: terms.now,
    })
}

fn new_ids(connection: &mut PgConnection, count: usize) -> Result<Vec<i64>, PgError> {
    let count = i32::try_from(count).map_err(|error| PgError::inconsistent("batch", error))?;
    let rows: Vec<IdRow> = statement("SELECT nextval('events_id_seq') AS id FROM generate_series(1, $?)")
        .bind::<Int4, _>(count)
        .load(connection)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

#[derive(QueryableByName)]
struct KeyRow {
    #[diesel(sql_type = Int8)]
    customer_id: i64,
    #[diesel(sql_type = Text)]
    unique_id: String,
}

/// Takes the keys of the candidates that nobody has, and answers whose each is now: of an event known before, or of the
/// first candidate that bears it.
///
/// Taken in one order, so that two batches at once wait for each other in one direction only; who waited sees then what
/// the other has recorded.
fn claim_keys(
    connection: &mut PgConnection,
    candidates: &[Option<CustomEvent>],
) -> Result<HashMap<Key, CustomEvent>, PgError> {
    let mut wanted: BTreeMap<Key, &CustomEvent> = BTreeMap::new();
    for candidate in candidates.iter().flatten() {
        if let Some(key) = key(candidate) {
            wanted.entry(key).or_insert(candidate);
        }
    }
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let taken: Vec<KeyRow> = statement(
        "INSERT INTO custom_event_keys (customer_id, unique_id, event_id) \
         SELECT * FROM unnest($?, $?, $?) AS n (customer_id, unique_id, event_id) \
         ON CONFLICT DO NOTHING RETURNING customer_id, unique_id",
    )
    .bind::<Array<Int8>, _>(wanted.keys().map(|(customer, _)| *customer).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(wanted.keys().map(|(_, unique)| unique.clone()).collect::<Vec<_>>())
    .bind::<Array<Int8>, _>(wanted.values().map(|event| event.id.get()).collect::<Vec<_>>())
    .load(connection)?;
    let mut owners = HashMap::with_capacity(wanted.len());
    for row in taken {
        let key = (row.customer_id, row.unique_id);
        if let Some(event) = wanted.remove(&key) {
            owners.insert(key, event.clone());
        }
    }
    for event in known(connection, wanted.into_keys())? {
        owners.extend(key(&event).map(|key| (key, event)));
    }
    Ok(owners)
}

/// The events that have these keys.
fn known(connection: &mut PgConnection, keys: impl Iterator<Item = Key>) -> Result<Vec<CustomEvent>, PgError> {
    let (customers, uniques): (Vec<i64>, Vec<String>) = keys.unzip();
    if customers.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<EventRow> = dynamic_statement(format!(
        "SELECT {COLUMNS} FROM unnest($?, $?) AS n (customer_id, unique_id) \
         JOIN custom_event_keys k ON k.customer_id = n.customer_id AND k.unique_id = n.unique_id \
         JOIN custom_events e ON e.id = k.event_id"
    ))
    .cached()
    .bind::<Array<Int8>, _>(customers)
    .bind::<Array<Text>, _>(uniques)
    .load(connection)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

fn insert(connection: &mut PgConnection, new: &[&CustomEvent]) -> Result<(), PgError> {
    if new.is_empty() {
        return Ok(());
    }
    for event in new {
        note(Note::new("event.create", "event", event.id.get()));
    }
    statement(
        "INSERT INTO custom_events (id, customer_id, name, properties, unique_id, occurred_at, created_at) \
         SELECT * FROM unnest($?, $?, $?, $?, $?, $?, $?)",
    )
    .bind::<Array<Int8>, _>(new.iter().map(|event| event.id.get()).collect::<Vec<_>>())
    .bind::<Array<Int8>, _>(new.iter().map(|event| event.customer.get()).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(new.iter().map(|event| event.name.clone()).collect::<Vec<_>>())
    .bind::<Array<Jsonb>, _>(new.iter().map(|event| Value::Object(event.properties.clone())).collect::<Vec<_>>())
    .bind::<Array<Nullable<Text>>, _>(new.iter().map(|event| event.unique_id.clone()).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(new.iter().map(|event| event.occurred_at).collect::<Vec<DateTime<Utc>>>())
    .bind::<Array<Timestamptz>, _>(new.iter().map(|event| event.created_at).collect::<Vec<DateTime<Utc>>>())
    .execute(connection)?;
    Ok(())
}
