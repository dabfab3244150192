//! Postal addresses in answers: every member, unset ones empty.

use growffinity_customers::Address;
use serde::Serialize;
use utoipa::ToSchema;

/// An address as WooCommerce has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AddressView {
    first_name: String,
    last_name: String,
    company: String,
    address_1: String,
    address_2: String,
    city: String,
    state: String,
    postcode: String,
    country: String,
    /// In billing addresses only.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    phone: String,
}

impl AddressView {
    /// A billing address.
    pub fn billing(mut address: Address) -> Self {
        let email = std::mem::take(&mut address.email);
        Self { email: Some(email), ..Self::shipping(address) }
    }

    /// A shipping address.
    pub fn shipping(address: Address) -> Self {
        Self {
            first_name: address.first_name,
            last_name: address.last_name,
            company: address.company,
            address_1: address.address_1,
            address_2: address.address_2,
            city: address.city,
            state: address.state,
            postcode: address.postcode,
            country: address.country,
            email: None,
            phone: address.phone,
        }
    }
}
