//! Lists of users and of API keys.

use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods, PgConnection, QueryDsl, RunQueryDsl, SelectableHelper,
    sql_types::{Array, Int8, Text, Timestamptz},
};
use growffinity_access::{
    User, UserOrder, UserQuery,
    keys::{ApiKey, ApiKeyOrder, ApiKeyQuery, KeyStatus},
};
use growffinity_kernel::Page;

use super::{key_rows::KeyRow, rows::UserRow};
use crate::{
    error::PgError,
    page::{among, by, by_include, named, total, windowed, within},
    schema::{api_keys, users},
    statement::{IdRow, Statement, dynamic_statement},
};

/// A part of the list of users.
pub(super) fn users(connection: &mut PgConnection, query: &UserQuery) -> Result<Page<User>, PgError> {
    let total = total(connection, users_like("SELECT count(*) AS total FROM users u WHERE true", query))?;
    let found = users_like("SELECT u.id FROM users u WHERE true", query);
    let ordered = |sql| match query.order {
        UserOrder::Created => by(sql, "u.created_at", "u", query.direction),
        UserOrder::Id => by(sql, "u.id", "u", query.direction),
        UserOrder::Include => by_include(sql, "u", &query.include, query.direction),
        UserOrder::Name => by(sql, "lower(u.name)", "u", query.direction),
        UserOrder::Email => by(sql, "lower(u.email)", "u", query.direction),
    };
    let ids = ids(connection, windowed(found, query.window, "u.id", ordered))?;
    let rows: Vec<UserRow> =
        users::table.filter(users::id.eq_any(&ids)).select(UserRow::as_select()).load(connection)?;
    let mut items: Vec<User> = rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
    items.sort_by_key(|user| ids.iter().position(|id| *id == user.id.get()));
    Ok(Page { items, total })
}

fn users_like(sql: &'static str, query: &UserQuery) -> Statement {
    let mut sql = dynamic_statement(sql);
    if let Some(search) = &query.search {
        let columns = ["u.login", "u.name", "u.email"].map(|column| format!("strpos(lower({column}), lower($?)) > 0"));
        sql = sql.push(&format!(" AND ({})", columns.join(" OR ")));
        for _ in columns {
            sql = sql.bind::<Text, _>(search.clone());
        }
    }
    let names = [
        (" AND u.role = ANY($?)", query.role.iter().map(|role| role.as_str()).collect::<Vec<_>>()),
        (" AND u.status = ANY($?)", query.status.iter().map(|status| status.as_str()).collect()),
    ];
    sql = named(among(sql, "u", &query.include, &query.exclude), names);
    within(within(sql, "u.created_at", query.created), "u.modified_at", query.modified)
}

/// A part of the list of keys.
pub(super) fn keys(
    connection: &mut PgConnection,
    query: &ApiKeyQuery,
    now: DateTime<Utc>,
) -> Result<Page<ApiKey>, PgError> {
    let total = total(connection, keys_like("SELECT count(*) AS total FROM api_keys k WHERE true", query, now))?;
    let found = keys_like("SELECT k.id FROM api_keys k WHERE true", query, now);
    let ordered = |sql| match query.order {
        ApiKeyOrder::Created => by(sql, "k.created_at", "k", query.direction),
        ApiKeyOrder::Id => by(sql, "k.id", "k", query.direction),
        ApiKeyOrder::Include => by_include(sql, "k", &query.include, query.direction),
        ApiKeyOrder::Name => by(sql, "lower(k.name)", "k", query.direction),
    };
    let ids = ids(connection, windowed(found, query.window, "k.id", ordered))?;
    let rows: Vec<KeyRow> =
        api_keys::table.filter(api_keys::id.eq_any(&ids)).select(KeyRow::as_select()).load(connection)?;
    let mut items: Vec<ApiKey> = rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
    items.sort_by_key(|key| ids.iter().position(|id| *id == key.id.get()));
    Ok(Page { items, total })
}

fn keys_like(sql: &'static str, query: &ApiKeyQuery, now: DateTime<Utc>) -> Statement {
    let mut sql = dynamic_statement(sql);
    if let Some(search) = &query.search {
        sql = sql.push(" AND strpos(lower(k.name), lower($?)) > 0").bind::<Text, _>(search.clone());
    }
    if let Some(user) = query.user {
        sql = sql.push(" AND k.user_id = $?").bind::<Int8, _>(user.get());
    }
    if !query.status.is_empty() {
        let status = "CASE WHEN k.revoked_at IS NOT NULL THEN 'revoked' WHEN k.expires_at <= $? THEN 'expired' ELSE 'active' END";
        let statuses: Vec<&str> = query.status.iter().copied().map(KeyStatus::as_str).collect();
        sql = sql.push(&format!(" AND {status} = ANY($?)"));
        sql = sql.bind::<Timestamptz, _>(now).bind::<Array<Text>, _>(statuses);
    }
    let names = [(" AND k.type = ANY($?)", query.kind.iter().map(|kind| kind.as_str()).collect())];
    sql = named(among(sql, "k", &query.include, &query.exclude), names);
    within(within(sql, "k.created_at", query.created), "k.modified_at", query.modified)
}

fn ids(connection: &mut PgConnection, sql: Statement) -> Result<Vec<i64>, PgError> {
    Ok(sql.load::<IdRow>(connection)?.into_iter().map(|found| found.id).collect())
}
