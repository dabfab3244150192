//! What a body can say about a customer.

use std::net::IpAddr;

use growffinity_customers::{ConsentChange, ConsentStatus, CustomerChange, CustomerStatus, ExternalId, UniqueName};
use growffinity_kernel::{EmailAddress, StoreId};
use serde_json::{Map, Value};

use crate::{
    rest::params::{Bool, Choice, Day, Email, FromParams, JsonMap, List, Name, Patch, Reader, Text, Zone, id},
    v1::{
        kinds::{CompanyField, UniqueText},
        shared::{billing, names_id, shipping, text},
    },
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

/// The customer of a line of an import.
pub(in crate::v1) fn read_customer(reader: &mut Reader<'_>) -> Option<(EmailAddress, CustomerChange)> {
    let email = reader.field("email", Email).about("E-mail address; no two customers share one.").required();
    let rest = read_rest(reader);
    Some((email?, rest))
}

/// What a bulk job can change of every customer's record.
pub(super) fn read_bulk_fields(reader: &mut Reader<'_>) -> CustomerChange {
    let status = Choice { all: &CustomerStatus::ALL, name: CustomerStatus::as_str };
    CustomerChange {
        first_name: text(reader, "first_name", 200),
        last_name: text(reader, "last_name", 200),
        phone: text(reader, "phone", 100),
        status: reader.field("status", status).optional(),
        birthday: reader.field("birthday", Day).patch().nested(),
        locale: text(reader, "locale", 35),
        timezone: zone(reader),
        attributes: attributes(reader),
        store: reader.field("store", id::<StoreId>()).patch().nested(),
        company: reader.field("company", CompanyField).about(COMPANY).patch().nested(),
        ..CustomerChange::default()
    }
}

fn zone(reader: &mut Reader<'_>) -> Option<String> {
    match reader.field("timezone", Zone).patch() {
        Patch::Absent => None,
        Patch::Null => Some(String::new()),
        Patch::Value(zone) => Some(zone.name().to_owned()),
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
        timezone: zone(reader),
        billing: billing(reader),
        shipping: shipping(reader),
        attributes: attributes(reader),
        consent: reader.object("consent", |reader| reader.object("email", |reader| Some(status_of_consent(reader)))),
        store: reader.field("store", id::<StoreId>()).patch().nested(),
        company: reader.field("company", CompanyField).about(COMPANY).patch().nested(),
        tags: names(reader, "tags", "Names of tags, made when new; these replace the customer's."),
        groups: names(reader, "groups", "Names of groups, made when new; these replace the customer's."),
        external_ids: reader.objects("external_ids", 50, external_id).unwrap_or_default(),
    }
}

const COMPANY: &str = "The company: its id, an object with it, or an object with its name, found or made.";

/// The names of a partial update; null and nothing empty the list.
fn names(reader: &mut Reader<'_>, name: &'static str, about: &'static str) -> Option<Vec<UniqueName>> {
    match reader.field(name, List::of_texts(UniqueText, 100)).about(about).patch() {
        Patch::Absent => None,
        Patch::Null => Some(Vec::new()),
        Patch::Value(names) => Some(names),
    }
}

fn attributes(reader: &mut Reader<'_>) -> Option<Map<String, Value>> {
    let about = "Anything else, by key; a null removes its key.";
    reader.field("attributes", JsonMap).about(about).optional()
}

/// The body of a change of consent to e-mail alone.
pub struct ConsentBody(pub ConsentChange);

impl FromParams for ConsentBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let statuses = Choice { all: &ConsentStatus::ALL, name: ConsentStatus::as_str };
        let status = reader.field("status", statuses).about("What the customer wants.").required();
        let source = reader.field("source", Name(200)).about("Where the consent comes from.").required();
        let change = consent(reader);
        Some(Self(ConsentChange { status: Some(status?), source: Some(source?), ..change }))
    }
}

fn status_of_consent(reader: &mut Reader<'_>) -> ConsentChange {
    let status = Choice { all: &ConsentStatus::ALL, name: ConsentStatus::as_str };
    let status = reader.field("status", status).optional();
    let source = text(reader, "source", 200);
    ConsentChange { status, source, ..consent(reader) }
}

/// What else a change of consent says, besides status and source.
fn consent(reader: &mut Reader<'_>) -> ConsentChange {
    ConsentChange {
        at: reader.date_pair("date", "date_gmt").nested().flatten(),
        proof: reader.object("proof", |reader| Some(proof(reader))),
        ..ConsentChange::default()
    }
}

fn proof(reader: &mut Reader<'_>) -> Map<String, Value> {
    let ip = reader.field("ip", Text(45)).about("Address the consent came from.").optional();
    let ip = ip.filter(|ip| !ip.is_empty());
    if ip.as_deref().is_some_and(|ip| ip.parse::<IpAddr>().is_err()) {
        reader.fault_at("ip", "rest_invalid_ip", "ip is not a valid IP address.");
    }
    let user_agent = reader.field("user_agent", Text(500)).about("Program the consent was given with.").optional();
    let words = reader.field("text", Text(5_000)).about("Words that were agreed to.").optional();
    let known = [("ip", ip), ("user_agent", user_agent), ("text", words)];
    known.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::from(value?)))).collect()
}

fn external_id(reader: &mut Reader<'_>) -> Option<ExternalId> {
    let store = reader.field("store", id()).required();
    let external_id = reader.field("external_id", Name(200)).required();
    Some(ExternalId { store: store?, external_id: external_id? })
}
