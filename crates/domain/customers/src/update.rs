//! Changing a customer.

use growffinity_kernel::{CompanyId, CustomerId, Origin, StoreError, StoreId};

use crate::{
    ConsentChange, ConsentDecision, Customer, CustomerChange, Customers, StoreRef, Ties, events, ports::Written,
};

/// Why a customer can't be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateCustomerError {
    /// There is no such customer.
    #[error("there is no such customer")]
    NotFound,
    /// Another customer has the new address or external id.
    #[error("customer {0} has this e-mail address or external id")]
    Taken(CustomerId),
    /// The caller expected another version; this one is current.
    #[error("the customer is at version {current}")]
    Stale {
        /// The version now.
        current: i32,
    },
    /// The store named does not exist.
    #[error("there is no store {0}")]
    UnknownStore(StoreId),
    /// It undoes a refusal of mail without saying where the consent comes from.
    #[error("consent that undoes a refusal needs a source")]
    ConsentNeedsSource,
    /// The company named does not exist.
    #[error("there is no company {0}")]
    UnknownCompany(CompanyId),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How often a change is tried again when others change the same customer meanwhile.
const ATTEMPTS: u32 = 5;

impl Customers {
    /// Changes a customer and answers how it is then. A change that changes nothing raises no version and no event.
    ///
    /// With `expected`, the change is made only over that version; without, over whichever is current.
    ///
    /// # Errors
    /// [`UpdateCustomerError`]; nothing is changed then.
    pub async fn update(
        &self,
        id: CustomerId,
        change: CustomerChange,
        expected: Option<i32>,
    ) -> Result<Customer, UpdateCustomerError> {
        self.update_told(id, change, expected, Origin::Live).await
    }

    /// Changes a customer as [`Customers::update`] does, told to others as what comes from `origin` is. What consent may
    /// be overwritten is decided as for any caller.
    ///
    /// # Errors
    /// [`UpdateCustomerError`]; nothing is changed then.
    pub async fn update_told(
        &self,
        id: CustomerId,
        change: CustomerChange,
        expected: Option<i32>,
        origin: Origin,
    ) -> Result<Customer, UpdateCustomerError> {
        let mut current = 0;
        for _ in 0..ATTEMPTS {
            let before = self.store.find(id).await?.ok_or(UpdateCustomerError::NotFound)?;
            current = before.version;
            if expected.is_some_and(|expected| expected != current) {
                return Err(UpdateCustomerError::Stale { current });
            }
            let now = self.clock.now();
            if let Some(consent) = &change.consent
                && before.consent.decide(consent, now) == ConsentDecision::NeedsSource
            {
                return Err(UpdateCustomerError::ConsentNeedsSource);
            }
            let mut after = before.clone();
            let changed = after.apply(&change, Origin::Live, now);
            let marking = change.marking();
            if changed.is_empty() && marking.is_empty() {
                return Ok(before);
            }
            if let Some(store) = change.store {
                after.store = store.map(|id| StoreRef { id, name: String::new() });
            }
            let company = changed.contains(&"company").then(|| change.company.clone()).flatten();
            let ties = Ties { company, marking, origin, now };
            let told = if changed.is_empty() {
                Vec::new()
            } else {
                events::customer_changed(&before, &after, &changed, origin, now)
            };
            match self.store.save(&after, current, &ties, &told).await? {
                Written::Done(customer) => return Ok(*customer),
                Written::Taken(other) => return Err(UpdateCustomerError::Taken(other)),
                Written::UnknownStore(id) => return Err(UpdateCustomerError::UnknownStore(id)),
                Written::UnknownCompany(id) => return Err(UpdateCustomerError::UnknownCompany(id)),
                Written::Stale(None) => return Err(UpdateCustomerError::NotFound),
                Written::Stale(Some(version)) => current = version,
            }
        }
        Err(UpdateCustomerError::Stale { current })
    }

    /// Changes a customer's consent alone; see [`Customers::update`].
    ///
    /// # Errors
    /// [`UpdateCustomerError`]; nothing is changed then.
    pub async fn set_consent(
        &self,
        id: CustomerId,
        change: ConsentChange,
        expected: Option<i32>,
    ) -> Result<Customer, UpdateCustomerError> {
        self.update(id, CustomerChange { consent: Some(change), ..CustomerChange::default() }, expected).await
    }
}
