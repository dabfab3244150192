//! Rows of API keys, and what they become.

use chrono::{DateTime, Utc};
use diesel::{Insertable, Queryable, Selectable};
use growffinity_access::{
    Plan,
    keys::{ApiKey, ApiKeyDraft, KeyCredential, KeyPermissions, KeyType, Scope},
};
use growffinity_kernel::{ApiKeyId, UserId};

use crate::{error::PgError, schema::api_keys};

#[derive(Queryable, Selectable)]
#[diesel(table_name = api_keys, check_for_backend(diesel::pg::Pg))]
pub(super) struct KeyRow {
    id: i64,
    name: String,
    type_: String,
    permissions: String,
    scopes: Vec<String>,
    plan: String,
    user_id: i64,
    truncated_key: String,
    last_access_at: Option<DateTime<Utc>>,
    expires_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    modified_at: DateTime<Utc>,
}

impl TryFrom<KeyRow> for ApiKey {
    type Error = PgError;

    fn try_from(row: KeyRow) -> Result<Self, PgError> {
        let unknown = |what, name: &str| PgError::inconsistent(what, format!("unknown name {name}"));
        let scope = |name: &String| Scope::from_name(name).ok_or_else(|| unknown("scope", name));
        Ok(Self {
            id: ApiKeyId::new(row.id).ok_or_else(|| PgError::inconsistent("key id", row.id))?,
            name: row.name.parse().map_err(|why| PgError::inconsistent("key's name", why))?,
            kind: KeyType::from_name(&row.type_).ok_or_else(|| unknown("key type", &row.type_))?,
            permissions: KeyPermissions::from_name(&row.permissions)
                .ok_or_else(|| unknown("key permissions", &row.permissions))?,
            scopes: row.scopes.iter().map(scope).collect::<Result<_, _>>()?,
            plan: Plan::from_name(&row.plan).ok_or_else(|| unknown("plan", &row.plan))?,
            user: UserId::new(row.user_id).ok_or_else(|| PgError::inconsistent("user id", row.user_id))?,
            truncated_key: row.truncated_key,
            last_access_at: row.last_access_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

/// What proves a key, now and before it was rotated.
#[derive(Queryable, Selectable)]
#[diesel(table_name = api_keys, check_for_backend(diesel::pg::Pg))]
pub(super) struct CredentialRow {
    pub(super) lookup: String,
    pub(super) sealed_secret: Option<Vec<u8>>,
    pub(super) previous_sealed_secret: Option<Vec<u8>>,
    pub(super) previous_until: Option<DateTime<Utc>>,
}

#[derive(Insertable)]
#[diesel(table_name = api_keys)]
pub(super) struct NewKeyRow<'a> {
    name: &'a str,
    type_: &'static str,
    permissions: &'static str,
    scopes: Vec<&'static str>,
    plan: &'static str,
    user_id: i64,
    lookup: &'a str,
    sealed_secret: Option<&'a [u8]>,
    truncated_key: &'a str,
    expires_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    modified_at: DateTime<Utc>,
}

impl<'a> NewKeyRow<'a> {
    pub(super) fn new(key: &'a ApiKeyDraft, credential: &'a KeyCredential) -> Self {
        Self {
            name: key.name.as_str(),
            type_: key.kind.as_str(),
            permissions: key.permissions.as_str(),
            scopes: key.scopes.iter().map(|scope| scope.as_str()).collect(),
            plan: key.plan.as_str(),
            user_id: key.user.get(),
            lookup: credential.lookup.as_str(),
            sealed_secret: credential.sealed_secret.as_deref(),
            truncated_key: &credential.truncated_key,
            expires_at: key.expires_at,
            created_at: key.created_at,
            modified_at: key.created_at,
        }
    }
}
