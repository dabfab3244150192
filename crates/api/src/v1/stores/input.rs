//! What a body can say about a store.

use growffinity_customers::{
    Platform, StoreStatus, UniqueName,
    stores::{SecretsChange, StoreChange},
};

use crate::{
    rest::params::{Bool, Choice, CurrencyCode, FromParams, Patch, Reader, Text},
    v1::{
        kinds::{UniqueText, WebAddress},
        shared::names_id,
    },
};

/// The body of a create.
pub struct StoreBody {
    /// Its name.
    pub name: UniqueName,
    /// Everything else.
    pub rest: StoreChange,
    /// Whether it names an id.
    pub names_id: bool,
}

impl FromParams for StoreBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let name = reader.field("name", UniqueText).about("Unique, whatever the case and spacing.").required();
        let rest = read_rest(reader);
        Some(Self { name: name?, rest, names_id: names_id(reader) })
    }
}

/// The body of an update.
pub struct StorePatch(pub StoreChange);

impl FromParams for StorePatch {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let name = reader.field("name", UniqueText).about("Unique, whatever the case and spacing.").optional();
        Some(Self(StoreChange { name, ..read_rest(reader) }))
    }
}

fn read_rest(reader: &mut Reader<'_>) -> StoreChange {
    let platforms = Choice { all: &Platform::ALL, name: Platform::as_str };
    let statuses = Choice { all: &StoreStatus::ALL, name: StoreStatus::as_str };
    let about_default = "Whether orders that name no store belong to it; takes the place of the present default store.";
    StoreChange {
        name: None,
        url: match reader.field("url", WebAddress).patch() {
            Patch::Absent => None,
            Patch::Null => Some(String::new()),
            Patch::Value(address) => Some(address),
        },
        platform: reader.field("platform", platforms).about("How its data come in.").optional(),
        currency: reader.field("currency", CurrencyCode).about("What it sells in.").optional(),
        status: reader.field("status", statuses).optional(),
        is_default: reader.field("is_default", Bool).about(about_default).optional(),
        secrets: SecretsChange {
            consumer_key: secret(reader, "consumer_key", "Key of its REST API; never shown.").nested(),
            consumer_secret: secret(reader, "consumer_secret", "Secret of that key; never shown.").nested(),
            webhook_secret: secret(reader, "webhook_secret", "What it signs its webhooks with; never shown.").nested(),
        },
    }
}

fn secret(reader: &mut Reader<'_>, name: &'static str, about: &'static str) -> Patch<String> {
    reader.field(name, Text(200)).about(about).patch()
}
