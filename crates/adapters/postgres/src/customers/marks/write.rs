//! Writing tags and groups themselves.

use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Int4, Int8, Text, Timestamptz},
};
use growffinity_customers::{
    MarkKind,
    marks::{Mark, NewMark, ports::MarkWritten},
};
use growffinity_kernel::MarkId;

use super::{list, tables::Tables};
use crate::{
    audit::{Note, note},
    customers::rows::id,
    error::PgError,
    segmentation::dirty::{self, Matters},
    statement::{IdRow, dynamic_statement},
};

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Int4)]
    version: i32,
}

/// Adds a mark; `None` when one of its name is there.
pub(super) fn add(
    connection: &mut PgConnection,
    kind: MarkKind,
    mark: &NewMark,
    now: DateTime<Utc>,
) -> Result<Option<i64>, PgError> {
    let Tables { marks, .. } = Tables::of(kind);
    let slug = free_slug(connection, kind, &mark.wanted_slug(kind), 0)?;
    let made: Option<IdRow> = dynamic_statement(format!(
        "INSERT INTO {marks} (name, folded, slug, description, created_at, modified_at) \
         SELECT n.*, n.now FROM (SELECT $?::text, $?::text, $?::text, $?::text, $?::timestamptz AS now) n \
         ON CONFLICT DO NOTHING RETURNING id"
    ))
    .cached()
    .bind::<Text, _>(mark.name.as_str().to_owned())
    .bind::<Text, _>(mark.name.folded().to_owned())
    .bind::<Text, _>(slug)
    .bind::<Text, _>(mark.description.clone())
    .bind::<Timestamptz, _>(now)
    .get_result(connection)
    .optional()?;
    if made.is_none() && owner(connection, kind, mark.name.folded(), 0)?.is_none() {
        // Someone took the slug between the look and the write: the next look will see it.
        return Err(PgError::LostRace);
    }
    Ok(made.map(|made| made.id))
}

/// Adds a mark; see the port.
pub(super) fn insert(
    connection: &mut PgConnection,
    kind: MarkKind,
    mark: &NewMark,
    now: DateTime<Utc>,
) -> Result<MarkWritten, PgError> {
    if let Some(number) = add(connection, kind, mark, now)? {
        let (action, object) = match kind {
            MarkKind::Tag => ("tag.create", "tag"),
            MarkKind::Group => ("group.create", "group"),
        };
        note(Note::new(action, object, number));
        return written(connection, kind, number);
    }
    let owner = owner(connection, kind, mark.name.folded(), 0)?;
    Ok(MarkWritten::Taken(id("mark id", owner.and_then(MarkId::new))?))
}

/// Writes a mark over the version expected; see the port.
pub(super) fn save(connection: &mut PgConnection, mark: &Mark, expected: i32) -> Result<MarkWritten, PgError> {
    let (kind, number) = (mark.kind, mark.id.get());
    let Tables { marks, carried, mark_id, .. } = Tables::of(kind);
    let lock = dynamic_statement(format!("SELECT version FROM {marks} WHERE id = $? FOR UPDATE"));
    let known: Option<Version> = lock.bind::<Int8, _>(number).get_result(connection).optional()?;
    let known = known.map(|known| known.version);
    if known != Some(expected) {
        return Ok(MarkWritten::Stale(known));
    }
    if let Some(other) = owner(connection, kind, mark.name.folded(), number)? {
        return Ok(MarkWritten::Taken(id("mark id", MarkId::new(other))?));
    }
    let slug = free_slug(connection, kind, &mark.slug, number)?;
    // Rules name it, so that who carries it may belong elsewhere under another name.
    dirty::mark_those(connection, Matters::ToAll, |sql| {
        sql.push(&format!(
            "SELECT x.customer_id FROM {carried} x JOIN {marks} t ON t.id = x.{mark_id} WHERE t.id = $? AND t.folded <> $?"
        ))
        .bind::<Int8, _>(number)
        .bind::<Text, _>(mark.name.folded().to_owned())
    })?;
    dynamic_statement(format!(
        "UPDATE {marks} SET name = $?, folded = $?, slug = $?, description = $?, modified_at = $?, \
            version = version + 1 WHERE id = $?"
    ))
    .bind::<Text, _>(mark.name.as_str().to_owned())
    .bind::<Text, _>(mark.name.folded().to_owned())
    .bind::<Text, _>(slug)
    .bind::<Text, _>(mark.description.clone())
    .bind::<Timestamptz, _>(mark.modified_at)
    .bind::<Int8, _>(number)
    .execute(connection)
    .map_err(PgError::lost_to_another)?;
    written(connection, kind, number)
}

