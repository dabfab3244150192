//! What can go wrong in a port call, before it is erased into a [`StoreError`].

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use growffinity_kernel::StoreError;

/// The trouble of one port call.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PgError {
    /// The driver or the server reported an error.
    #[error(transparent)]
    Driver(#[from] DieselError),
    /// Someone else made at the same moment what this call was about to make: trying again will see it.
    #[error("another call made the same thing at the same moment")]
    LostRace,
    /// This request took too long, and another attempt at it has taken its place.
    #[error("another attempt at the request has taken its place")]
    Superseded,
    /// What was read could not be put aside in a file.
    #[error("what was read can't be put aside: {0}")]
    Spooling(#[source] std::io::Error),
    /// A stored value is not what it should be.
    #[error("stored {what} can't be read: {why}")]
    Inconsistent {
        /// Which value.
        what: &'static str,
        /// What is wrong with it.
        why: String,
    },
}

impl PgError {
    /// A stored `what` that can't be read because of `why`.
    pub(crate) fn inconsistent(what: &'static str, why: impl std::fmt::Display) -> Self {
        Self::Inconsistent { what, why: format!("{why}") }
    }

    /// A write that someone else's of the same moment came before; anything else as it is. For unique values that were
    /// looked for just before the write: the next look will see the other one.
    pub(crate) fn lost_to_another(error: DieselError) -> Self {
        match error {
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Self::LostRace,
            error => error.into(),
        }
    }

    /// Whether the connection should not be used again. Costs a new connection at worst.
    pub(crate) fn breaks_connection(&self) -> bool {
        use DatabaseErrorKind::{ClosedConnection, UnableToSendCommand, Unknown};
        match self {
            Self::Driver(DieselError::DatabaseError(ClosedConnection | UnableToSendCommand | Unknown, _)) => {
                !self.is_worth_retrying()
            }
            Self::Driver(DieselError::BrokenTransactionManager | DieselError::RollbackErrorOnCommit { .. }) => true,
            Self::Driver(_) | Self::Inconsistent { .. } | Self::Spooling(_) | Self::LostRace | Self::Superseded => {
                false
            }
        }
    }

    /// Whether the server ended the statement because it took longer than it may.
    pub(crate) fn is_out_of_time(&self) -> bool {
        match self {
            Self::Driver(DieselError::DatabaseError(_, info)) => info.message().contains("statement timeout"),
            _ => false,
        }
    }

    /// Whether the server ended the transaction to let another one through: the same work may be tried again.
    pub(crate) fn is_worth_retrying(&self) -> bool {
        match self {
            Self::LostRace | Self::Driver(DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _)) => {
                true
            }
            Self::Driver(DieselError::DatabaseError(DatabaseErrorKind::Unknown, info)) => {
                info.message().contains("deadlock detected")
            }
            // A customer was erased or merged since the work looked, or a live segment deleted: it will see that now.
            Self::Driver(DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, info)) => {
                let gone = |name: &str| name.ends_with("customer_id_fkey") || name == "segment_members_segment_id_fkey";
                info.constraint_name().is_some_and(gone)
            }
            _ => false,
        }
    }

    fn is_passing(&self) -> bool {
        let Self::Driver(DieselError::DatabaseError(kind, info)) = self else { return false };
        let message = info.message();
        matches!(kind, DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand)
            || self.is_worth_retrying()
            || ["terminating connection", "statement timeout", "starting up", "shutting down", "lock timeout"]
                .iter()
                .any(|passing| message.contains(passing))
    }
}

impl From<PgError> for StoreError {
    fn from(error: PgError) -> Self {
        match &error {
            PgError::Inconsistent { .. } => Self::inconsistent(error),
            PgError::LostRace | PgError::Superseded => Self::unavailable(error),
            PgError::Driver(_) if error.is_passing() || error.breaks_connection() => Self::unavailable(error),
            PgError::Driver(_) | PgError::Spooling(_) => Self::unexpected(error),
        }
    }
}
