//! Writing customers.

use chrono::{DateTime, Utc};
use diesel::{
    Connection, ExpressionMethods, OptionalExtension, PgConnection, QueryDsl, RunQueryDsl, insert_into,
    sql_types::{Int8, Nullable},
    update,
};
use growffinity_customers::{
    Address, AddressChange, CompanyLink, Consent, ConsentStatus, Customer, CustomerStatus, ExternalId, NewCustomer,
    Ties, events, ports::Written,
};
use growffinity_kernel::{CustomerId, DomainEvent};
use serde_json::{Map, Value};

use super::{companies, marks, rows::id, store::find};
use crate::{
    error::PgError,
    outbox,
    schema::{customer_external_ids, customers, stores},
    statement::statement,
};

/// Ends a transaction that must leave nothing behind, with the answer.
enum Stop {
    Answer(Written),
    Failed(PgError),
}

impl From<diesel::result::Error> for Stop {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<PgError> for Stop {
    fn from(error: PgError) -> Self {
        Self::Failed(error)
    }
}

fn answer(outcome: Result<Written, Stop>) -> Result<Written, PgError> {
    match outcome {
        Ok(written) | Err(Stop::Answer(written)) => Ok(written),
        Err(Stop::Failed(error)) => Err(error),
    }
}

/// Adds a customer with its event; see the port.
pub(super) fn insert(
    connection: &mut PgConnection,
    customer: &NewCustomer,
    consent: &Consent,
    now: DateTime<Utc>,
) -> Result<Written, PgError> {
    answer(connection.transaction(|connection| {
        let rest = &customer.rest;
        let store = rest.store.flatten();
        check_store(connection, store.map(Into::into))?;
        let inserted: Option<i64> = insert_into(customers::table)
            .values((
                customers::email.eq(customer.email.as_str()),
                customers::first_name.eq(rest.first_name.as_deref().unwrap_or_default()),
                customers::last_name.eq(rest.last_name.as_deref().unwrap_or_default()),
                customers::phone.eq(rest.phone.as_deref().unwrap_or_default()),
                customers::status.eq(rest.status.unwrap_or(CustomerStatus::Active).as_str()),
                customers::birthday.eq(rest.birthday.flatten()),
                customers::locale.eq(rest.locale.as_deref().unwrap_or_default()),
                customers::timezone.eq(rest.timezone.as_deref().unwrap_or_default()),
                customers::billing.eq(stored_change(rest.billing.as_ref())?),
                customers::shipping.eq(stored_change(rest.shipping.as_ref())?),
                customers::attributes.eq(attributes(rest.attributes.as_ref())),
                customers::store_id.eq(store.map(i64::from)),
                customers::consent_status.eq(consent.status.as_str()),
                customers::consent_source.eq(&consent.source),
                customers::consent_at.eq(consent.at),
                customers::consent_proof.eq(Value::Object(consent.proof.clone())),
                customers::consent_by.eq(&consent.by),
                customers::created_at.eq(now),
                customers::modified_at.eq(now),
            ))
            .on_conflict(customers::email)
            .do_nothing()
            .returning(customers::id)
            .get_result(connection)
            .optional()?;
        let Some(number) = inserted else {
            let owner = customers::table.filter(customers::email.eq(customer.email.as_str())).select(customers::id);
            let owner: i64 = owner.first(connection)?;
            return Err(Stop::Answer(Written::Taken(id("customer id", CustomerId::new(owner))?)));
        };
        let new = id("customer id", CustomerId::new(number))?;
        write_external_ids(connection, new, &rest.external_ids)?;
        let mut told = vec![events::customer_created(new, customer.origin, now)];
        let company = rest.company.clone().filter(Option::is_some);
        let ties = Ties { company, marking: rest.marking(), origin: customer.origin, now };
        tie(connection, new, &ties, &mut told)?;
        outbox::append(connection, &told)?;
        written(connection, new)
    }))
}

/// Writes a customer over the version expected; see the port.
pub(super) fn save(
    connection: &mut PgConnection,
    customer: &Customer,
    expected: i32,
    ties: &Ties,
    events: &[DomainEvent],
) -> Result<Written, PgError> {
    answer(connection.transaction(|connection| {
        let told = put(connection, customer, expected, ties, events)?;
        outbox::append(connection, &told)?;
        written(connection, customer.id)
    }))
}

/// The same for a caller who has more to tell: answers the events, which are not appended yet.
pub(super) fn save_untold(
    connection: &mut PgConnection,
    customer: &Customer,
    expected: i32,
    ties: &Ties,
    events: &[DomainEvent],
) -> Result<(Written, Vec<DomainEvent>), PgError> {
    let mut told = Vec::new();
    let written = answer(connection.transaction(|connection| {
        told = put(connection, customer, expected, ties, events)?;
        written(connection, customer.id)
    }))?;
    Ok((written, told))
}

fn put(
    connection: &mut PgConnection,
    customer: &Customer,
    expected: i32,
    ties: &Ties,
    events: &[DomainEvent],
) -> Result<Vec<DomainEvent>, Stop> {
    let number = customer.id.get();
    check_store(connection, customer.store.as_ref().map(|store| store.id.get()))?;
    let known: Option<(i32, String)> = customers::table
        .filter(customers::id.eq(number))
        .select((customers::version, customers::consent_status))
        .for_no_key_update()
        .first(connection)
        .optional()?;
    let consent = match known {
        Some((version, consent)) if version == expected => consent,
        other => return Err(Stop::Answer(Written::Stale(other.map(|(version, _)| version)))),
    };
    let mut told = events.to_vec();
    if told.is_empty() {
        tie(connection, customer.id, ties, &mut told)?;
        return Ok(told);
    }
    let owner: Option<i64> = customers::table
        .filter(customers::email.eq(customer.email.as_str()))
        .filter(customers::id.ne(number))
        .select(customers::id)
        .first(connection)
        .optional()?;
    if let Some(owner) = owner {
        return Err(Stop::Answer(Written::Taken(id("customer id", CustomerId::new(owner))?)));
    }
    update(customers::table.find(number))
        .set((
            (
                customers::email.eq(customer.email.as_str()),
                customers::first_name.eq(&customer.first_name),
                customers::last_name.eq(&customer.last_name),
                customers::phone.eq(&customer.phone),
                customers::status.eq(customer.status.as_str()),
                customers::birthday.eq(customer.birthday),
                customers::locale.eq(&customer.locale),
                customers::timezone.eq(&customer.timezone),
            ),
            (
                customers::billing.eq(stored(&customer.billing)?),
                customers::shipping.eq(stored(&customer.shipping)?),
                customers::attributes.eq(Value::Object(customer.attributes.clone())),
                customers::store_id.eq(customer.store.as_ref().map(|store| store.id.get())),
            ),
            (
                customers::consent_status.eq(customer.consent.status.as_str()),
                customers::consent_source.eq(&customer.consent.source),
                customers::consent_at.eq(customer.consent.at),
                customers::consent_proof.eq(Value::Object(customer.consent.proof.clone())),
                customers::consent_by.eq(&customer.consent.by),
            ),
            (customers::modified_at.eq(customer.modified_at), customers::version.eq(expected + 1)),
        ))
        .execute(connection)?;
    if customer.consent.status == ConsentStatus::Subscribed && consent != customer.consent.status.as_str() {
        lift_suppressions(connection, number)?;
    }
    write_external_ids(connection, customer.id, &customer.external_ids)?;
    tie(connection, customer.id, ties, &mut told)?;
    Ok(told)
}

/// Ties a customer, whose row is locked, to its company and marks.
fn tie(
    connection: &mut PgConnection,
    customer: CustomerId,
    ties: &Ties,
    told: &mut Vec<DomainEvent>,
) -> Result<(), Stop> {
    if let Some(company) = &ties.company {
        let company = match company {
            Some(link) => Some(company_of(connection, link, ties.now)?),
            None => None,
        };
        statement("UPDATE customers SET company_id = $?, company_by_hand = true WHERE id = $?")
            .bind::<Nullable<Int8>, _>(company)
            .bind::<Int8, _>(customer.get())
            .execute(connection)?;
    }
    if !ties.marking.is_empty() {
        let mut marked = marks::apply(connection, &[customer.get()], &ties.marking, ties.now)?;
        let marked = marked.remove(&customer.get()).unwrap_or_default();
        events::customer_tied(told, customer, &marked, ties.origin, ties.now);
    }
    Ok(())
}

fn company_of(connection: &mut PgConnection, link: &CompanyLink, now: DateTime<Utc>) -> Result<i64, Stop> {
    let linked = companies::linked(connection, link, now)?;
    linked.map_err(|unknown| Stop::Answer(Written::UnknownCompany(unknown)))
}

/// What bounced or was unsubscribed may be mailed again when its customer says so anew; what was suppressed by hand or
/// with an erasure stays.
fn lift_suppressions(connection: &mut PgConnection, customer: i64) -> Result<(), PgError> {
    statement(
        "DELETE FROM suppressions WHERE customer_id = $? AND reason IN ('unsubscribed', 'bounced', 'complained')",
    )
    .bind::<Int8, _>(customer)
    .execute(connection)?;
    Ok(())
}

fn written(connection: &mut PgConnection, id: CustomerId) -> Result<Written, Stop> {
    let customer =
        find(connection, id.get())?.ok_or_else(|| PgError::inconsistent("customer", "just written, gone"))?;
    Ok(Written::Done(Box::new(customer)))
}

fn check_store(connection: &mut PgConnection, store: Option<i64>) -> Result<(), Stop> {
    let Some(store) = store else { return Ok(()) };
    let found: Option<i64> = stores::table.find(store).select(stores::id).first(connection).optional()?;
    match (found, growffinity_kernel::StoreId::new(store)) {
        (None, Some(unknown)) => Err(Stop::Answer(Written::UnknownStore(unknown))),
        _ => Ok(()),
    }
}

/// Adds `ids` to `customer`, in place of earlier ones of the same shops.
fn write_external_ids(connection: &mut PgConnection, customer: CustomerId, ids: &[ExternalId]) -> Result<(), Stop> {
    for wanted in ids {
        check_store(connection, Some(wanted.store.get()))?;
        let inserted = insert_into(customer_external_ids::table)
            .values((
                customer_external_ids::store_id.eq(wanted.store.get()),
                customer_external_ids::external_id.eq(&wanted.external_id),
                customer_external_ids::customer_id.eq(customer.get()),
            ))
            .on_conflict_do_nothing()
            .execute(connection)?;
        if inserted == 0 {
            let owner: i64 = customer_external_ids::table
                .find((wanted.store.get(), &wanted.external_id))
                .select(customer_external_ids::customer_id)
                .first(connection)?;
            if owner != customer.get() {
                return Err(Stop::Answer(Written::Taken(id("customer id", CustomerId::new(owner))?)));
            }
        }
        diesel::delete(customer_external_ids::table)
            .filter(customer_external_ids::customer_id.eq(customer.get()))
            .filter(customer_external_ids::store_id.eq(wanted.store.get()))
            .filter(customer_external_ids::external_id.ne(&wanted.external_id))
            .execute(connection)?;
    }
    Ok(())
}

fn stored_change(change: Option<&AddressChange>) -> Result<Value, PgError> {
    let mut address = Address::default();
    if let Some(change) = change {
        address.apply(change);
    }
    stored(&address)
}

/// An address as it is stored.
pub(super) fn stored(address: &Address) -> Result<Value, PgError> {
    serde_json::to_value(address).map_err(|error| PgError::inconsistent("address", error))
}

fn attributes(given: Option<&Map<String, Value>>) -> Value {
    let known = given.into_iter().flatten().filter(|(_, value)| !value.is_null());
    Value::Object(known.map(|(key, value)| (key.clone(), value.clone())).collect())
}
