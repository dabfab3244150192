//! Putting marks on customers and taking them off, as sets.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Text, Timestamptz},
};
use growffinity_customers::{
    ListChange, MarkKind, Marking, UniqueName,
    marks::{Marked, NewMark},
};

use super::{tables::Tables, write};
use crate::{error::PgError, statement::dynamic_statement};

/// Does `marking` to `customers`, whose rows are locked, and answers what came and went, by customer.
pub(in crate::customers) fn apply(
    connection: &mut PgConnection,
    customers: &[i64],
    marking: &Marking,
    now: DateTime<Utc>,
) -> Result<BTreeMap<i64, Marked>, PgError> {
    let mut marked = BTreeMap::new();
    if customers.is_empty() {
        return Ok(marked);
    }
    for kind in MarkKind::ALL {
        let Some(change) = marking.change(kind) else { continue };
        let names = change.names();
        let marks = match change {
            ListChange::Remove(_) => known(connection, kind, &names)?,
            ListChange::Add(_) | ListChange::Replace(_) => ensure(connection, kind, &names, now)?,
        };
        let ids: Vec<i64> = marks.keys().copied().collect();
        let removed = match change {
            ListChange::Add(_) => Vec::new(),
            ListChange::Remove(_) => take(connection, kind, customers, &ids, "= ANY")?,
            ListChange::Replace(_) => take(connection, kind, customers, &ids, "<> ALL")?,
        };
        for link in removed {
            marked.entry(link.customer_id).or_insert_with(Marked::default).remove(kind, link.name);
        }
        if matches!(change, ListChange::Remove(_)) {
            continue;
        }
        for link in put(connection, kind, customers, &ids, now)? {
            let name = marks.get(&link.mark_id).cloned().unwrap_or_default();
            marked.entry(link.customer_id).or_insert_with(Marked::default).add(kind, name);
        }
    }
    Ok(marked)
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    folded: String,
}

fn rows(connection: &mut PgConnection, kind: MarkKind, names: &[&UniqueName]) -> Result<Vec<Named>, PgError> {
    let Tables { marks, .. } = Tables::of(kind);
    let folded: Vec<String> = names.iter().map(|name| name.folded().to_owned()).collect();
    // Shared, so that nobody deletes one while it is being put on customers.
    let sql = format!("SELECT id, name, folded FROM {marks} WHERE folded = ANY($?) ORDER BY id FOR KEY SHARE");
    Ok(dynamic_statement(sql).cached().bind::<Array<Text>, _>(folded).load(connection)?)
}

/// The marks of these names that are there, by id.
fn known(
    connection: &mut PgConnection,
    kind: MarkKind,
    names: &[&UniqueName],
) -> Result<HashMap<i64, String>, PgError> {
    Ok(rows(connection, kind, names)?.into_iter().map(|row| (row.id, row.name)).collect())
}

/// The marks of these names, made where they are not there yet, by id. New ones are made in the order of their folded
/// names, so that two calls at once wait for each other in one direction only.
fn ensure(
    connection: &mut PgConnection,
    kind: MarkKind,
    names: &[&UniqueName],
    now: DateTime<Utc>,
) -> Result<HashMap<i64, String>, PgError> {
    if names.is_empty() {
        return Ok(HashMap::new());
    }
    let mut found = rows(connection, kind, names)?;
    let missing: Vec<_> = names.iter().filter(|name| found.iter().all(|row| row.folded != name.folded())).collect();
    if !missing.is_empty() {
        for name in missing {
            let mark = NewMark { name: (*name).clone(), slug: None, description: String::new() };
            write::add(connection, kind, &mark, now)?;
        }
        found = rows(connection, kind, names)?;
        if found.len() != names.len() {
            return Err(PgError::LostRace);
        }
    }
    Ok(found.into_iter().map(|row| (row.id, row.name)).collect())
}

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = Int8)]
    customer_id: i64,
    #[diesel(sql_type = Text)]
    name: String,
}

/// Takes marks off customers: those in `marks`, or those not in it.
fn take(
    connection: &mut PgConnection,
    kind: MarkKind,
    customers: &[i64],
    ids: &[i64],
    which: &str,
) -> Result<Vec<Taken>, PgError> {
    let Tables { marks, carried, mark_id, .. } = Tables::of(kind);
    let sql = dynamic_statement(format!(
        "WITH gone AS (DELETE FROM {carried} x USING {marks} t \
             WHERE t.id = x.{mark_id} AND x.customer_id = ANY($?) AND x.{mark_id} {which}($?) \
             RETURNING x.customer_id, t.name, t.folded) \
         SELECT customer_id, name FROM gone ORDER BY customer_id, folded"
    ));
    let sql = sql.cached().bind::<Array<Int8>, _>(customers.to_vec()).bind::<Array<Int8>, _>(ids.to_vec());
    Ok(sql.load(connection)?)
}

#[derive(QueryableByName)]
struct Put {
    #[diesel(sql_type = Int8)]
    customer_id: i64,
    #[diesel(sql_type = Int8)]
    mark_id: i64,
}

fn put(
    connection: &mut PgConnection,
    kind: MarkKind,
    customers: &[i64],
    ids: &[i64],
    now: DateTime<Utc>,
) -> Result<Vec<Put>, PgError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let Tables { marks, carried, mark_id, .. } = Tables::of(kind);
    let sql = dynamic_statement(format!(
        "WITH new AS (INSERT INTO {carried} (customer_id, {mark_id}, added_at) \
             SELECT c.id, m.id, $? FROM unnest($?) AS c (id) CROSS JOIN unnest($?) AS m (id) ORDER BY c.id, m.id \
             ON CONFLICT DO NOTHING RETURNING customer_id, {mark_id} AS mark_id) \
         SELECT n.customer_id, n.mark_id FROM new n JOIN {marks} t ON t.id = n.mark_id ORDER BY n.customer_id, t.folded"
    ));
    let sql = sql.cached().bind::<Timestamptz, _>(now);
    Ok(sql.bind::<Array<Int8>, _>(customers.to_vec()).bind::<Array<Int8>, _>(ids.to_vec()).load(connection)?)
}
