//! Creating a customer.

use growffinity_kernel::{CompanyId, CustomerId, EmailAddress, Origin, StoreError, StoreId};

use crate::{Consent, Customer, CustomerChange, Customers, UpdateCustomerError, ports::Written};

/// A customer to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCustomer {
    /// The address; it must be free.
    pub email: EmailAddress,
    /// Everything else, as a change of a blank record.
    pub rest: CustomerChange,
    /// Where the customer comes from.
    pub origin: Origin,
}

/// Why a customer can't be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateCustomerError {
    /// A customer with this address or external id exists.
    #[error("customer {0} has this e-mail address or external id")]
    Exists(CustomerId),
    /// The store named does not exist.
    #[error("there is no store {0}")]
    UnknownStore(StoreId),
    /// The company named does not exist.
    #[error("there is no company {0}")]
    UnknownCompany(CompanyId),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Customers {
    /// Makes a customer.
    ///
    /// # Errors
    /// [`CreateCustomerError`]; nothing is made then.
    pub async fn create(&self, customer: NewCustomer) -> Result<Customer, CreateCustomerError> {
        let now = self.clock.now();
        let mut consent = Consent::new(self.config.default_consent, "", None);
        if let Some(change) = &customer.rest.consent {
            consent.apply(change, Origin::Live, now);
        }
        match self.store.insert(&customer, &consent, now).await? {
            Written::Done(customer) => Ok(*customer),
            Written::Taken(id) => Err(CreateCustomerError::Exists(id)),
            Written::UnknownStore(id) => Err(CreateCustomerError::UnknownStore(id)),
            Written::UnknownCompany(id) => Err(CreateCustomerError::UnknownCompany(id)),
            Written::Stale(_) => Err(StoreError::unexpected("a new customer can't be stale").into()),
        }
    }

    /// Makes a customer, or changes the one with this address. Answers whether it was made.
    ///
    /// # Errors
    /// [`UpdateCustomerError`]; nothing is changed then.
    pub async fn upsert(&self, customer: NewCustomer) -> Result<(Customer, bool), UpdateCustomerError> {
        let owner = match self.create(customer.clone()).await {
            Ok(made) => return Ok((made, true)),
            Err(CreateCustomerError::Exists(owner)) => owner,
            Err(CreateCustomerError::UnknownStore(id)) => return Err(UpdateCustomerError::UnknownStore(id)),
            Err(CreateCustomerError::UnknownCompany(id)) => return Err(UpdateCustomerError::UnknownCompany(id)),
            Err(CreateCustomerError::Store(error)) => return Err(error.into()),
        };
        // Without one of this address, it is the external id that is someone else's.
        let known = self.store.find_by_email(&customer.email).await?.ok_or(UpdateCustomerError::Taken(owner))?;
        Ok((self.update_told(known.id, customer.rest, None, customer.origin).await?, false))
    }
}
