//! Recording a batch: items, refusals, figures and place in one transaction.

use std::collections::HashSet;

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int4, Int8, Text, Timestamptz, Uuid as SqlUuid},
};
use growffinity_customers::{
    Consent, ConsentStatus, OrderDraft, RecordOutcome,
    custom_events::{CustomEventDraft, RecordEventError, Who, ports::EventTerms},
    imports::{
        ImportOptions, Item, LineFault, SuppressedLine, Tally,
        ports::{BatchRow, Held, ImportTerms, RefusedLine, RowOutcome},
    },
    ports::RecordTerms,
};

use super::{lease, members, people, refusals};
use crate::{
    AddressKeys,
    customers::{custom_events, record},
    error::PgError,
    number::{count, stored},
    outbox,
    statement::statement,
    suppressions::{Wanted, suppress_addresses},
};

/// Records `rows`; see the port.
pub(super) fn record(
    connection: &mut PgConnection,
    keys: &AddressKeys,
    held: &Held,
    rows: &[BatchRow],
    terms: &ImportTerms,
) -> Result<Option<Tally>, PgError> {
    if !lease::lock(connection, held)? {
        return Ok(None);
    }
    let mut tally = Tally::default();
    let mut refused: Vec<(u64, RefusedLine)> = Vec::new();
    let (mut orders, mut people) = (Vec::new(), Vec::new());
    let (mut happened, mut suppressed) = (Vec::new(), Vec::new());
    for row in rows {
        match &row.content {
            Ok(Item::Order(draft)) => orders.push((row.line, draft.as_ref())),
            Ok(Item::Customer(line)) => people.push((row.line, line.as_ref())),
            Ok(Item::Event(draft)) => happened.push((row.line, draft.as_ref())),
            Ok(Item::Suppression(line)) => suppressed.push(line),
            Err(line) => refused.push((row.line, line.clone())),
        }
    }
    let outcomes = record_orders(connection, &orders, terms)?;
    settle(
        &mut tally,
        &mut refused,
        orders.iter().zip(outcomes).map(|((line, draft), outcome)| {
            let email = draft.billing.as_ref().and_then(|billing| billing.email.clone());
            (*line, email, outcome)
        }),
    );
    let outcomes = people::record(connection, held.import, &people, terms)?;
    settle(
        &mut tally,
        &mut refused,
        people
            .iter()
            .zip(outcomes)
            .map(|((line, customer), outcome)| (*line, Some(customer.email.to_string()), outcome)),
    );
    let outcomes = record_events(connection, &happened, terms)?;
    settle(
        &mut tally,
        &mut refused,
        happened.iter().zip(outcomes).map(|((line, draft), outcome)| {
            let email = if let Who::Email(email) = &draft.who { Some(email.to_string()) } else { None };
            (*line, email, outcome)
        }),
    );
    suppress(connection, keys, &suppressed, terms, &mut tally)?;
    tally.refused = count(refused.len())?;
    refusals::keep(connection, held.import, &refused)?;
    advance(connection, held, rows, tally, terms)?;
    Ok(Some(tally))
}

fn settle(
    tally: &mut Tally,
    refused: &mut Vec<(u64, RefusedLine)>,
    outcomes: impl Iterator<Item = (u64, Option<String>, RowOutcome)>,
) {
    for (line, email, outcome) in outcomes {
        match outcome {
            Ok(outcome) => tally.count(outcome),
            Err(fault) => refused.push((line, RefusedLine { faults: vec![fault], email })),
        }
    }
}

fn record_orders(
    connection: &mut PgConnection,
    orders: &[(u64, &OrderDraft)],
    terms: &ImportTerms,
) -> Result<Vec<RowOutcome>, PgError> {
    if orders.is_empty() {
        return Ok(Vec::new());
    }
    let options = &terms.options;
    let known = if options.update { HashSet::new() } else { known(connection, orders)? };
    let mut met = HashSet::new();
    let fresh: Vec<bool> = orders
        .iter()
        .map(|(_, draft)| {
            let Some(id) = draft.external_id.as_ref().filter(|_| !options.update) else { return true };
            let place = (draft.store.map_or(0, Into::into), id.clone());
            !known.contains(&place) && met.insert(place)
        })
        .collect();
    let drafts: Vec<OrderDraft> =
        orders.iter().zip(&fresh).filter(|(_, fresh)| **fresh).map(|((_, draft), _)| (*draft).clone()).collect();
    let mut recorded = record::record(connection, &drafts, &record_terms(terms))?.into_iter();
    let mut customers = Vec::new();
    let outcomes = orders
        .iter()
        .zip(fresh)
        .map(|((_, draft), fresh)| {
            if !fresh {
                let words = "An order with this external id exists, and the import is not to change known ones.";
                let fault = LineFault::of_member("external_id", "growffinity_rest_order_exists", words);
                return Ok(Err(fault.with_value(draft.external_id.as_deref().unwrap_or_default())));
            }
            let outcome = recorded.next().ok_or_else(|| PgError::inconsistent("batch", "an order is missing"))?;
            Ok(match outcome {
                Ok(recorded) => {
                    customers.extend(recorded.order.data.customer);
                    Ok(recorded.outcome)
                }
                Err(error) => Err(LineFault::from(&error)),
            })
        })
        .collect::<Result<Vec<_>, PgError>>()?;
    let mut told = Vec::new();
    members::give(connection, options, customers, terms, &mut told)?;
    outbox::append(connection, &told)?;
    Ok(outcomes)
}

