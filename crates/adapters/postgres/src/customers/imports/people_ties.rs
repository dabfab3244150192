//! Companies and marks of the customers that an import brings.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::{
    PgConnection, RunQueryDsl,
    sql_types::{Array, Int8, Nullable},
};
use growffinity_customers::{CompanyLink, CustomerChange, Marking, events, imports::ports::ImportTerms};
use growffinity_kernel::{CustomerId, DomainEvent};

use crate::{
    customers::{companies, marks},
    error::PgError,
    statement::statement,
};

/// Ties customers, whose rows are locked, to what their lines name, and adds to what is told of them. Answers whose
/// marks changed.
pub(super) fn tie(
    connection: &mut PgConnection,
    lines: &[(CustomerId, &CustomerChange)],
    terms: &ImportTerms,
    told: &mut Vec<DomainEvent>,
) -> Result<BTreeSet<CustomerId>, PgError> {
    tie_companies(connection, lines, terms)?;
    let mut groups: Vec<(Marking, Vec<i64>)> = Vec::new();
    for (customer, change) in lines {
        let marking = change.marking();
        if marking.is_empty() {
            continue;
        }
        match groups.iter_mut().find(|(known, _)| *known == marking) {
            Some((_, customers)) => customers.push(customer.get()),
            None => groups.push((marking, vec![customer.get()])),
        }
    }
    let mut changed = BTreeSet::new();
    for (marking, customers) in groups {
        mark(connection, &customers, &marking, terms, told, &mut changed)?;
    }
    Ok(changed)
}

/// Does `marking` to `customers`, and adds to what is told of them.
pub(super) fn mark(
    connection: &mut PgConnection,
    customers: &[i64],
    marking: &Marking,
    terms: &ImportTerms,
    told: &mut Vec<DomainEvent>,
    changed: &mut BTreeSet<CustomerId>,
) -> Result<(), PgError> {
    for (number, marked) in marks::apply(connection, customers, marking, terms.now)? {
        let Some(customer) = CustomerId::new(number) else { continue };
        if !marked.is_empty() {
            changed.insert(customer);
            events::customer_tied(told, customer, &marked, terms.origin, terms.now);
        }
    }
    Ok(())
}

fn tie_companies(
    connection: &mut PgConnection,
    lines: &[(CustomerId, &CustomerChange)],
    terms: &ImportTerms,
) -> Result<(), PgError> {
    let mut found: HashMap<String, i64> = HashMap::new();
    let mut ties: BTreeMap<i64, Option<i64>> = BTreeMap::new();
    for (customer, change) in lines {
        let company = match &change.company {
            None => continue,
            Some(None) => None,
            Some(Some(CompanyLink::Id(id))) => Some(id.get()),
            Some(Some(link @ CompanyLink::Name(name))) => {
                if let Some(known) = found.get(name.folded()) {
                    Some(*known)
                } else {
                    let made = companies::linked(connection, link, terms.now)?;
                    let made = made.map_err(|id| PgError::inconsistent("company", id))?;
                    found.insert(name.folded().to_owned(), made);
                    Some(made)
                }
            }
        };
        ties.insert(customer.get(), company);
    }
    if ties.is_empty() {
        return Ok(());
    }
    let (customers, companies): (Vec<i64>, Vec<Option<i64>>) = ties.into_iter().unzip();
    statement(
        "UPDATE customers c SET company_id = n.company_id, company_by_hand = true \
         FROM unnest($?, $?) n (id, company_id) WHERE c.id = n.id",
    )
    .bind::<Array<Int8>, _>(customers)
    .bind::<Array<Nullable<Int8>>, _>(companies)
    .execute(connection)?;
    Ok(())
}
