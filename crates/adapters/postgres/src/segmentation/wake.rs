//! Live segments become due when something happened that may move their members.

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, RunQueryDsl,
    sql_types::{Bool, Timestamptz},
};
use growffinity_kernel::ObjectType;

use crate::{error::PgError, outbox::Claimed, statement::statement};

/// Makes live segments due at `now` that `events` may move.
pub(crate) fn wake_live(connection: &mut PgConnection, events: &[Claimed], now: DateTime<Utc>) -> Result<(), PgError> {
    let tells_of = |object| events.iter().any(|event| event.object == object);
    let all = tells_of(ObjectType::Customer) || tells_of(ObjectType::Order);
    if !all && !tells_of(ObjectType::CustomEvent) {
        return Ok(());
    }
    statement(
        "UPDATE segments SET due_at = n.now FROM (SELECT $?::timestamptz AS now) n \
         WHERE id IN (SELECT id FROM segments WHERE type = 'dynamic' AND refresh = 'live' \
                        AND ($? OR jsonb_path_exists(conditions, '$.**.event')) ORDER BY id FOR UPDATE) \
           AND (due_at IS NULL OR due_at > n.now)",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Bool, _>(all)
    .execute(connection)?;
    Ok(())
}
