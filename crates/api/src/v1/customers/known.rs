//! Whether a customer is there, for what hangs on one.

use growffinity_kernel::CustomerId;

use crate::{
    rest::{ApiError, catalogue},
    state::State,
};

/// Refuses an id that is no customer's.
pub(in crate::v1) async fn known_customer(id: CustomerId, app: &State) -> Result<(), ApiError> {
    app.customers.find(id).await?.map(drop).ok_or_else(|| catalogue::CUSTOMER_INVALID_ID.into())
}
