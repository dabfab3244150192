//! Postal addresses as WooCommerce has them.

use serde::{Deserialize, Serialize};

macro_rules! address {
    ($($(#[$doc:meta])* $member:ident,)+) => {
        /// A billing or shipping address. Unset members are empty.
        #[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
        #[serde(default)]
        pub struct Address {
            $($(#[$doc])* #[serde(skip_serializing_if = "String::is_empty")] pub $member: String,)+
        }

        /// A change of an address: members that are `None` stay as they are.
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct AddressChange {
            $($(#[$doc])* pub $member: Option<String>,)+
        }

        impl Address {
            /// The names of its members, in the order shown.
            pub const MEMBERS: &'static [&'static str] = &[$(stringify!($member),)+];

            /// The member of this name.
            pub fn member(&self, name: &str) -> Option<&str> {
                match name { $(stringify!($member) => Some(&self.$member),)+ _ => None }
            }

            /// Applies `change`.
            pub fn apply(&mut self, change: &AddressChange) {
                $(if let Some(value) = &change.$member { self.$member.clone_from(value); })+
            }
        }

        impl AddressChange {
            /// The member of this name, to be set.
            pub fn member_mut(&mut self, name: &str) -> Option<&mut Option<String>> {
                match name { $(stringify!($member) => Some(&mut self.$member),)+ _ => None }
            }
        }
    };
}

address! {
    /// Given name.
    first_name,
    /// Family name.
    last_name,
    /// Company.
    company,
    /// Street and number.
    address_1,
    /// Flat, floor, building.
    address_2,
    /// Town.
    city,
    /// State, province or county, as the shop has it (often a code).
    state,
    /// Postal code.
    postcode,
    /// ISO 3166-1 alpha-2 code.
    country,
    /// E-mail address as typed; billing only.
    email,
    /// Telephone number.
    phone,
}
