//! API keys and the nonces of signed requests.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods, Connection, ExpressionMethods, NullableExpressionMethods, OptionalExtension, PgConnection,
    QueryDsl, RunQueryDsl, SelectableHelper,
};
use growffinity_access::{
    User,
    keys::{ApiKey, ApiKeyDraft, ApiKeyQuery, ApiKeyStore, KeyCredential, KeyLookup, KeySignIn, NonceStore},
};
use growffinity_kernel::{ApiKeyId, Page, StoreError};

use super::{
    key_rows::{CredentialRow, KeyRow, NewKeyRow},
    lists,
    rows::UserRow,
};
use crate::{
    Database,
    audit::{Note, note},
    error::PgError,
    schema::{api_keys, oauth_nonces, users},
};

/// [`ApiKeyStore`] and [`NonceStore`] on PostgreSQL. Nonces are kept for an hour by the database's clock.
#[derive(Debug, Clone)]
pub struct PgApiKeys(Database);

impl PgApiKeys {
    /// The store in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl ApiKeyStore for PgApiKeys {
    async fn insert_key(&self, key: &ApiKeyDraft, credential: &KeyCredential) -> Result<Option<ApiKey>, StoreError> {
        let (key, credential) = (key.clone(), credential.clone());
        self.0
            .run_told("insert_key", move |connection| {
                connection.transaction(|connection| {
                    let known = users::table.find(key.user.get()).select(users::id).for_key_share();
                    if known.first::<i64>(connection).optional()?.is_none() {
                        return Ok(None);
                    }
                    let row = diesel::insert_into(api_keys::table)
                        .values(NewKeyRow::new(&key, &credential))
                        .returning(KeyRow::as_returning())
                        .get_result(connection)?;
                    let key = ApiKey::try_from(row)?;
                    note(Note::new("api_key.create", "api_key", key.id.get()));
                    Ok(Some(key))
                })
            })
            .await
    }

    async fn find_key(&self, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        self.0
            .read("find_key", move |connection| {
                let row = api_keys::table.find(id.get()).select(KeyRow::as_select()).first(connection).optional()?;
                row.map(ApiKey::try_from).transpose()
            })
            .await
    }

    async fn find_key_sign_in(&self, lookup: &KeyLookup) -> Result<Option<KeySignIn>, StoreError> {
        let lookup = lookup.clone();
        self.0.read("find_key_sign_in", move |connection| find_sign_in(connection, &lookup)).await
    }

    async fn rotate_key(
        &self,
        id: ApiKeyId,
        credential: &KeyCredential,
        overlap_until: DateTime<Utc>,
        at: DateTime<Utc>,
    ) -> Result<Option<ApiKey>, StoreError> {
        let credential = credential.clone();
        self.0
            .run_told("rotate_key", move |connection| {
                let target = api_keys::table.find(id.get()).filter(api_keys::revoked_at.is_null());
                let row = diesel::update(target)
                    .set((
                        api_keys::previous_lookup.eq(api_keys::lookup.nullable()),
                        api_keys::previous_sealed_secret.eq(api_keys::sealed_secret),
                        api_keys::previous_until.eq(overlap_until),
                        api_keys::lookup.eq(credential.lookup.as_str()),
                        api_keys::sealed_secret.eq(credential.sealed_secret.as_deref()),
                        api_keys::truncated_key.eq(&credential.truncated_key),
                        api_keys::modified_at.eq(at),
                    ))
                    .returning(KeyRow::as_returning())
                    .get_result(connection)
                    .optional()?;
                if row.is_some() {
                    note(Note::new("api_key.rotate", "api_key", id.get()));
                }
                row.map(ApiKey::try_from).transpose()
            })
            .await
    }

    async fn revoke_key(&self, id: ApiKeyId, at: DateTime<Utc>) -> Result<Option<ApiKey>, StoreError> {
        self.0
            .run_told("revoke_key", move |connection| {
                connection.transaction(|connection| {
                    let target = api_keys::table.find(id.get()).filter(api_keys::revoked_at.is_null());
                    let revoked = diesel::update(target)
                        .set((api_keys::revoked_at.eq(at), api_keys::modified_at.eq(at)))
                        .execute(connection)?;
                    if revoked > 0 {
                        note(Note::new("api_key.revoke", "api_key", id.get()));
                    }
                    let row =
                        api_keys::table.find(id.get()).select(KeyRow::as_select()).first(connection).optional()?;
                    row.map(ApiKey::try_from).transpose()
                })
            })
            .await
    }

    async fn record_key_access(&self, id: ApiKeyId, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.0
            .run("record_key_access", move |connection| {
                let used = api_keys::last_access_at.eq(at);
                diesel::update(api_keys::table.find(id.get())).set(used).execute(connection)?;
                Ok(())
            })
            .await
    }

    async fn list_keys(&self, query: &ApiKeyQuery, now: DateTime<Utc>) -> Result<Page<ApiKey>, StoreError> {
        let query = query.clone();
        self.0.read("list_keys", move |connection| lists::keys(connection, &query, now)).await
    }
}

fn find_sign_in(connection: &mut PgConnection, lookup: &KeyLookup) -> Result<Option<KeySignIn>, PgError> {
    let by_lookup = api_keys::lookup.eq(lookup.as_str());
    let by_previous = api_keys::previous_lookup.eq(lookup.as_str());
    let found = api_keys::table
        .filter(by_lookup.nullable().or(by_previous))
        .select((KeyRow::as_select(), CredentialRow::as_select()))
        .first::<(KeyRow, CredentialRow)>(connection)
        .optional()?;
    let Some((key, credential)) = found else { return Ok(None) };
    let key = ApiKey::try_from(key)?;
    let user = users::table.find(key.user.get()).select(UserRow::as_select()).first(connection).optional()?;
    // Gone between the two: a user's keys go with the user.
    let Some(user) = user else { return Ok(None) };
    let is_present = credential.lookup == lookup.as_str();
    let (sealed_secret, accepted_until) = if is_present {
        (credential.sealed_secret, None)
    } else {
        (credential.previous_sealed_secret, credential.previous_until)
    };
    Ok(Some(KeySignIn { key, user: User::try_from(user)?, sealed_secret, accepted_until }))
}

#[async_trait]
impl NonceStore for PgApiKeys {
    async fn use_nonce(&self, key: ApiKeyId, digest: &str, _now: DateTime<Utc>) -> Result<bool, StoreError> {
        let digest = digest.to_owned();
        self.0
            .run("use_nonce", move |connection| {
                let nonce = (oauth_nonces::key_id.eq(key.get()), oauth_nonces::digest.eq(&digest));
                let stored = diesel::insert_into(oauth_nonces::table)
                    .values(nonce)
                    .on_conflict_do_nothing()
                    .execute(connection)?;
                Ok(stored == 1)
            })
            .await
    }
}
