//! Customers of a shop, taken in one by one in one transaction.

use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Int8, Nullable, Text, Timestamptz},
};
use growffinity_customers::{
    Customer, CustomerChange, NewCustomer, RecordOutcome, StoreRef, Ties, events,
    ports::Written,
    sync::{ShopCustomerOutcome, TakeInTerms},
    woocommerce::ShopCustomer,
};
use growffinity_kernel::StoreId;

use crate::{
    customers::{store, write},
    error::PgError,
    statement::statement,
};

/// Takes in `customers` of the shop `store`; see the port.
pub(super) fn customers(
    connection: &mut PgConnection,
    shop: StoreId,
    customers: &[ShopCustomer],
    terms: &TakeInTerms,
) -> Result<Vec<ShopCustomerOutcome>, PgError> {
    customers.iter().map(|customer| take_in(connection, shop, customer, terms)).collect()
}

fn take_in(
    connection: &mut PgConnection,
    shop: StoreId,
    told: &ShopCustomer,
    terms: &TakeInTerms,
) -> Result<ShopCustomerOutcome, PgError> {
    let external_id = told.rest.external_ids.first().map(|id| id.external_id.clone()).unwrap_or_default();
    let known = known(connection, shop, &external_id)?;
    let (number, modified_at) = known.map_or((None, None), |known| (Some(known.customer_id), known.modified_at));
    if told.modified_at.zip(modified_at).is_some_and(|(told, known)| told < known) {
        return Ok(Ok(RecordOutcome::Unchanged));
    }
    let customer = match number {
        Some(number) => store::find(connection, number)?,
        None => store::find_by_email(connection, told.email.as_str())?,
    };
    let outcome = match customer {
        Some(customer) => change(connection, shop, customer, told, terms)?,
        None => make(connection, shop, told, terms)?,
    };
    if outcome.is_ok() {
        note_told(connection, shop, &external_id, told.modified_at)?;
    }
    Ok(outcome)
}

#[derive(QueryableByName)]
struct Known {
    #[diesel(sql_type = Int8)]
    customer_id: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    modified_at: Option<DateTime<Utc>>,
}

fn known(connection: &mut PgConnection, shop: StoreId, external_id: &str) -> Result<Option<Known>, PgError> {
    let known = statement(
        "SELECT customer_id, modified_at FROM customer_external_ids WHERE store_id = $? AND external_id = $? FOR UPDATE",
    )
    .bind::<Int8, _>(shop.get())
    .bind::<Text, _>(external_id.to_owned())
    .get_result(connection)
    .optional()?;
    Ok(known)
}

fn note_told(
    connection: &mut PgConnection,
    shop: StoreId,
    external_id: &str,
    modified_at: Option<DateTime<Utc>>,
) -> Result<(), PgError> {
    statement("UPDATE customer_external_ids SET modified_at = coalesce($?, modified_at) WHERE store_id = $? AND external_id = $?")
        .bind::<Nullable<Timestamptz>, _>(modified_at)
        .bind::<Int8, _>(shop.get())
        .bind::<Text, _>(external_id.to_owned())
        .execute(connection)?;
    Ok(())
}

fn make(
    connection: &mut PgConnection,
    shop: StoreId,
    told: &ShopCustomer,
    terms: &TakeInTerms,
) -> Result<ShopCustomerOutcome, PgError> {
    let rest = CustomerChange { store: Some(Some(shop)), ..told.rest.clone() };
    let new = NewCustomer { email: told.email.clone(), rest, origin: terms.origin };
    let since = told.created_at.map_or(terms.now, |made| made.min(terms.now));
    match write::insert(connection, &new, &terms.consent, since)? {
        Written::Done(_) => Ok(Ok(RecordOutcome::Created)),
        // Someone else has just made it: look again.
        Written::Taken(_) | Written::Stale(_) => Err(PgError::LostRace),
        Written::UnknownStore(id) => Ok(Err(format!("there is no store {id}"))),
        Written::UnknownCompany(id) => Ok(Err(format!("there is no company {id}"))),
    }
}

fn change(
    connection: &mut PgConnection,
    shop: StoreId,
    mut customer: Customer,
    told: &ShopCustomer,
    terms: &TakeInTerms,
) -> Result<ShopCustomerOutcome, PgError> {
    let (before, version) = (customer.clone(), customer.version);
    let mut wanted = told.rest.clone();
    wanted.email = Some(told.email.clone());
    if customer.store.is_none() {
        wanted.store = Some(Some(shop));
    }
    let changed = customer.apply(&wanted, terms.origin, terms.now);
    if changed.is_empty() {
        return Ok(Ok(RecordOutcome::Unchanged));
    }
    if let Some(Some(id)) = wanted.store {
        customer.store = Some(StoreRef { id, name: String::new() });
    }
    let ties = Ties { company: None, marking: wanted.marking(), origin: terms.origin, now: terms.now };
    let told = events::customer_changed(&before, &customer, &changed, terms.origin, terms.now);
    match write::save(connection, &customer, version, &ties, &told)? {
        Written::Done(_) => Ok(Ok(RecordOutcome::Updated)),
        Written::Taken(owner) => Ok(Err(format!("customer {owner} has this e-mail address"))),
        Written::Stale(_) => Err(PgError::LostRace),
        Written::UnknownStore(id) => Ok(Err(format!("there is no store {id}"))),
        Written::UnknownCompany(id) => Ok(Err(format!("there is no company {id}"))),
    }
}
