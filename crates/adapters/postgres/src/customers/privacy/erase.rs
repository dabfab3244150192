//! Erasing a customer in one transaction, table by table as the registry says.

use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Text, Timestamptz},
};
use growffinity_customers::personal_data::Erasing;
use growffinity_kernel::{CustomerId, DomainEvent, EventType, ObjectType};

use super::{
    Locked, all_ids,
    registry::{Erase, PERSONAL_TABLES},
};
use crate::{
    AddressKeys,
    customers::store::find,
    error::PgError,
    outbox,
    statement::{IdRow, statement},
    suppressions::suppress,
};

/// Erases; see the port.
pub(super) fn erase(
    connection: &mut PgConnection,
    keys: &AddressKeys,
    id: CustomerId,
    expected: Option<i32>,
    by: &str,
    now: DateTime<Utc>,
) -> Result<Erasing, PgError> {
    let locked: Option<Locked> = statement("SELECT id, version FROM customers WHERE id = $? FOR UPDATE")
        .bind::<Int8, _>(id.get())
        .get_result(connection)
        .optional()?;
    let Some(locked) = locked else { return Ok(Erasing::Unknown) };
    if expected.is_some_and(|expected| expected != locked.version) {
        return Ok(Erasing::Stale(locked.version));
    }
    let customer = find(connection, locked.id)?.ok_or_else(|| PgError::inconsistent("customer", "locked, gone"))?;
    let ids = all_ids(connection, locked.id)?;
    let addresses = addresses(connection, &ids)?;
    let companies: Vec<IdRow> =
        statement("SELECT company_id AS id FROM customers WHERE id = ANY($?) AND company_id IS NOT NULL")
            .bind::<Array<Int8>, _>(ids.clone())
            .load(connection)?;
    let companies: Vec<i64> = companies.into_iter().map(|company| company.id).collect();
    suppress(connection, keys, &ids, "erased", by, now)?;
    suppress_merged(connection, locked.id, by, now)?;
    for table in PERSONAL_TABLES {
        let statements = match table.erase {
            Erase::Nothing | Erase::WithCustomer | Erase::WithOrders => continue,
            Erase::ById(sql) | Erase::ByAddress(sql) | Erase::ByCompany(sql) => sql,
        };
        for sql in statements {
            let sql = statement(sql);
            let bound = match table.erase {
                Erase::ByAddress(_) => sql.bind::<Array<Text>, _>(addresses.clone()),
                Erase::ByCompany(_) => sql.bind::<Array<Int8>, _>(companies.clone()),
                _ => sql.bind::<Array<Int8>, _>(ids.clone()),
            };
            bound.execute(connection)?;
        }
    }
    let event = DomainEvent::new(EventType::CustomerDeleted, ObjectType::Customer, locked.id, now);
    outbox::append(connection, &[event.of_customer(Some(id))])?;
    Ok(Erasing::Done(Box::new(customer)))
}

#[derive(QueryableByName)]
struct Address {
    #[diesel(sql_type = Text)]
    address: String,
}

/// The person's addresses, as far as they are known: the customer's, and those their orders were billed to.
fn addresses(connection: &mut PgConnection, ids: &[i64]) -> Result<Vec<String>, PgError> {
    let rows: Vec<Address> = statement(
        "WITH k AS (SELECT $?::bigint[] AS ids) \
         SELECT email AS address FROM customers, k WHERE id = ANY(k.ids) \
         UNION SELECT email FROM customer_merges, k WHERE into_id = ANY(k.ids) AND email IS NOT NULL \
         UNION SELECT lower(btrim(billing ->> 'email')) FROM customers, k WHERE id = ANY(k.ids) AND billing ->> 'email' <> '' \
         UNION SELECT lower(btrim(billing ->> 'email')) FROM orders, k \
             WHERE customer_id = ANY(k.ids) AND billing ->> 'email' <> ''",
    )
    .bind::<Array<Int8>, _>(ids.to_vec())
    .load(connection)?;
    Ok(rows.into_iter().map(|row| row.address).collect())
}

/// Suppresses the addresses that went with customers merged into this one.
fn suppress_merged(connection: &mut PgConnection, id: i64, by: &str, now: DateTime<Utc>) -> Result<(), PgError> {
    statement(
        "INSERT INTO suppressions (key_id, hash, reason, source, created_at) \
         SELECT m.key_id, m.hash, 'erased', n.* FROM customer_merges m \
         CROSS JOIN (SELECT $? AS source, $?::timestamptz AS now) n WHERE m.into_id = $? \
         ORDER BY m.hash ON CONFLICT DO NOTHING",
    )
    .bind::<Text, _>(by.to_owned())
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(id)
    .execute(connection)?;
    Ok(())
}
