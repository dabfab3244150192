//! Whole numbers that PostgreSQL keeps signed and the domain does not.

use std::fmt::Display;

use crate::error::PgError;

/// `number` in the type its other side has; `what` it is, should it not fit.
pub(crate) fn fitted<A, B: TryFrom<A, Error: Display>>(what: &'static str, number: A) -> Result<B, PgError> {
    B::try_from(number).map_err(|error| PgError::inconsistent(what, error))
}

/// A count, as it is read.
pub(crate) fn count<A>(number: A) -> Result<u64, PgError>
where
    u64: TryFrom<A, Error: Display>,
{
    fitted("count", number)
}

/// A count, as it is stored.
pub(crate) fn stored(number: u64) -> Result<i64, PgError> {
    fitted("count", number)
}
