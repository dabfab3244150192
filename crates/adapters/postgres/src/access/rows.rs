//! Rows of users and application passwords, and what they become.

use chrono::{DateTime, Utc};
use diesel::{Insertable, Queryable, Selectable};
use growffinity_access::{ApplicationPassword, PasswordHash, Plan, Role, User, UserDraft, UserStatus};
use growffinity_kernel::UserId;
use uuid::Uuid;

use crate::{
    error::PgError,
    schema::{application_passwords, users},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
pub(super) struct UserRow {
    id: i64,
    login: String,
    email: String,
    name: String,
    role: String,
    plan: String,
    status: String,
    created_at: DateTime<Utc>,
    modified_at: DateTime<Utc>,
}

impl TryFrom<UserRow> for User {
    type Error = PgError;

    fn try_from(row: UserRow) -> Result<Self, PgError> {
        let unknown = |what, name: &str| PgError::inconsistent(what, format!("unknown name {name}"));
        Ok(Self {
            id: UserId::new(row.id).ok_or_else(|| PgError::inconsistent("user id", row.id))?,
            login: row.login.parse().map_err(|why| PgError::inconsistent("login", why))?,
            email: row.email.parse().map_err(|why| PgError::inconsistent("user's e-mail address", why))?,
            name: row.name,
            role: Role::from_name(&row.role).ok_or_else(|| unknown("role", &row.role))?,
            plan: Plan::from_name(&row.plan).ok_or_else(|| unknown("plan", &row.plan))?,
            status: UserStatus::from_name(&row.status).ok_or_else(|| unknown("user status", &row.status))?,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = users)]
pub(super) struct NewUserRow<'a> {
    login: &'a str,
    email: &'a str,
    name: &'a str,
    role: &'static str,
    plan: &'static str,
    status: &'static str,
    created_at: DateTime<Utc>,
    modified_at: DateTime<Utc>,
}

impl<'a> From<&'a UserDraft> for NewUserRow<'a> {
    fn from(user: &'a UserDraft) -> Self {
        Self {
            login: user.login.as_str(),
            email: user.email.as_str(),
            name: &user.name,
            role: user.role.as_str(),
            plan: user.plan.as_str(),
            status: user.status.as_str(),
            created_at: user.created_at,
            modified_at: user.created_at,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = application_passwords, check_for_backend(diesel::pg::Pg))]
pub(super) struct PasswordRow {
    uuid: Uuid,
    app_id: String,
    name: String,
    hash: String,
    created_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
    last_ip: Option<String>,
}

impl TryFrom<PasswordRow> for ApplicationPassword {
    type Error = PgError;

    fn try_from(row: PasswordRow) -> Result<Self, PgError> {
        let last_ip = row.last_ip.map(|ip| ip.parse().map_err(|why| PgError::inconsistent("last_ip", why)));
        Ok(Self {
            uuid: row.uuid,
            app_id: row.app_id,
            name: row.name.parse().map_err(|why| PgError::inconsistent("password's name", why))?,
            hash: PasswordHash::from_stored(row.hash),
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            last_ip: last_ip.transpose()?,
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = application_passwords)]
pub(super) struct NewPasswordRow<'a> {
    uuid: Uuid,
    user_id: i64,
    app_id: &'a str,
    name: &'a str,
    hash: &'a str,
    created_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
    last_ip: Option<String>,
}

impl<'a> NewPasswordRow<'a> {
    pub(super) fn new(user_id: i64, password: &'a ApplicationPassword) -> Self {
        Self {
            uuid: password.uuid,
            user_id,
            app_id: &password.app_id,
            name: password.name.as_str(),
            hash: password.hash.as_str(),
            created_at: password.created_at,
            last_used_at: password.last_used_at,
            last_ip: password.last_ip.map(|ip| ip.to_string()),
        }
    }
}
