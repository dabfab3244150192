//! Lists entries.

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Nullable, Text, Timestamptz},
};
use growffinity_access::audit::{ActorKind, ActorRef, AuditEntry, AuditObject, AuditOrder, AuditQuery, Outcome};
use growffinity_kernel::Page;

use crate::{
    counts::counted,
    error::PgError,
    page::{among, by, by_include, total, windowed, within},
    statement::{Statement, dynamic_statement},
};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Timestamptz)]
    occurred_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    actor_type: String,
    #[diesel(sql_type = Nullable<Int8>)]
    actor_id: Option<i64>,
    #[diesel(sql_type = Text)]
    actor_name: String,
    #[diesel(sql_type = Text)]
    action: String,
    #[diesel(sql_type = Text)]
    object_type: String,
    #[diesel(sql_type = Nullable<Int8>)]
    object_id: Option<i64>,
    #[diesel(sql_type = Array<Text>)]
    changed: Vec<String>,
    #[diesel(sql_type = Text)]
    outcome: String,
    #[diesel(sql_type = Nullable<Text>)]
    ip: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    user_agent: Option<String>,
    #[diesel(sql_type = Text)]
    request_id: String,
}

impl TryFrom<Row> for AuditEntry {
    type Error = PgError;

    fn try_from(row: Row) -> Result<Self, PgError> {
        let unknown = |what, name: &str| PgError::inconsistent(what, format!("unknown name {name}"));
        let kind = ActorKind::from_name(&row.actor_type).ok_or_else(|| unknown("actor", &row.actor_type))?;
        Ok(Self {
            id: row.id,
            at: row.occurred_at,
            actor: ActorRef { kind, id: row.actor_id, name: row.actor_name },
            action: row.action,
            object: AuditObject { kind: row.object_type, id: row.object_id },
            changed: row.changed,
            outcome: Outcome::from_name(&row.outcome).ok_or_else(|| unknown("outcome", &row.outcome))?,
            ip: row.ip,
            user_agent: row.user_agent,
            request_id: row.request_id,
        })
    }
}

/// A part of the log.
pub(super) fn entries(connection: &mut PgConnection, query: &AuditQuery) -> Result<Page<AuditEntry>, PgError> {
    let total = if is_unfiltered(query) {
        counted(connection, vec!["audit_log".to_owned()])?
    } else {
        let matching = dynamic_statement("SELECT count(*) AS total FROM audit_log a WHERE true");
        total(connection, filtered(matching, query))?
    };
    // The names come from where they are now: the log holds none.
    let found = dynamic_statement(
        "SELECT a.id, a.occurred_at, a.actor_type, a.actor_id, \
             coalesce(CASE a.actor_type WHEN 'user' THEN (SELECT u.login FROM users u WHERE u.id = a.actor_id) \
                  WHEN 'api_key' THEN (SELECT k.name FROM api_keys k WHERE k.id = a.actor_id) \
                  ELSE a.part END, '') AS actor_name, \
             a.action, a.object_type, a.object_id, a.changed, a.outcome, a.ip, a.user_agent, a.request_id \
         FROM audit_log a WHERE true",
    );
    let rows: Vec<Row> =
        windowed(filtered(found, query), query.window, "a.id", |sql| ordered(sql, query)).load(connection)?;
    Ok(Page { items: rows.into_iter().map(AuditEntry::try_from).collect::<Result<_, _>>()?, total })
}

fn is_unfiltered(query: &AuditQuery) -> bool {
    let AuditQuery { search, include, exclude, user, action, object, ip, created, order: _, direction: _, window: _ } =
        query;
    search.is_none()
        && include.is_empty()
        && exclude.is_empty()
        && user.is_none()
        && action.is_empty()
        && object.is_none()
        && ip.is_none()
        && created.after.is_none()
        && created.before.is_none()
}

fn filtered(mut sql: Statement, query: &AuditQuery) -> Statement {
    if let Some(search) = &query.search {
        sql = sql.push(" AND strpos(a.action, lower($?)) > 0").bind::<Text, _>(search.clone());
    }
    sql = among(sql, "a", &query.include, &query.exclude);
    if let Some(user) = query.user {
        sql = sql.push(" AND a.user_id = $?").bind::<Int8, _>(user.get());
    }
    if !query.action.is_empty() {
        sql = sql
            .push(" AND (a.action = ANY($?) OR split_part(a.action, '.', 1) = ANY($?))")
            .bind::<Array<Text>, _>(query.action.clone())
            .bind::<Array<Text>, _>(query.action.clone());
    }
    if let Some(object) = &query.object {
        sql = sql.push(" AND a.object_type = $?").bind::<Text, _>(object.kind.clone());
        if let Some(id) = object.id {
            sql = sql.push(" AND a.object_id = $?").bind::<Int8, _>(id);
        }
    }
    if let Some(ip) = query.ip {
        sql = sql.push(" AND a.ip = $?").bind::<Text, _>(ip.to_string());
    }
    within(sql, "a.occurred_at", query.created)
}

fn ordered(sql: Statement, query: &AuditQuery) -> Statement {
    match query.order {
        AuditOrder::Id => by(sql, "a.id", "a", query.direction),
        AuditOrder::Include => by_include(sql, "a", &query.include, query.direction),
    }
}
