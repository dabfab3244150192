//! The claim that the current task works under: [`Database::run`](crate::Database) asks here before it commits.

use diesel::{Connection, PgConnection, sql_types::Uuid as SqlUuid};
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

    /// Runs `work` in one transaction with the note that something was changed under this claim.
    pub(crate) fn commit_with<T>(
        self,
        connection: &mut PgConnection,
        work: &mut impl FnMut(&mut PgConnection) -> Result<T, PgError>,
    ) -> Result<T, PgError> {
        connection.transaction(|connection| {
            let value = work(connection)?;
            let noted = statement("UPDATE idempotency_keys SET changed = true WHERE scope = $? AND token = $?")
                .bind::<Bytea, _>(self.scope.to_vec())
                .bind::<SqlUuid, _>(self.token)
                .execute(connection)?;
            if noted == 0 { Err(PgError::Superseded) } else { Ok(value) }
        })
    }
}
