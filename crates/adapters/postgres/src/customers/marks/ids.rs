//! The ids of the tags and groups that a filter names, looked up first: the planner sees them then, and can tell a
//! rare tag from a common one.

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Text},
};
use growffinity_customers::{CustomerFilter, MarkKind, UniqueName};

use super::tables::Tables;
use crate::{
    error::PgError,
    statement::{Statement, dynamic_statement},
};

/// The tags and groups a filter asks for; `None` where it asks for none, empty where no name is known.
#[derive(Debug, Clone, Default)]
pub(crate) struct MarkIds {
    tags: Option<Vec<i64>>,
    groups: Option<Vec<i64>>,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Int8)]
    id: i64,
}

impl MarkIds {
    /// Looks up the names in `filter`.
    pub(crate) fn of(connection: &mut PgConnection, filter: &CustomerFilter) -> Result<Self, PgError> {
        let mut ids = |kind, names: &[UniqueName]| -> Result<_, PgError> {
            if names.is_empty() {
                return Ok(None);
            }
            let folded: Vec<String> = names.iter().map(|name| name.folded().to_owned()).collect();
            let Tables { marks, .. } = Tables::of(kind);
            let sql = dynamic_statement(format!("SELECT id FROM {marks} WHERE folded = ANY($?)")).cached();
            let found: Vec<Found> = sql.bind::<Array<Text>, _>(folded).load(connection)?;
            Ok(Some(found.into_iter().map(|found| found.id).collect()))
        };
        Ok(Self { tags: ids(MarkKind::Tag, &filter.tags)?, groups: ids(MarkKind::Group, &filter.groups)? })
    }

    /// Whether the filter asks for no marks.
    pub(crate) const fn is_empty(&self) -> bool {
        self.tags.is_none() && self.groups.is_none()
    }

    /// Adds the conditions on `customers c`.
    pub(crate) fn conditions(&self, mut sql: Statement) -> Statement {
        for (kind, ids) in [(MarkKind::Tag, &self.tags), (MarkKind::Group, &self.groups)] {
            if let Some(ids) = ids {
                let Tables { carried, mark_id, .. } = Tables::of(kind);
                sql = sql
                    .push(&format!(" AND c.id IN (SELECT x.customer_id FROM {carried} x WHERE x.{mark_id} = ANY($?))"))
                    .bind::<Array<Int8>, _>(ids.clone());
            }
        }
        sql
    }

    /// What `row_counts` calls the count of customers that carry the only mark asked for, if there is one.
    pub(crate) fn counter(&self) -> Option<String> {
        match (self.tags.as_deref(), self.groups.as_deref()) {
            (Some([tag]), None) => Some(format!("{}{tag}", Tables::of(MarkKind::Tag).counter)),
            (None, Some([group])) => Some(format!("{}{group}", Tables::of(MarkKind::Group).counter)),
            _ => None,
        }
    }
}
