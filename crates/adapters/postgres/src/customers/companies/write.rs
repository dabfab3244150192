//! Writing companies.

use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Int4, Int8, Jsonb, Text, Timestamptz},
};
use growffinity_customers::{
    Address, UniqueName,
    companies::{Company, CompanyTotals, NewCompany, Social, ports::CompanyWritten},
};
use growffinity_kernel::CompanyId;
use serde_json::Value;

use super::list;
use crate::{
    audit::{Note, note},
    customers::{rows::id, write::stored},
    error::PgError,
    segmentation::dirty::{self, Matters},
    statement::{IdRow, statement},
};

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Int4)]
    version: i32,
}

/// Adds a company; see the port.
pub(super) fn insert(
    connection: &mut PgConnection,
    new: &NewCompany,
    now: DateTime<Utc>,
) -> Result<CompanyWritten, PgError> {
    let made: Option<IdRow> = statement(
        "INSERT INTO companies (name, folded, created_at, modified_at) \
         SELECT $?, $?, n.now, n.now FROM (SELECT $?::timestamptz AS now) n ON CONFLICT (folded) DO NOTHING RETURNING id",
    )
    .bind::<Text, _>(new.name.as_str().to_owned())
    .bind::<Text, _>(new.name.folded().to_owned())
    .bind::<Timestamptz, _>(now)
    .get_result(connection)
    .optional()?;
    let Some(IdRow { id: number }) = made else {
        let owner = owner(connection, &new.name, 0)?.ok_or(PgError::LostRace)?;
        return Ok(CompanyWritten::Taken(owner));
    };
    note(Note::new("company.create", "company", number));
    let mut company = Company {
        id: id("company id", CompanyId::new(number))?,
        name: new.name.clone(),
        email: String::new(),
        phone: String::new(),
        website: String::new(),
        address: Address::default(),
        social: Social::default(),
        notes: String::new(),
        totals: CompanyTotals::default(),
        version: 1,
        created_at: now,
        modified_at: now,
    };
    if company.apply(&new.rest, now) {
        record(connection, &company)?;
    }
    written(connection, number)
}

/// Writes a company over the version expected; see the port.
pub(super) fn save(connection: &mut PgConnection, company: &Company, expected: i32) -> Result<CompanyWritten, PgError> {
    let number = company.id.get();
    let known: Option<Version> = statement("SELECT version FROM companies WHERE id = $? FOR UPDATE")
        .bind::<Int8, _>(number)
        .get_result(connection)
        .optional()?;
    let known = known.map(|known| known.version);
    if known != Some(expected) {
        return Ok(CompanyWritten::Stale(known));
    }
    if let Some(owner) = owner(connection, &company.name, number)? {
        return Ok(CompanyWritten::Taken(owner));
    }
    // Rules look at its name.
    dirty::mark_those(connection, Matters::ToAll, |sql| {
        sql.push(
            "SELECT c.id FROM customers c JOIN companies y ON y.id = c.company_id WHERE y.id = $? AND y.name <> $?",
        )
        .bind::<Int8, _>(number)
        .bind::<Text, _>(company.name.as_str().to_owned())
    })?;
    record(connection, company)?;
    statement("UPDATE companies SET version = version + 1 WHERE id = $?")
        .bind::<Int8, _>(number)
        .execute(connection)?;
    written(connection, number)
}

/// Deletes a company; see the port. Its customers are locked before it, as everywhere; who joined in between is taken out
/// with the rest.
pub(super) fn delete(connection: &mut PgConnection, number: i64, now: DateTime<Utc>) -> Result<bool, PgError> {
    statement("SELECT id FROM customers WHERE company_id = $? ORDER BY id FOR NO KEY UPDATE")
        .bind::<Int8, _>(number)
        .execute(connection)?;
    let found: Option<IdRow> = statement("SELECT id FROM companies WHERE id = $? FOR UPDATE")
        .bind::<Int8, _>(number)
        .get_result(connection)
        .optional()?;
    if found.is_none() {
        return Ok(false);
    }
    // As events::customer_updated tells it; one statement however many belonged to the company.
    statement(
        "WITH gone AS (UPDATE customers c SET company_id = NULL, company_by_hand = false, version = c.version + 1, \
                modified_at = w.now FROM (SELECT $?::timestamptz AS now) w WHERE c.company_id = $? RETURNING c.id, w.now) \
         INSERT INTO events (type, object_type, object_id, customer_id, origin, data, occurred_at) \
         SELECT 'customer.updated', 'customer', id, id, 'live', '{\"changed\": [\"company\"]}'::jsonb, now \
         FROM gone ORDER BY id",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(number)
    .execute(connection)?;
    statement("DELETE FROM companies WHERE id = $?").bind::<Int8, _>(number).execute(connection)?;
    Ok(true)
}

fn record(connection: &mut PgConnection, company: &Company) -> Result<(), PgError> {
    let social: Value =
        serde_json::to_value(&company.social).map_err(|error| PgError::inconsistent("social", error))?;
    statement(
        "UPDATE companies SET name = $?, folded = $?, email = $?, phone = $?, website = $?, address = $?, social = $?, \
            notes = $?, modified_at = $? WHERE id = $?",
    )
    .bind::<Text, _>(company.name.as_str().to_owned())
    .bind::<Text, _>(company.name.folded().to_owned())
    .bind::<Text, _>(company.email.clone())
    .bind::<Text, _>(company.phone.clone())
    .bind::<Text, _>(company.website.clone())
    .bind::<Jsonb, _>(stored(&company.address)?)
    .bind::<Jsonb, _>(social)
    .bind::<Text, _>(company.notes.clone())
    .bind::<Timestamptz, _>(company.modified_at)
    .bind::<Int8, _>(company.id.get())
    .execute(connection)
    .map_err(PgError::lost_to_another)?;
    Ok(())
}

fn written(connection: &mut PgConnection, number: i64) -> Result<CompanyWritten, PgError> {
    let company = list::find(connection, number)?;
    let company = company.ok_or_else(|| PgError::inconsistent("company", "just written, gone"))?;
    Ok(CompanyWritten::Done(Box::new(company)))
}

/// The company of this name that is not `own`.
fn owner(connection: &mut PgConnection, name: &UniqueName, own: i64) -> Result<Option<CompanyId>, PgError> {
    let found: Option<IdRow> = statement("SELECT id FROM companies WHERE folded = $? AND id <> $?")
        .bind::<Text, _>(name.folded().to_owned())
        .bind::<Int8, _>(own)
        .get_result(connection)
        .optional()?;
    found.map(|found| id("company id", CompanyId::new(found.id))).transpose()
}
