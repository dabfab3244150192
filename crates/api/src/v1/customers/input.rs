//! What a body can say about a customer.

use growffinity_customers::{ConsentChange, ConsentStatus, CustomerChange, CustomerStatus, ExternalId};
use growffinity_kernel::{EmailAddress, StoreId};
use serde_json::{Map, Value};

use crate::{
    rest::params::{Bool, Choice, Day, Email, FromParams, JsonMap, Name, Patch, Reader, Zone, id},
    v1::shared::{billing, names_id, shipping, text},
};

/// The body of a create.
pub struct CustomerBody {
    /// The address.
    pub email: EmailAddress,
    /// Everything else.
    pub rest: CustomerChange,
    /// Whether it names an id.
    pub names_id: bool,
    /// Whether a known customer is changed instead.
    pub upsert: bool,
}

impl FromParams for CustomerBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let email = reader.field("email", Email).about("E-mail address; no two customers share one.").required();
        let rest = read_rest(reader);
        let upsert = reader.field("upsert", Bool).in_query();
        let upsert = upsert.about("Change the customer who has this address instead of refusing.").or(false);
        Some(Self { email: email?, rest, names_id: names_id(reader), upsert })
    }
}

/// The body of an update.
pub struct CustomerPatch(pub CustomerChange);

impl FromParams for CustomerPatch {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let email = reader.field("email", Email).about("E-mail address; no two customers share one.").optional();
        let rest = read_rest(reader);
        Some(Self(CustomerChange { email, ..rest }))
    }
}

fn read_rest(reader: &mut Reader<'_>) -> CustomerChange {
    let status = Choice { all: &CustomerStatus::ALL, name: CustomerStatus::as_str };
    CustomerChange {
        email: None,
        first_name: text(reader, "first_name", 200),
        last_name: text(reader, "last_name", 200),
        phone: text(reader, "phone", 100),
        status: reader.field("status", status).optional(),
        birthday: reader.field("birthday", Day).patch().nested(),
        locale: text(reader, "locale", 35),
        timezone: match reader.field("timezone", Zone).patch() {
            Patch::Absent => None,
            Patch::Null => Some(String::new()),
            Patch::Value(zone) => Some(zone.name().to_owned()),
        },
        billing: billing(reader),
        shipping: shipping(reader),
        attributes: attributes(reader),
        consent: reader.object("consent", |reader| reader.object("email", |reader| Some(consent(reader)))),
        store: reader.field("store", id::<StoreId>()).patch().nested(),
        external_ids: reader.objects("external_ids", 50, external_id).unwrap_or_default(),
    }
}

fn attributes(reader: &mut Reader<'_>) -> Option<Map<String, Value>> {
    let about = "Anything else, by key; a null removes its key.";
    reader.field("attributes", JsonMap).about(about).optional()
}

fn consent(reader: &mut Reader<'_>) -> ConsentChange {
    let status = Choice { all: &ConsentStatus::ALL, name: ConsentStatus::as_str };
    ConsentChange {
        status: reader.field("status", status).optional(),
        source: text(reader, "source", 200),
        at: reader.date_pair("date", "date_gmt").nested().flatten(),
        proof: reader.field("proof", JsonMap).optional(),
    }
}

fn external_id(reader: &mut Reader<'_>) -> Option<ExternalId> {
    let store = reader.field("store", id()).required();
    let external_id = reader.field("external_id", Name(200)).required();
    Some(ExternalId { store: store?, external_id: external_id? })
}
