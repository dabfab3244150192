//! Which company a customer belongs to: by hand, or from the company name in an order's billing address.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Bool, Int8, Text, Timestamptz},
};
use growffinity_customers::{CompanyLink, UniqueName};
use growffinity_kernel::{CompanyId, CustomerId};

use crate::{
    customers::rows::id,
    error::PgError,
    statement::{IdRow, statement},
};

/// The company that `link` means, made when it names one that is not there. `Err` inside when its id is unknown.
pub(in crate::customers) fn linked(
    connection: &mut PgConnection,
    link: &CompanyLink,
    now: DateTime<Utc>,
) -> Result<Result<i64, CompanyId>, PgError> {
    match link {
        CompanyLink::Id(id) => {
            let found: Option<IdRow> = statement("SELECT id FROM companies WHERE id = $? FOR KEY SHARE")
                .bind::<Int8, _>(id.get())
                .get_result(connection)
                .optional()?;
            Ok(found.map(|found| found.id).ok_or(*id))
        }
        CompanyLink::Name(name) => {
            let found = ensure(connection, &BTreeMap::from([(name.folded(), name)]), now)?;
            found.get(name.folded()).copied().map(Ok).ok_or(PgError::LostRace)
        }
    }
}

/// The company names that orders give their customers.
#[derive(Debug, Default)]
pub(in crate::customers) struct Joining(BTreeMap<i64, UniqueName>);

impl Joining {
    /// Notes the company name in an order's billing address. The first one counts.
    pub(in crate::customers) fn note(&mut self, customer: i64, company: &str) {
        if let Some(name) = UniqueName::parse(company) {
            self.0.entry(customer).or_insert(name);
        }
    }
}

/// Lets customers, whose rows are locked, join the companies their orders name, as far as they have none and nobody
/// decided so by hand. Answers who joined, but for those in `made`: they were made in this transaction, and their version
/// is not raised.
pub(in crate::customers) fn join(
    connection: &mut PgConnection,
    joining: &Joining,
    made: &[CustomerId],
    now: DateTime<Utc>,
) -> Result<Vec<CustomerId>, PgError> {
    if joining.0.is_empty() {
        return Ok(Vec::new());
    }
    let free: Vec<IdRow> = statement(
        "SELECT id FROM customers WHERE id = ANY($?) AND company_id IS NULL AND NOT company_by_hand ORDER BY id",
    )
    .bind::<Array<Int8>, _>(joining.0.keys().copied().collect::<Vec<_>>())
    .load(connection)?;
    let free: Vec<i64> = free.into_iter().map(|found| found.id).collect();
    let wanted: Vec<&UniqueName> = free.iter().filter_map(|customer| joining.0.get(customer)).collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let companies = ensure(connection, &wanted.iter().map(|name| (name.folded(), *name)).collect(), now)?;
    let is_made: Vec<bool> = free.iter().map(|free| made.iter().any(|made| made.get() == *free)).collect();
    let ids = wanted.iter().map(|name| companies.get(name.folded()).copied().ok_or(PgError::LostRace));
    statement(
        "UPDATE customers c SET company_id = n.company_id, modified_at = w.now, \
            version = c.version + CASE WHEN n.made THEN 0 ELSE 1 END \
         FROM unnest($?, $?, $?) AS n (id, company_id, made), (SELECT $?::timestamptz AS now) w WHERE c.id = n.id",
    )
    .bind::<Array<Int8>, _>(free.clone())
    .bind::<Array<Int8>, _>(ids.collect::<Result<Vec<_>, _>>()?)
    .bind::<Array<Bool>, _>(is_made.clone())
    .bind::<Timestamptz, _>(now)
    .execute(connection)?;
    let known = free.into_iter().zip(is_made).filter(|(_, made)| !made);
    known.map(|(customer, _)| id("customer id", CustomerId::new(customer))).collect()
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    folded: String,
}

/// The companies of these names, by folded name, made where they are not there. Always locked and made in the order of
/// their names, after the customers: two calls at once wait for each other in one direction only.
fn ensure(
    connection: &mut PgConnection,
    wanted: &BTreeMap<&str, &UniqueName>,
    now: DateTime<Utc>,
) -> Result<HashMap<String, i64>, PgError> {
    let mut known = by_name(connection, wanted.keys().map(|folded| (*folded).to_owned()).collect())?;
    let missing: Vec<_> = wanted.iter().filter(|(folded, _)| !known.contains_key(**folded)).collect();
    if missing.is_empty() {
        return Ok(known);
    }
    let folded: Vec<String> = missing.iter().map(|(folded, _)| (**folded).to_owned()).collect();
    let made: Vec<Named> = statement(
        "INSERT INTO companies (name, folded, created_at, modified_at) \
         SELECT n.name, n.folded, w.now, w.now FROM unnest($?, $?) AS n (name, folded), \
            (SELECT $?::timestamptz AS now) w ORDER BY n.folded ON CONFLICT (folded) DO NOTHING RETURNING id, folded",
    )
    .bind::<Array<Text>, _>(missing.iter().map(|(_, name)| name.as_str().to_owned()).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(folded.clone())
    .bind::<Timestamptz, _>(now)
    .load(connection)?;
    known.extend(made.into_iter().map(|made| (made.folded, made.id)));
    let lost: Vec<String> = folded.into_iter().filter(|folded| !known.contains_key(folded)).collect();
    if !lost.is_empty() {
        known.extend(by_name(connection, lost)?);
    }
    Ok(known)
}

fn by_name(connection: &mut PgConnection, folded: Vec<String>) -> Result<HashMap<String, i64>, PgError> {
    // Shared, so that nobody deletes one while customers join it.
    let found: Vec<Named> =
        statement("SELECT id, folded FROM companies WHERE folded = ANY($?) ORDER BY folded FOR KEY SHARE")
            .bind::<Array<Text>, _>(folded)
            .load(connection)?;
    Ok(found.into_iter().map(|found| (found.folded, found.id)).collect())
}
