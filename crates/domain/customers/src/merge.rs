//! Two records that are one person's become one.

use growffinity_kernel::{CustomerId, DomainEvent, EventType, ObjectType, Origin, StoreError};

use chrono::{DateTime, Utc};

use crate::{Customer, CustomerStatus, PersonalData, events, personal_data::Merging};

/// Why two customers can't be merged.
#[derive(Debug, thiserror::Error)]
pub enum MergeCustomersError {
    /// There is no customer to merge into.
    #[error("there is no such customer")]
    NotFound,
    /// There is no customer to be merged.
    #[error("there is no customer {0} to be merged")]
    UnknownFrom(CustomerId),
    /// It was merged before; its data are this customer's.
    #[error("the customer is part of customer {0}")]
    Merged(CustomerId),
    /// A customer can't be merged into itself.
    #[error("a customer can't be merged into itself")]
    Itself,
    /// The caller expected another version; this one is current.
    #[error("the customer is at version {current}")]
    Stale {
        /// The version now.
        current: i32,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a merge is to do, decided before it is done.
#[derive(Debug, Clone, PartialEq)]
pub struct MergePlan {
    /// The record that stays, as it is to be.
    pub after: Customer,
    /// The version of it that was looked at.
    pub into_version: i32,
    /// The record that goes.
    pub from: Customer,
    /// Who does it.
    pub by: String,
    /// What is told of it.
    pub events: Vec<DomainEvent>,
    /// When.
    pub now: DateTime<Utc>,
}

/// How often a merge is tried again when others change one of the two meanwhile.
const ATTEMPTS: u32 = 5;

impl PersonalData {
    /// Makes `from` part of `into`: everything there is of it moves over, what `into` lacks is filled in, the more
    /// restrictive consent holds. With `expected`, only over that version of `into`. `by` is who does it.
    ///
    /// # Errors
    /// [`MergeCustomersError`]; nothing is changed then.
    pub async fn merge(
        &self,
        into: CustomerId,
        from: CustomerId,
        expected: Option<i32>,
        by: &str,
    ) -> Result<Customer, MergeCustomersError> {
        if into == from {
            return Err(MergeCustomersError::Itself);
        }
        let mut current = 0;
        for _ in 0..ATTEMPTS {
            let kept = self.customers.find(into).await?.ok_or(MergeCustomersError::NotFound)?;
            current = kept.version;
            if expected.is_some_and(|expected| expected != current) {
                return Err(MergeCustomersError::Stale { current });
            }
            let Some(gone) = self.customers.find(from).await? else {
                return Err(match self.store.successor(from).await? {
                    Some(successor) => MergeCustomersError::Merged(successor),
                    None => MergeCustomersError::UnknownFrom(from),
                });
            };
            match self.store.merge(&plan(&kept, gone, by, self.clock.now())).await? {
                Merging::Done(customer) => return Ok(*customer),
                Merging::Stale => {}
            }
        }
        Err(MergeCustomersError::Stale { current })
    }
}

/// Decides what `into` becomes when `from` becomes part of it.
pub fn plan(into: &Customer, from: Customer, by: &str, now: DateTime<Utc>) -> MergePlan {
    let mut after = into.clone();
    let mut changed = Vec::new();
    for (name, kept, other) in [
        ("first_name", &mut after.first_name, &from.first_name),
        ("last_name", &mut after.last_name, &from.last_name),
        ("phone", &mut after.phone, &from.phone),
        ("locale", &mut after.locale, &from.locale),
        ("timezone", &mut after.timezone, &from.timezone),
    ] {
        fill(&mut changed, name, kept, other, String::is_empty);
    }
    fill(&mut changed, "birthday", &mut after.birthday, &from.birthday, Option::is_none);
    fill(&mut changed, "store", &mut after.store, &from.store, Option::is_none);
    fill(&mut changed, "billing", &mut after.billing, &from.billing, |address| *address == crate::Address::default());
    fill(&mut changed, "shipping", &mut after.shipping, &from.shipping, |address| {
        *address == crate::Address::default()
    });
    for (key, value) in &from.attributes {
        if !after.attributes.contains_key(key) {
            after.attributes.insert(key.clone(), value.clone());
            note(&mut changed, "attributes");
        }
    }
    if from.status == CustomerStatus::Inactive && after.status != from.status {
        after.status = from.status;
        note(&mut changed, "status");
    }
    let consent = into.consent.merged_with(&from.consent);
    if consent != into.consent {
        after.consent = consent;
        by.clone_into(&mut after.consent.by);
        note(&mut changed, "consent");
    }
    if !from.external_ids.is_empty() {
        note(&mut changed, "external_ids");
    }
    after.created_at = into.created_at.min(from.created_at);
    after.modified_at = now;
    let mut told = events::customer_changed(into, &after, &changed, Origin::Live, now);
    if let Some(updated) = told.first_mut() {
        updated.data.insert("merged".to_owned(), from.id.get().into());
    }
    let deleted = DomainEvent::new(EventType::CustomerDeleted, ObjectType::Customer, from.id.get(), now);
    told.push(deleted.with("merged_into", into.id.get()));
    MergePlan { after, into_version: into.version, from, by: by.to_owned(), events: told, now }
}

fn fill<T: Clone>(
    changed: &mut Vec<&'static str>,
    name: &'static str,
    kept: &mut T,
    other: &T,
    is_unset: impl Fn(&T) -> bool,
) {
    if is_unset(kept) && !is_unset(other) {
        kept.clone_from(other);
        changed.push(name);
    }
}

fn note(changed: &mut Vec<&'static str>, name: &'static str) {
    if !changed.contains(&name) {
        changed.push(name);
    }
}
