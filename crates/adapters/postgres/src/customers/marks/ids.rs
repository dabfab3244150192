//! The tags and groups that a filter names, looked up first with how many carry them: that decides which way a list is
//! gone through.
//!
//! The planner can't tell a rare tag from a common one (its statistics hold the hundred most common), and the wrong way costs
//! seconds among a million customers. For few carriers their rows are fetched and sorted; for many the list's own order is
//! followed, and each row on the way is asked for the tag.

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Text},
};
use growffinity_customers::{CustomerFilter, MarkKind, UniqueName};
use growffinity_kernel::Window;

use super::tables::Tables;
use crate::{
    error::PgError,
    statement::{Statement, dynamic_statement},
};

/// The tags and groups a filter asks for; `None` where it asks for none, without ids where no name is known.
#[derive(Debug, Clone, Default)]
pub(crate) struct MarkIds {
    tags: Option<Carried>,
    groups: Option<Carried>,
}

/// Marks of one kind, and the way to those who carry one of them.
#[derive(Debug, Clone)]
struct Carried {
    ids: Vec<i64>,
    way: Way,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Those who carry one first, then their rows.
    CarriersFirst,
    /// The rows in the list's order, each asked for the mark.
    RowsFirst,
    /// Whichever the planner likes, for counts.
    Planned,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Int8)]
    carriers: i64,
    #[diesel(sql_type = Int8)]
    customers: i64,
}

impl MarkIds {
    /// Looks up the names in `filter`, for a list of which `window` is wanted.
    pub(crate) fn of(connection: &mut PgConnection, filter: &CustomerFilter, window: Window) -> Result<Self, PgError> {
        let mut carried = |kind, names: &[UniqueName]| -> Result<_, PgError> {
            if names.is_empty() {
                return Ok(None);
            }
            let folded: Vec<String> = names.iter().map(|name| name.folded().to_owned()).collect();
            let Tables { marks, counter, .. } = Tables::of(kind);
            let sql = dynamic_statement(format!(
                "SELECT t.id, (SELECT coalesce(sum(delta), 0)::bigint FROM row_counts WHERE name = '{counter}' || t.id) \
                    AS carriers, \
                 (SELECT coalesce(sum(delta), 0)::bigint FROM row_counts WHERE name = 'customers') AS customers \
                 FROM {marks} t WHERE t.folded = ANY($?)"
            ));
            let found: Vec<Found> = sql.cached().bind::<Array<Text>, _>(folded).load(connection)?;
            let carriers = found.iter().map(|found| found.carriers).sum();
            let way = way(carriers, found.first().map_or(0, |found| found.customers), window);
            Ok(Some(Carried { ids: found.into_iter().map(|found| found.id).collect(), way }))
        };
        Ok(Self { tags: carried(MarkKind::Tag, &filter.tags)?, groups: carried(MarkKind::Group, &filter.groups)? })
    }

    /// The same for counting all that match.
    pub(crate) fn counting(&self) -> Self {
        let planned = |carried: &Option<Carried>| {
            carried.as_ref().map(|carried| Carried { ids: carried.ids.clone(), way: Way::Planned })
        };
        Self { tags: planned(&self.tags), groups: planned(&self.groups) }
    }

    /// Adds the conditions on `customers c`.
    pub(crate) fn conditions(&self, mut sql: Statement) -> Statement {
        for (kind, carried) in [(MarkKind::Tag, &self.tags), (MarkKind::Group, &self.groups)] {
            let Some(Carried { ids, way }) = carried else { continue };
            let Tables { carried, mark_id, .. } = Tables::of(kind);
            let carriers = format!("SELECT x.customer_id FROM {carried} x WHERE x.{mark_id} = ANY($?)");
            // Neither an array nor a scalar query is taken apart by the planner.
            let condition = match way {
                Way::CarriersFirst => format!(" AND c.id = ANY(ARRAY({carriers}))"),
                Way::RowsFirst => format!(" AND ({carriers} AND x.customer_id = c.id LIMIT 1) IS NOT NULL"),
                Way::Planned => format!(" AND c.id IN ({carriers})"),
            };
            sql = sql.push(&condition).bind::<Array<Int8>, _>(ids.clone());
        }
        sql
    }

    /// What `row_counts` calls the count of customers that carry the only mark asked for, if there is one.
    pub(crate) fn counter(&self) -> Option<String> {
        let (kind, carried) = match (&self.tags, &self.groups) {
            (Some(tags), None) => (MarkKind::Tag, tags),
            (None, Some(groups)) => (MarkKind::Group, groups),
            _ => return None,
        };
        match carried.ids.as_slice() {
            [id] => Some(format!("{}{id}", Tables::of(kind).counter)),
            _ => None,
        }
    }
}

/// Following the list's order to the end of the part that is wanted meets `customers / carriers` rows for each that
/// carries the mark; the other way meets every carrier once.
fn way(carriers: i64, customers: i64, window: Window) -> Way {
    let offset = match window {
        Window::Offset { offset, .. } => i64::try_from(offset).unwrap_or(i64::MAX),
        Window::After { .. } => 0,
    };
    let wanted = offset.saturating_add(i64::from(window.limit().get()));
    if carriers.saturating_mul(carriers) < wanted.saturating_mul(customers) {
        Way::CarriersFirst
    } else {
        Way::RowsFirst
    }
}
