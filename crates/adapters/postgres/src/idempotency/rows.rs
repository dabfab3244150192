//! A key as it is stored.

use std::time::Duration;

use diesel::{
    QueryableByName,
    sql_types::{Bool, Bytea, Float8, Int2, Jsonb, Nullable, Uuid as SqlUuid},
};
use growffinity_access::idempotency::{Claim, KeyedRequest, StoredAnswer};
use serde_json::Value;
use uuid::Uuid;

use crate::error::PgError;

/// Whose the key is now.
#[derive(QueryableByName)]
pub(super) struct Taken {
    #[diesel(sql_type = SqlUuid)]
    pub token: Uuid,
}

/// A key that someone else has, or had.
#[derive(QueryableByName)]
pub(super) struct KeyRow {
    #[diesel(sql_type = Bytea)]
    fingerprint: Vec<u8>,
    #[diesel(sql_type = Nullable<Int2>)]
    status: Option<i16>,
    #[diesel(sql_type = Jsonb)]
    headers: Value,
    #[diesel(sql_type = Bytea)]
    body: Vec<u8>,
    #[diesel(sql_type = Bool)]
    changed: bool,
    /// Seconds that are left of the lease.
    #[diesel(sql_type = Float8)]
    lease: f64,
}

impl KeyRow {
    /// What it means for a request that came later.
    pub(super) fn claim(self, request: &KeyedRequest) -> Result<Claim, PgError> {
        if self.fingerprint != request.fingerprint {
            return Ok(Claim::Mismatch);
        }
        if let Some(status) = self.status {
            let status = u16::try_from(status).map_err(|error| PgError::inconsistent("status", error))?;
            let headers =
                serde_json::from_value(self.headers).map_err(|error| PgError::inconsistent("headers", error))?;
            return Ok(Claim::Replay(StoredAnswer { status, headers, body: self.body, customers: Vec::new() }));
        }
        if self.lease > 0.0 {
            return Ok(Claim::Running(Duration::try_from_secs_f64(self.lease).unwrap_or_default()));
        }
        if self.changed { Ok(Claim::AnswerLost) } else { Err(PgError::LostRace) }
    }
}
