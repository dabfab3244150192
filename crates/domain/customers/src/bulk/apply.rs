//! Doing the action to a batch of customers. Done again, it does nothing more.

use growffinity_kernel::{CustomerId, Origin, StoreError};

use super::{Bulk, BulkAction, ports::Joining};
use crate::{EraseCustomerError, UpdateCustomerError, imports::Tally};

/// Why a batch can't be done.
pub(super) enum Trouble {
    /// The job never can.
    Lasting(String),
    /// It may another time.
    Passing(StoreError),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Passing(error)
    }
}

impl Bulk {
    /// Does the action to `customers` and counts what came of it. Those who are gone meanwhile are not counted.
    pub(super) async fn apply(&self, action: &BulkAction, customers: &[CustomerId]) -> Result<Tally, Trouble> {
        match action {
            BulkAction::Mark(marking) => {
                let outcome = self.services.marks.mark_all(customers, marking, Origin::Live).await?;
                let (found, changed) = (size(outcome.found.len()), size(outcome.changed.len()));
                Ok(Tally { updated: changed, unchanged: found.saturating_sub(changed), ..Tally::default() })
            }
            BulkAction::Join(segment) => {
                let Joining::Done(joined) = self.store.join(*segment, customers, self.clock.now()).await? else {
                    return Err(Trouble::Lasting("the segment is gone".to_owned()));
                };
                let rest = size(customers.len()).saturating_sub(joined);
                Ok(Tally { updated: joined, unchanged: rest, ..Tally::default() })
            }
            BulkAction::Change(change) => {
                let mut tally = Tally::default();
                for id in customers {
                    let Some(before) = self.services.customers.find(*id).await? else { continue };
                    match self.services.customers.update(*id, (**change).clone(), None).await {
                        Ok(after) if after.version == before.version => tally.unchanged += 1,
                        Ok(_) => tally.updated += 1,
                        Err(UpdateCustomerError::NotFound) => {}
                        Err(UpdateCustomerError::Store(error)) => return Err(error.into()),
                        Err(
                            UpdateCustomerError::Taken(_)
                            | UpdateCustomerError::Stale { .. }
                            | UpdateCustomerError::ConsentNeedsSource
                            | UpdateCustomerError::UnknownStore(_)
                            | UpdateCustomerError::UnknownCompany(_),
                        ) => tally.refused += 1,
                    }
                }
                Ok(tally)
            }
            BulkAction::Erase { by } => {
                let mut tally = Tally::default();
                for id in customers {
                    match self.services.personal_data.erase(*id, None, by).await {
                        Ok(_) => tally.updated += 1,
                        Err(EraseCustomerError::NotFound) => {}
                        Err(EraseCustomerError::Stale { .. }) => tally.refused += 1,
                        Err(EraseCustomerError::Store(error)) => return Err(error.into()),
                    }
                }
                Ok(tally)
            }
        }
    }
}

fn size(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
