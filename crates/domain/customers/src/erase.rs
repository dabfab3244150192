//! Erasing a customer: what is personal is gone everywhere.

use growffinity_kernel::{CustomerId, StoreError};

use crate::{Customer, PersonalData, personal_data::Erasing};

/// Why a customer can't be erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseCustomerError {
    /// There is no such customer.
    #[error("there is no such customer")]
    NotFound,
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

impl PersonalData {
    /// Erases a customer and answers the record as it was. What the books need of its orders stays, without the person;
    /// of its addresses a keyed hash, so that they are not mailed again. `by` is who does it.
    ///
    /// # Errors
    /// [`EraseCustomerError`]; nothing is erased then.
    pub async fn erase(&self, id: CustomerId, expected: Option<i32>, by: &str) -> Result<Customer, EraseCustomerError> {
        match self.store.erase(id, expected, by, self.clock.now()).await? {
            Erasing::Done(customer) => Ok(*customer),
            Erasing::Unknown => Err(EraseCustomerError::NotFound),
            Erasing::Stale(current) => Err(EraseCustomerError::Stale { current }),
        }
    }
}