/// Deletes a mark; see the port.
pub(super) fn delete(
    connection: &mut PgConnection,
    kind: MarkKind,
    number: i64,
    now: DateTime<Utc>,
) -> Result<bool, PgError> {
    let Tables { marks, carried, mark_id, .. } = Tables::of(kind);
    let lock = dynamic_statement(format!("SELECT version FROM {marks} WHERE id = $? FOR UPDATE"));
    if lock.bind::<Int8, _>(number).get_result::<Version>(connection).optional()?.is_none() {
        return Ok(false);
    }
    // As events::customer_tied tells it; one statement however many carried the mark.
    dynamic_statement(format!(
        "WITH gone AS (DELETE FROM {carried} WHERE {mark_id} = $? RETURNING customer_id) \
         INSERT INTO events (type, object_type, object_id, customer_id, origin, data, occurred_at) \
         SELECT 'customer.updated', 'customer', g.customer_id, g.customer_id, 'live', \
                jsonb_build_object('changed', jsonb_build_array(n.member), \
                    'removed', jsonb_build_object(n.member, jsonb_build_array(t.name))), n.now \
         FROM gone g CROSS JOIN (SELECT $?::text AS member, $?::timestamptz AS now) n \
         JOIN {marks} t ON t.id = $? ORDER BY g.customer_id"
    ))
    .bind::<Int8, _>(number)
    .bind::<Text, _>(kind.member())
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(number)
    .execute(connection)?;
    dynamic_statement(format!("DELETE FROM {marks} WHERE id = $?")).bind::<Int8, _>(number).execute(connection)?;
    Ok(true)
}

fn written(connection: &mut PgConnection, kind: MarkKind, number: i64) -> Result<MarkWritten, PgError> {
    let mark = list::find(connection, kind, number)?;
    let mark = mark.ok_or_else(|| PgError::inconsistent("mark", "just written, gone"))?;
    Ok(MarkWritten::Done(Box::new(mark)))
}

/// The mark of this name that is not `own`.
fn owner(connection: &mut PgConnection, kind: MarkKind, folded: &str, own: i64) -> Result<Option<i64>, PgError> {
    let Tables { marks, .. } = Tables::of(kind);
    let sql = dynamic_statement(format!("SELECT id FROM {marks} WHERE folded = $? AND id <> $?")).cached();
    let found: Option<IdRow> =
        sql.bind::<Text, _>(folded.to_owned()).bind::<Int8, _>(own).get_result(connection).optional()?;
    Ok(found.map(|found| found.id))
}

#[derive(QueryableByName)]
struct Slug {
    #[diesel(sql_type = Text)]
    slug: String,
}

/// `wanted`, or with the first number behind it that no other mark of the kind has.
fn free_slug(connection: &mut PgConnection, kind: MarkKind, wanted: &str, own: i64) -> Result<String, PgError> {
    let Tables { marks, .. } = Tables::of(kind);
    let taken: Vec<Slug> =
        dynamic_statement(format!("SELECT slug FROM {marks} WHERE (slug = $? OR starts_with(slug, $?)) AND id <> $?"))
            .bind::<Text, _>(wanted.to_owned())
            .bind::<Text, _>(format!("{wanted}-"))
            .bind::<Int8, _>(own)
            .load(connection)?;
    let mut candidates = std::iter::once(wanted.to_owned()).chain((2_u64..).map(|number| format!("{wanted}-{number}")));
    candidates.find(|slug| taken.iter().all(|taken| taken.slug != *slug)).ok_or(PgError::LostRace)
}
