//! Writes entries.

use diesel::{
    PgConnection, RunQueryDsl,
    sql_types::{Int8, Jsonb, Nullable, Text},
};
use growffinity_access::audit::{Actor, ActorKind, AuditScope, Outcome};
use serde_json::Value;

use super::journal::Note;
use crate::{
    error::PgError,
    statement::{Statement, statement},
};

/// The longest name of a program that is kept.
const LONGEST_AGENT: usize = 200;

/// Writes an entry for each note.
pub(super) fn notes(connection: &mut PgConnection, scope: &AuditScope, notes: Vec<Note>) -> Result<bool, PgError> {
    let notes = notes.into_iter().map(|note| named_by(scope, note).to_json()).collect();
    let insert = statement(
        "INSERT INTO audit_log (actor_type, actor_id, user_id, part, ip, user_agent, request_id, \
             action, object_type, object_id, changed) \
         SELECT $?, $?, $?, $?, $?, $?, $?, n.action, n.object_type, n.object_id, n.changed \
         FROM jsonb_to_recordset($?) AS n (action text, object_type text, object_id bigint, changed text[])",
    );
    let written = from(insert, scope).bind::<Jsonb, _>(Value::Array(notes)).execute(connection)?;
    Ok(written > 0)
}

/// An update of the request's own object that does not tell what changed is what the request is called.
fn named_by(scope: &AuditScope, mut note: Note) -> Note {
    let own = note.object == scope.object.kind && Some(note.id) == scope.object.id;
    if own && note.changed.is_empty() && note.action.ends_with(".update") {
        note.action.clone_from(&scope.action);
    }
    note
}

/// Writes the entry that the scope itself makes, when the transaction changed something.
pub(super) fn unspecified(connection: &mut PgConnection, scope: &AuditScope) -> Result<bool, PgError> {
    let insert = statement(
        "INSERT INTO audit_log (actor_type, actor_id, user_id, part, ip, user_agent, request_id, \
             action, object_type, object_id) \
         SELECT $?, $?, $?, $?, $?, $?, $?, $?, $?, $? WHERE pg_current_xact_id_if_assigned() IS NOT NULL",
    );
    let written = to(from(insert, scope), scope).execute(connection)?;
    Ok(written > 0)
}

/// Writes that what the scope says was refused.
pub(super) fn refusal(connection: &mut PgConnection, scope: &AuditScope) -> Result<(), PgError> {
    let insert = statement(
        "INSERT INTO audit_log (actor_type, actor_id, user_id, part, ip, user_agent, request_id, \
             action, object_type, object_id, outcome) \
         VALUES ($?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?)",
    );
    to(from(insert, scope), scope).bind::<Text, _>(Outcome::Refused.as_str()).execute(connection)?;
    Ok(())
}

/// Who, from where.
fn from(insert: Statement, scope: &AuditScope) -> Statement {
    let (kind, id, user, part) = match scope.actor {
        Actor::User(user) => (ActorKind::User, Some(user.get()), Some(user.get()), None),
        Actor::ApiKey { key, user } => (ActorKind::ApiKey, Some(key.get()), Some(user.get()), None),
        Actor::System(part) => (ActorKind::System, None, None, Some(part)),
        Actor::Anonymous => (ActorKind::Anonymous, None, None, None),
    };
    let agent = scope.user_agent.as_deref().map(|agent| agent.chars().take(LONGEST_AGENT).collect::<String>());
    insert
        .bind::<Text, _>(kind.as_str())
        .bind::<Nullable<Int8>, _>(id)
        .bind::<Nullable<Int8>, _>(user)
        .bind::<Nullable<Text>, _>(part)
        .bind::<Nullable<Text>, _>(scope.ip.map(|ip| ip.to_string()))
        .bind::<Nullable<Text>, _>(agent)
        .bind::<Text, _>(scope.request_id.clone())
}

/// What, to what.
fn to(insert: Statement, scope: &AuditScope) -> Statement {
    insert
        .bind::<Text, _>(scope.action.clone())
        .bind::<Text, _>(scope.object.kind.clone())
        .bind::<Nullable<Int8>, _>(scope.object.id)
}
