//! Readers of what several resources have: addresses, texts that can be unset, ids that may not be there.

use growffinity_access::{Credential, PasswordName, Principal};
use growffinity_customers::{Address, AddressChange, ConsentChange};
use growffinity_kernel::EmailAddress;
use serde_json::{Value, json};

use crate::rest::{
    ApiError, catalogue,
    params::{At, Fault, Kind, Patch, Reader, Text},
};

/// A text of a partial update; null unsets it, which makes it empty.
pub(super) fn text(reader: &mut Reader<'_>, name: &'static str, most: usize) -> Option<String> {
    match reader.field(name, Text(most)).patch() {
        Patch::Absent => None,
        Patch::Null => Some(String::new()),
        Patch::Value(text) => Some(text),
    }
}

/// What someone calls a password or a key: a line of text. Blanks become one, as WordPress has it.
pub(crate) struct CredentialName;

impl Kind for CredentialName {
    type Out = PasswordName;

    fn parse(&self, value: &Value, at: &At<'_>, zone: chrono_tz::Tz) -> Result<PasswordName, Fault> {
        let text = Text(200).parse(value, at, zone)?;
        let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        line.parse().map_err(|_| Fault::too_short(at, 1))
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "minLength": 1, "maxLength": 200, "pattern": ".*\\S.*"})
    }
}

/// A billing address.
pub(super) fn billing(reader: &mut Reader<'_>) -> Option<AddressChange> {
    reader.object("billing", |reader| Some(address(reader, true)))
}

/// A shipping address.
pub(super) fn shipping(reader: &mut Reader<'_>) -> Option<AddressChange> {
    reader.object("shipping", |reader| Some(address(reader, false)))
}

fn address(reader: &mut Reader<'_>, with_email: bool) -> AddressChange {
    let mut change = AddressChange::default();
    for name in Address::MEMBERS.iter().filter(|name| with_email || **name != "email") {
        let value = text(reader, name, 200);
        if *name == "email"
            && value.as_deref().is_some_and(|email| !email.trim().is_empty() && email.parse::<EmailAddress>().is_err())
        {
            reader.fault_at("email", "rest_invalid_email", "Invalid email address.");
        }
        if let Some(member) = change.member_mut(name) {
            *member = value;
        }
    }
    change
}

/// Whether a create body names an id, which it must not.
pub(super) fn names_id(reader: &Reader<'_>) -> bool {
    reader.lookup("id").is_some_and(|id| !id.is_null())
}

/// Refuses a create body that names an id.
pub(super) fn refuse_id(named: bool) -> Result<(), ApiError> {
    if named { Err(catalogue::EXISTING_ID.into()) } else { Ok(()) }
}

/// The answer to a write that expected another version.
pub(super) fn stale(current: i32) -> ApiError {
    ApiError::new(catalogue::CONFLICT).with("version", current)
}

/// Who this is, as the history of consent keeps it.
pub(super) fn written_by(principal: &Principal) -> String {
    match &principal.credential {
        Credential::ApplicationPassword(_) => format!("user:{}", principal.user.id),
        Credential::ApiKey(key) => format!("key:{}", key.id),
    }
}

/// Writes into a change of consent whose it is.
pub(super) fn sign(consent: Option<&mut ConsentChange>, principal: &Principal) {
    if let Some(consent) = consent {
        consent.by = written_by(principal);
    }
}