fn record_events(
    connection: &mut PgConnection,
    happened: &[(u64, &CustomEventDraft)],
    terms: &ImportTerms,
) -> Result<Vec<RowOutcome>, PgError> {
    if happened.is_empty() {
        return Ok(Vec::new());
    }
    let drafts: Vec<CustomEventDraft> = happened.iter().map(|(_, draft)| (*draft).clone()).collect();
    let event_terms =
        EventTerms { origin: terms.origin, consent: first_consent(&terms.options, terms), now: terms.now };
    let recorded = custom_events::record(connection, &drafts, &event_terms)?;
    let mut customers = Vec::new();
    let outcomes = recorded
        .into_iter()
        .zip(&drafts)
        .map(|(recorded, draft)| {
            let recorded = recorded.ok_or_else(|| unknown(draft))?;
            customers.push(recorded.event.customer);
            Ok(if recorded.is_new { RecordOutcome::Created } else { RecordOutcome::Unchanged })
        })
        .collect();
    let mut told = Vec::new();
    members::give(connection, &terms.options, customers, terms, &mut told)?;
    outbox::append(connection, &told)?;
    Ok(outcomes)
}

fn unknown(draft: &CustomEventDraft) -> LineFault {
    let fault = LineFault::from(&RecordEventError::UnknownCustomer);
    match &draft.who {
        Who::Id(customer) => fault.with_value(&customer.to_string()),
        Who::Email(email) => fault.with_value(email.as_str()),
    }
}

fn suppress(
    connection: &mut PgConnection,
    keys: &AddressKeys,
    lines: &[&SuppressedLine],
    terms: &ImportTerms,
    tally: &mut Tally,
) -> Result<(), PgError> {
    let wanted = Wanted {
        emails: lines.iter().map(|line| line.email.to_string()).collect(),
        reasons: lines.iter().map(|line| line.reason.clone()).collect(),
        source: terms.options.by.clone(),
        now: terms.now,
    };
    let made = suppress_addresses(connection, keys, wanted)?;
    tally.created += made;
    tally.unchanged += count(lines.len())?.saturating_sub(made);
    Ok(())
}

fn record_terms(terms: &ImportTerms) -> RecordTerms {
    RecordTerms {
        origin: terms.origin,
        consent: first_consent(&terms.options, terms),
        needs_customer: false,
        currency: terms.currency,
        now: terms.now,
    }
}

/// The consent of customers that are made on the way.
fn first_consent(options: &ImportOptions, terms: &ImportTerms) -> Consent {
    let given = options.consent.as_ref();
    match given.and_then(|given| Some((ConsentStatus::from_name(&given.status)?, &given.source))) {
        Some((status, source)) => Consent::new(status, source, Some(terms.now)),
        None => Consent::new(terms.default_consent, "", None),
    }
}

#[derive(QueryableByName)]
struct KnownOrder {
    #[diesel(sql_type = Int8)]
    store_id: i64,
    #[diesel(sql_type = Text)]
    external_id: String,
}

/// Which of the orders are known, by shop (0 for the default one) and external id.
fn known(connection: &mut PgConnection, orders: &[(u64, &OrderDraft)]) -> Result<HashSet<(i64, String)>, PgError> {
    let named =
        orders.iter().filter_map(|(_, draft)| Some((draft.store.map_or(0, Into::into), draft.external_id.clone()?)));
    let (stores, externals): (Vec<i64>, Vec<String>) = named.unzip();
    let rows: Vec<KnownOrder> = statement(
        "SELECT n.store_id, n.external_id FROM unnest($?, $?) n (store_id, external_id) \
         JOIN orders o ON o.external_id = n.external_id AND o.store_id = \
             CASE n.store_id WHEN 0 THEN (SELECT id FROM stores WHERE is_default) ELSE n.store_id END",
    )
    .bind::<Array<Int8>, _>(stores)
    .bind::<Array<Text>, _>(externals)
    .load(connection)?;
    Ok(rows.into_iter().map(|row| (row.store_id, row.external_id)).collect())
}

/// Moves the import on: place, figures, lease.
fn advance(
    connection: &mut PgConnection,
    held: &Held,
    rows: &[BatchRow],
    tally: Tally,
    terms: &ImportTerms,
) -> Result<(), PgError> {
    let after = rows.last().map(|row| row.after).unwrap_or_default();
    statement(
        "UPDATE imports SET position = $?, bytes = least(greatest(bytes, k.position), bytes_total), line = $?, \
             created = created + $?, updated = updated + $?, unchanged = unchanged + $?, refused = refused + $?, \
             lines = lines + $?, modified_at = $?, attempt = 1, version = version + 1, \
             lease_until = clock_timestamp() + make_interval(secs => $?) \
         FROM (SELECT $?::bigint AS position) k WHERE id = $? AND lease_token = $?",
    )
    .bind::<Int8, _>(stored(after.offset)?)
    .bind::<Int8, _>(stored(after.line)?)
    .bind::<Int8, _>(stored(tally.created)?)
    .bind::<Int8, _>(stored(tally.updated)?)
    .bind::<Int8, _>(stored(tally.unchanged)?)
    .bind::<Int8, _>(stored(tally.refused)?)
    .bind::<Int8, _>(stored(tally.lines())?)
    .bind::<Timestamptz, _>(terms.now)
    .bind::<Int4, _>(i32::try_from(held.lease_seconds).unwrap_or(i32::MAX))
    .bind::<Int8, _>(stored(after.offset)?)
    .bind::<Int8, _>(held.import.get())
    .bind::<SqlUuid, _>(held.token)
    .execute(connection)?;
    Ok(())
}
