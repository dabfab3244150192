//! Idempotency keys: which requests were done, and what was answered.
//!
//! What holds, whatever crashes and whenever:
//!
//! - A change commits together with its key's mark `changed`, in one transaction. So a key that is not marked has
//!   changed nothing, and whoever takes it over does not repeat a change.
//! - An attempt holds its key for a minute by the database's clock. Later ones are told to wait; when the time is over and
//!   nothing was changed, one of them takes over, and the first can commit nothing any more: its token is gone.
//! - When a node dies after the change and before the answer is stored, the key stays taken until it is forgotten: a
//!   request sent again is told that it was done and that the answer is lost. It is neither repeated nor left waiting.
//!
//! What does not: a request that makes several changes one after the other (a batch) may have made some of them when its
//! node dies. And effects outside this database are not held back.

mod held;
mod rows;

use async_trait::async_trait;
use diesel::{
    Connection, OptionalExtension, PgConnection, RunQueryDsl,
    sql_types::{Array, Bytea, Float8, Int2, Int8, Jsonb, Uuid as SqlUuid},
};
use growffinity_access::idempotency::{Claim, IdempotencyStore, KeyedRequest, REMEMBERED, StoredAnswer, Work};
use growffinity_kernel::StoreError;

pub(crate) use self::held::Held;
use self::rows::{KeyRow, Taken};
use crate::{Database, error::PgError, statement::statement};

/// How long an attempt keeps others waiting; longer than a statement may run.
const LEASE_SECONDS: f64 = 60.0;

/// [`IdempotencyStore`] on PostgreSQL.
#[derive(Debug, Clone)]
pub struct PgIdempotency(Database);

impl PgIdempotency {
    /// The store in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl IdempotencyStore for PgIdempotency {
    async fn claim(&self, request: &KeyedRequest) -> Result<Claim, StoreError> {
        let request = request.clone();
        self.0.run("claim_key", move |connection| connection.transaction(|it| claim(it, &request))).await
    }

    async fn under(&self, request: &KeyedRequest, work: Work<'_>) {
        Held { scope: request.scope, token: request.token }.during(work).await;
    }

    async fn finish(&self, request: &KeyedRequest, answer: &StoredAnswer) -> Result<(), StoreError> {
        let (request, answer) = (request.clone(), answer.clone());
        let headers = serde_json::to_value(&answer.headers).map_err(StoreError::unexpected)?;
        let status = i16::try_from(answer.status).map_err(StoreError::unexpected)?;
        self.0
            .run("finish_key", move |connection| {
                // Who is being erased is waited for. An answer that shows someone who is gone is as good as lost.
                statement(
                    "WITH shown AS MATERIALIZED (SELECT id FROM customers WHERE id = ANY($?) FOR KEY SHARE), \
                     k AS (SELECT (SELECT count(*) FROM shown) = cardinality(n.customers) AS whole, n.* \
                           FROM (SELECT $?::bigint[] AS customers, $?::smallint AS status, $?::jsonb AS headers, \
                                        $?::bytea AS body) n) \
                     UPDATE idempotency_keys h SET status = CASE WHEN k.whole THEN k.status END, \
                         headers = CASE WHEN k.whole THEN k.headers ELSE '[]' END, \
                         body = CASE WHEN k.whole THEN k.body ELSE '' END, \
                         customers = CASE WHEN k.whole THEN k.customers ELSE '{}' END, \
                         lease_until = CASE WHEN k.whole THEN h.lease_until ELSE clock_timestamp() END \
                     FROM k WHERE h.scope = $? AND h.token = $?",
                )
                .bind::<Array<Int8>, _>(answer.customers.clone())
                .bind::<Array<Int8>, _>(answer.customers.clone())
                .bind::<Int2, _>(status)
                .bind::<Jsonb, _>(headers.clone())
                .bind::<Bytea, _>(answer.body.clone())
                .bind::<Bytea, _>(request.scope.to_vec())
                .bind::<SqlUuid, _>(request.token)
                .execute(connection)?;
                Ok(())
            })
            .await
    }

    async fn give_up(&self, request: &KeyedRequest) -> Result<(), StoreError> {
        let request = request.clone();
        self.0
            .run("give_up_key", move |connection| {
                // One that changed something stays, with its time over, so that nobody waits for an answer.
                statement(
                    "WITH over AS (UPDATE idempotency_keys SET lease_until = clock_timestamp() \
                         WHERE scope = $? AND token = $? AND changed) \
                     DELETE FROM idempotency_keys WHERE scope = $? AND token = $? AND NOT changed",
                )
                .bind::<Bytea, _>(request.scope.to_vec())
                .bind::<SqlUuid, _>(request.token)
                .bind::<Bytea, _>(request.scope.to_vec())
                .bind::<SqlUuid, _>(request.token)
                .execute(connection)?;
                Ok(())
            })
            .await
    }
}

fn claim(connection: &mut PgConnection, request: &KeyedRequest) -> Result<Claim, PgError> {
    let taken: Option<Taken> = statement(
        "INSERT INTO idempotency_keys AS held (scope, fingerprint, token, lease_until, expires_at) \
         VALUES ($?, $?, $?, clock_timestamp() + make_interval(secs => $?), clock_timestamp() + make_interval(secs => $?)) \
         ON CONFLICT (scope) DO UPDATE SET fingerprint = excluded.fingerprint, token = excluded.token, \
             lease_until = excluded.lease_until, expires_at = excluded.expires_at, \
             changed = false, status = NULL, headers = '[]', body = '', customers = '{}' \
         WHERE held.expires_at <= clock_timestamp() \
            OR (NOT held.changed AND held.status IS NULL AND held.lease_until <= clock_timestamp() \
                AND held.fingerprint = excluded.fingerprint) \
         RETURNING token",
    )
    .bind::<Bytea, _>(request.scope.to_vec())
    .bind::<Bytea, _>(request.fingerprint.to_vec())
    .bind::<SqlUuid, _>(request.token)
    .bind::<Float8, _>(LEASE_SECONDS)
    .bind::<Float8, _>(REMEMBERED.as_secs_f64())
    .get_result(connection)
    .optional()?;
    if taken.is_some_and(|taken| taken.token == request.token) {
        return Ok(Claim::New);
    }
    let row: Option<KeyRow> = statement(
        "SELECT fingerprint, status, headers, body, changed, \
                extract(epoch FROM lease_until - clock_timestamp())::float8 AS lease \
         FROM idempotency_keys WHERE scope = $?",
    )
    .bind::<Bytea, _>(request.scope.to_vec())
    .get_result(connection)
    .optional()?;
    // Given up between the two statements: the next try gets it.
    row.ok_or(PgError::LostRace)?.claim(request)
}
