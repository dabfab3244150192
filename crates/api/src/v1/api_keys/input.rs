//! What a body can say about an API key.

use chrono::{DateTime, Utc};
use growffinity_access::{
    PasswordName, Plan,
    keys::{KeyPermissions, KeyType, NewApiKey, Scope},
};
use growffinity_kernel::{CalendarDuration, CalendarUnit, UserId};
use serde_json::{Value, json};

use crate::{
    rest::params::{At, Choice, Fault, FromParams, Kind, List, Reader, id},
    v1::shared::{CredentialName, names_id},
};

/// The body of a create.
pub struct ApiKeyBody {
    name: PasswordName,
    kind: KeyType,
    permissions: KeyPermissions,
    scopes: Vec<Scope>,
    plan: Plan,
    user: Option<UserId>,
    expires_at: Option<DateTime<Utc>>,
    /// Whether it names an id.
    pub names_id: bool,
}

impl FromParams for ApiKeyBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let name = reader.field("name", CredentialName).about("What the key is called.").required();
        let kinds = Choice { all: KeyType::ALL, name: KeyType::as_str };
        let kind = reader.field("type", kinds).about("One token, or a pair of consumer key and secret.");
        let kind = kind.or(KeyType::Token);
        let permissions = Choice { all: KeyPermissions::ALL, name: KeyPermissions::as_str };
        let permissions = reader.field("permissions", permissions).or(KeyPermissions::Read);
        let scopes = List::of(Choice { all: Scope::ALL, name: Scope::as_str }, Scope::ALL.len());
        let scopes = reader.field("scopes", scopes).about("The parts of the shop it is for; empty for all.");
        let scopes = scopes.or(Vec::new());
        let plans = Choice { all: Plan::ALL, name: Plan::as_str };
        let plan = reader.field("plan", plans).about("How many requests a minute.").or(Plan::Standard);
        let user = reader.field("user", id()).about("Whom it acts for; you, unless named.").optional();
        let expires_at = reader.date_pair("expires_at", "expires_at_gmt").nested().flatten();
        let names_id = names_id(reader);
        Some(Self { name: name?, kind, permissions, scopes, plan, user, expires_at, names_id })
    }
}

impl ApiKeyBody {
    /// The key that is wanted; it acts for `caller` when the body names nobody.
    pub fn acting_for(self, caller: UserId) -> NewApiKey {
        NewApiKey {
            name: self.name,
            kind: self.kind,
            permissions: self.permissions,
            scopes: self.scopes,
            plan: self.plan,
            user: self.user.unwrap_or(caller),
            expires_at: self.expires_at,
        }
    }
}

/// The body of a rotation: how long the old secret is still accepted.
pub struct RotateBody(pub CalendarDuration);

impl FromParams for RotateBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let day = CalendarDuration::new(24, CalendarUnit::Hour).ok()?;
        let overlap = reader.field("overlap", Overlap).about("How long the old secret is still accepted.");
        Some(Self(overlap.or(day)))
    }
}

/// A duration: `"24 hours"`.
struct Overlap;

impl Kind for Overlap {
    type Out = CalendarDuration;

    fn parse(&self, value: &Value, at: &At<'_>, _zone: chrono_tz::Tz) -> Result<CalendarDuration, Fault> {
        let Value::String(text) = value else {
            return Err(Fault::wrong_type(at, "string"));
        };
        text.parse().map_err(|why| Fault::new(at, "rest_invalid_pattern", format!("{at}: {why}.")))
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "maxLength": 40, "example": "24 hours"})
    }

    fn show(&self, value: &CalendarDuration) -> Value {
        json!(value)
    }
}
