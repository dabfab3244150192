//! What a body can say about a company.

use growffinity_customers::{
    AddressChange,
    companies::{CompanyChange, NewCompany, SocialChange},
};

use crate::{
    rest::params::{Email, FromParams, Patch, Reader},
    v1::{
        kinds::{UniqueText, WebAddress},
        shared::{names_id, text},
    },
};

/// The body of a create.
pub struct CompanyBody {
    /// The company.
    pub new: NewCompany,
    /// Whether it names an id.
    pub names_id: bool,
}

impl FromParams for CompanyBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let name = reader.field("name", UniqueText).about("Unique, whatever the case and spacing.").required();
        let rest = read_rest(reader);
        Some(Self { new: NewCompany { name: name?, rest }, names_id: names_id(reader) })
    }
}

/// The body of an update.
pub struct CompanyPatch(pub CompanyChange);

impl FromParams for CompanyPatch {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let name = reader.field("name", UniqueText).about("Unique, whatever the case and spacing.").optional();
        Some(Self(CompanyChange { name, ..read_rest(reader) }))
    }
}

fn read_rest(reader: &mut Reader<'_>) -> CompanyChange {
    CompanyChange {
        name: None,
        email: match reader.field("email", Email).patch() {
            Patch::Absent => None,
            Patch::Null => Some(String::new()),
            Patch::Value(email) => Some(email.into()),
        },
        phone: text(reader, "phone", 100),
        website: match reader.field("website", WebAddress).patch() {
            Patch::Absent => None,
            Patch::Null => Some(String::new()),
            Patch::Value(address) => Some(address),
        },
        address: reader.object("address", |reader| Some(address(reader))),
        social: reader.object("social", |reader| Some(social(reader))),
        notes: text(reader, "notes", 10_000),
    }
}

fn address(reader: &mut Reader<'_>) -> AddressChange {
    AddressChange {
        address_1: text(reader, "address_1", 200),
        address_2: text(reader, "address_2", 200),
        city: text(reader, "city", 200),
        state: text(reader, "state", 200),
        postcode: text(reader, "postcode", 200),
        country: text(reader, "country", 200),
        ..AddressChange::default()
    }
}

fn social(reader: &mut Reader<'_>) -> SocialChange {
    SocialChange {
        linkedin: text(reader, "linkedin", 500),
        facebook: text(reader, "facebook", 500),
        x: text(reader, "x", 500),
        instagram: text(reader, "instagram", 500),
    }
}
