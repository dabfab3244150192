//! Whose an address is.

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Text},
};

use crate::{error::PgError, statement::statement};

#[derive(QueryableByName)]
pub(super) struct Addressed {
    #[diesel(sql_type = Int8)]
    pub(super) id: i64,
    #[diesel(sql_type = Text)]
    pub(super) email: String,
}

/// The customers who have these addresses, and those who got them by a merge where nobody has them.
pub(super) fn by_address(connection: &mut PgConnection, emails: Vec<String>) -> Result<Vec<Addressed>, PgError> {
    if emails.is_empty() {
        return Ok(Vec::new());
    }
    let found = statement(
        "SELECT c.id, c.email FROM customers c WHERE c.email = ANY($?) \
         UNION ALL \
         (SELECT DISTINCT ON (m.email) m.into_id AS id, m.email FROM customer_merges m \
          WHERE m.email = ANY($?) AND NOT EXISTS (SELECT FROM customers o WHERE o.email = m.email) \
          ORDER BY m.email, m.merged_at DESC, m.from_id DESC)",
    )
    .bind::<Array<Text>, _>(emails.clone())
    .bind::<Array<Text>, _>(emails)
    .load(connection)?;
    Ok(found)
}
