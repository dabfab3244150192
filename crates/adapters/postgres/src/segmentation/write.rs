//! Making, changing and deleting segments.

use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, OptionalExtension, PgConnection, QueryDsl, RunQueryDsl, SelectableHelper,
    TextExpressionMethods, insert_into, update,
};
use growffinity_kernel::SegmentId;
use growffinity_segmentation::{
    RefusedReferences, Segment,
    ports::{Deletion, Due, Saving},
};

use super::{
    by_hand, list, references,
    rows::{self, SegmentRecord, SegmentRow},
};
use crate::{
    audit::{Note, note},
    error::PgError,
    schema::segments,
    statement::statement,
};

/// Adds a segment; see the port.
pub(super) fn insert(
    connection: &mut PgConnection,
    segment: &Segment,
    members_of: Option<SegmentId>,
) -> Result<Result<Segment, RefusedReferences>, PgError> {
    let uses = segment.uses();
    if let Some(refused) = references::refused(connection, None, &uses)? {
        return Ok(Err(refused));
    }
    let slug = free_slug(connection, &segment.slug, None)?;
    let row: Option<SegmentRow> = insert_into(segments::table)
        .values(SegmentRecord::of(segment, slug, 1))
        .on_conflict(segments::slug)
        .do_nothing()
        .returning(SegmentRow::as_returning())
        .get_result(connection)
        .optional()?;
    let mut made = Segment::try_from(row.ok_or(PgError::LostRace)?)?;
    set_due(connection, &made, Due::Never)?;
    references::keep(connection, made.id.get(), &uses)?;
    if let Some(like) = members_of {
        made.members_count = by_hand::copy(connection, like, made.id, segment.created_at)?;
    }
    note(Note::new("segment.create", "segment", made.id.get()));
    Ok(Ok(made))
}

/// Writes a segment over the version `expected`; see the port.
pub(super) fn save(
    connection: &mut PgConnection,
    segment: &Segment,
    expected: i32,
    due: Due,
) -> Result<Saving, PgError> {
    let id = segment.id.get();
    let uses = segment.uses();
    if let Some(refused) = references::refused(connection, Some(id), &uses)? {
        return Ok(Saving::Refused(refused));
    }
    let target = segments::table.filter(segments::id.eq(id)).filter(segments::version.eq(expected));
    // Locked first, so that the slug is looked for by one at a time.
    let stored = target.select(segments::slug).for_no_key_update().first::<String>(connection).optional()?;
    let Some(stored) = stored else { return Ok(Saving::Stale) };
    let slug = if stored == segment.slug { stored } else { free_slug(connection, &segment.slug, Some(id))? };
    let row: SegmentRow = update(segments::table.find(id))
        .set(SegmentRecord::of(segment, slug, expected + 1))
        .returning(SegmentRow::as_returning())
        .get_result(connection)
        .map_err(lost_slug)?;
    let mut saved: [Segment; 1] = [row.try_into()?];
    set_due(connection, segment, due)?;
    references::keep(connection, id, &uses)?;
    list::add_users(connection, &mut saved)?;
    let [segment] = saved;
    Ok(Saving::Saved(Box::new(segment)))
}

/// Sets when the next refresh of `segment` is due.
fn set_due(connection: &mut PgConnection, segment: &Segment, due: Due) -> Result<(), PgError> {
    let at: Option<DateTime<Utc>> = match rows::due(segment, due) {
        Due::AsBefore => return Ok(()),
        Due::At(at) => Some(at),
        Due::Never => None,
    };
    update(segments::table.find(segment.id.get())).set(segments::due_at.eq(at)).execute(connection)?;
    Ok(())
}

/// Someone took the slug between the look and the write: the next look will see it.
fn lost_slug(error: diesel::result::Error) -> PgError {
    use diesel::result::{DatabaseErrorKind::UniqueViolation, Error::DatabaseError};
    if matches!(error, DatabaseError(UniqueViolation, _)) { PgError::LostRace } else { error.into() }
}

/// `wanted`, or with the first number behind it that no other segment has. One at a time looks for one.
fn free_slug(connection: &mut PgConnection, wanted: &str, own: Option<i64>) -> Result<String, PgError> {
    statement("SELECT pg_advisory_xact_lock(7263948120007)").execute(connection)?;
    let escaped = wanted.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let taken: Vec<String> = segments::table
        .filter(segments::slug.eq(wanted).or(segments::slug.like(format!("{escaped}-%"))))
        .filter(segments::id.ne(own.unwrap_or_default()))
        .select(segments::slug)
        .load(connection)?;
    let mut candidates = std::iter::once(wanted.to_owned()).chain((2_u64..).map(|number| format!("{wanted}-{number}")));
    candidates.find(|slug| !taken.contains(slug)).ok_or(PgError::LostRace)
}

/// Deletes a segment that nobody needs; see the port.
pub(super) fn delete(connection: &mut PgConnection, id: SegmentId) -> Result<Deletion, PgError> {
    let locked = segments::table.find(id.get()).select(SegmentRow::as_select()).for_update();
    let Some(row) = locked.first::<SegmentRow>(connection).optional()? else { return Ok(Deletion::NotFound) };
    let mut found: [Segment; 1] = [row.try_into()?];
    list::add_users(connection, &mut found)?;
    let [segment] = found;
    if !segment.used_by.is_empty() {
        return Ok(Deletion::InUse(segment.used_by));
    }
    diesel::delete(segments::table.find(id.get())).execute(connection)?;
    Ok(Deletion::Deleted)
}
