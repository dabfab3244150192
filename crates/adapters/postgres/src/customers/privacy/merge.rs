//! Merging two customers in one transaction, table by table as the registry says.

use diesel::{
    PgConnection, RunQueryDsl,
    sql_types::{Array, Int8, Text, Timestamptz},
};
use growffinity_customers::{
    CompanyRef, Customer, MergePlan, Ties, events, marks::Marking, personal_data::Merging, ports::Written,
};
use growffinity_kernel::Origin;

use super::{
    Locked,
    registry::{Merge, PERSONAL_TABLES},
};
use crate::{
    AddressKeys,
    customers::{stats, store::find, write},
    error::PgError,
    outbox,
    statement::{dynamic_statement, statement},
    suppressions::suppress,
};

/// Merges; see the port.
pub(super) fn merge(connection: &mut PgConnection, keys: &AddressKeys, plan: &MergePlan) -> Result<Merging, PgError> {
    let (kept, gone) = (plan.after.id.get(), plan.from.id.get());
    let locked: Vec<Locked> = statement("SELECT id, version FROM customers WHERE id = ANY($?) ORDER BY id FOR UPDATE")
        .bind::<Array<Int8>, _>(vec![kept, gone])
        .load(connection)?;
    let is_at = |id, version| locked.iter().any(|row| row.id == id && row.version == version);
    if !is_at(kept, plan.into_version) || !is_at(gone, plan.from.version) {
        return Ok(Merging::Stale);
    }
    if plan.from.consent.status.is_refusal() {
        let reason = plan.from.consent.status.as_str();
        suppress(connection, keys, &[gone], reason, &plan.by, plan.now)?;
    }
    let ties = Ties { company: None, marking: Marking::default(), origin: Origin::Live, now: plan.now };
    let (written, mut told) = write::save_untold(connection, &plan.after, plan.into_version, &ties, &plan.events)?;
    match written {
        Written::Done(_) => {}
        Written::Stale(_) | Written::Taken(_) | Written::UnknownStore(_) | Written::UnknownCompany(_) => {
            return Err(PgError::LostRace);
        }
    }
    // What no change of the record sets: when it began, and a company that was found by itself.
    statement(
        "UPDATE customers c SET created_at = $?, \
             company_id = CASE WHEN c.company_id IS NULL AND NOT c.company_by_hand THEN f.company_id ELSE c.company_id END, \
             company_by_hand = c.company_by_hand OR f.company_by_hand \
         FROM customers f WHERE c.id = $? AND f.id = $?",
    )
    .bind::<Timestamptz, _>(plan.after.created_at)
    .bind::<Int8, _>(kept)
    .bind::<Int8, _>(gone)
    .execute(connection)?;
    for table in PERSONAL_TABLES {
        let Merge::Sql(statements) = table.merge else { continue };
        for sql in statements {
            statement(sql).bind::<Int8, _>(kept).bind::<Int8, _>(gone).execute(connection)?;
        }
    }
    remember(connection, keys, plan)?;
    statement("DELETE FROM customers WHERE id = $?").bind::<Int8, _>(gone).execute(connection)?;
    stats::refresh(connection, &[kept], plan.now)?;
    let customer = find(connection, kept)?.ok_or_else(|| PgError::inconsistent("customer", "just merged, gone"))?;
    events::customer_also_changed(&mut told, customer.id, &moved(&plan.after, &customer), Origin::Live, plan.now);
    outbox::append(connection, &told)?;
    Ok(Merging::Done(Box::new(customer)))
}

/// What came with the other record that no plan can know of.
fn moved(planned: &Customer, customer: &Customer) -> Vec<&'static str> {
    let name = |company: &Option<CompanyRef>| company.as_ref().map(|company| company.id);
    [
        ("company", name(&planned.company) != name(&customer.company)),
        ("tags", planned.tags != customer.tags),
        ("groups", planned.groups != customer.groups),
        ("label", planned.label != customer.label),
    ]
    .into_iter()
    .filter_map(|(member, has_moved)| has_moved.then_some(member))
    .collect()
}

/// Writes down whose the id that goes is from now on, and those of the ids that became part of it before.
fn remember(connection: &mut PgConnection, keys: &AddressKeys, plan: &MergePlan) -> Result<(), PgError> {
    let (kept, gone) = (plan.after.id.get(), plan.from.id.get());
    statement("UPDATE customer_merges SET into_id = $? WHERE into_id = $?")
        .bind::<Int8, _>(kept)
        .bind::<Int8, _>(gone)
        .execute(connection)?;
    let sql = dynamic_statement(format!(
        "INSERT INTO customer_merges (from_id, into_id, key_id, hash, merged_at, email) \
         SELECT n.from_id, n.into_id, k.id, address_hash(n.email, k.inner_pad, k.outer_pad), n.merged_at, n.email \
         FROM (SELECT $?::bigint, $?::bigint, $?::text, $?::timestamptz) n (from_id, into_id, email, merged_at), {} \
         WHERE k.place = 1",
        AddressKeys::UNNEST
    ));
    let sql = sql
        .cached()
        .bind::<Int8, _>(gone)
        .bind::<Int8, _>(kept)
        .bind::<Text, _>(plan.from.email.to_string())
        .bind::<Timestamptz, _>(plan.now);
    keys.bind(sql).execute(connection)?;
    Ok(())
}
