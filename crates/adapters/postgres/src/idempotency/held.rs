//! The claim that the current task works under: [`Database::run`](crate::Database) asks here before it commits.

use diesel::{PgConnection, sql_types::Uuid as SqlUuid};
use diesel::{RunQueryDsl, sql_types::Bytea};
use uuid::Uuid;

use super::Work;
use crate::{error::PgError, statement::statement};

tokio::task_local! {
    static HELD: Held;
}

/// A claim.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held {
    pub(super) scope: [u8; 32],
    pub(super) token: Uuid,
}

impl Held {
    /// The claim of the current task.
    pub(crate) fn current() -> Option<Self> {
        HELD.try_with(|held| *held).ok()
    }

    /// Does `work` with this as the current claim.
    pub(super) async fn during(self, work: Work<'_>) {
        HELD.scope(self, work).await;
    }

    /// Notes, in the transaction of a change, that something was changed under this claim.
    pub(crate) fn mark(self, connection: &mut PgConnection) -> Result<(), PgError> {
        let noted = statement("UPDATE idempotency_keys SET changed = true WHERE scope = $? AND token = $?")
            .bind::<Bytea, _>(self.scope.to_vec())
            .bind::<SqlUuid, _>(self.token)
            .execute(connection)?;
        if noted == 0 { Err(PgError::Superseded) } else { Ok(()) }
    }
}
