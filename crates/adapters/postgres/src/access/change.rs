//! Changing and removing users and their passwords.

use chrono::{DateTime, Utc};
use diesel::{
    AsChangeset, ExpressionMethods, OptionalExtension, PgConnection, QueryDsl, RunQueryDsl, SelectableHelper,
    result::{DatabaseErrorKind, Error as DieselError},
    sql_types::{Int8, Text},
};
use growffinity_access::{
    ApplicationPassword, PasswordName, Role, User, UserChange, UserRemoval, UserStatus, UserUpdate,
};
use growffinity_kernel::UserId;
use uuid::Uuid;

use super::{
    lower,
    rows::{PasswordRow, UserRow},
};
use crate::{
    audit::{Note, note},
    error::PgError,
    number::count,
    schema::{application_passwords, users},
    statement::statement,
};

#[derive(AsChangeset)]
#[diesel(table_name = users)]
struct UserChangeRow<'a> {
    email: Option<&'a str>,
    name: Option<&'a str>,
    role: Option<&'static str>,
    plan: Option<&'static str>,
    modified_at: DateTime<Utc>,
}

pub(super) fn update_user(
    connection: &mut PgConnection,
    id: UserId,
    change: &UserChange,
    at: DateTime<Utc>,
) -> Result<UserUpdate, PgError> {
    if change.role.is_some_and(|role| role != Role::Owner) && is_last_owner(connection, id)? {
        return Ok(UserUpdate::LastOwner);
    }
    if let Some(email) = &change.email {
        let others = users::table.filter(lower(users::email).eq(email.as_str())).filter(users::id.ne(id.get()));
        let taken: i64 = others.count().get_result(connection)?;
        if taken > 0 {
            return Ok(UserUpdate::EmailTaken);
        }
    }
    if let Some(email) = &change.email {
        statement(
            "DELETE FROM user_invitations i USING users u \
             WHERE i.user_id = $? AND u.id = i.user_id AND lower(u.email) <> lower($?)",
        )
        .bind::<Int8, _>(id.get())
        .bind::<Text, _>(email.as_str().to_owned())
        .execute(connection)?;
    }
    let row = UserChangeRow {
        email: change.email.as_ref().map(growffinity_kernel::EmailAddress::as_str),
        name: change.name.as_deref(),
        role: change.role.map(Role::as_str),
        plan: change.plan.map(growffinity_access::Plan::as_str),
        modified_at: at,
    };
    let stored = diesel::update(users::table.find(id.get()))
        .set(row)
        .returning(UserRow::as_returning())
        .get_result(connection)
        .optional();
    match stored {
        Ok(Some(row)) => {
            note(Note::new("user.update", "user", id.get()).changed(changed(change)));
            Ok(UserUpdate::Stored(User::try_from(row)?))
        }
        Ok(None) => Ok(UserUpdate::Unknown),
        // An UPDATE knows no ON CONFLICT: whoever took the address since it was looked for is seen next time.
        Err(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Err(PgError::LostRace),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn delete_user(connection: &mut PgConnection, id: UserId) -> Result<UserRemoval, PgError> {
    if is_last_owner(connection, id)? {
        return Ok(UserRemoval::LastOwner);
    }
    let gone = diesel::delete(users::table.find(id.get()))
        .returning(UserRow::as_returning())
        .get_result(connection)
        .optional()?;
    Ok(match gone {
        Some(row) => {
            note(Note::new("user.delete", "user", id.get()));
            UserRemoval::Removed(User::try_from(row)?)
        }
        None => UserRemoval::Unknown,
    })
}

/// The members of a user that a change names.
fn changed(change: &UserChange) -> impl Iterator<Item = &'static str> {
    let UserChange { email, name, role, plan } = change;
    let members =
        [("email", email.is_some()), ("name", name.is_some()), ("role", role.is_some()), ("plan", plan.is_some())];
    members.into_iter().filter_map(|(member, named)| named.then_some(member))
}

/// Locks all owners, so that of two who lower one another the second sees what the first did.
fn is_last_owner(connection: &mut PgConnection, id: UserId) -> Result<bool, PgError> {
    let owners: Vec<i64> = users::table
        .filter(users::role.eq(Role::Owner.as_str()))
        .filter(users::status.eq(UserStatus::Active.as_str()))
        .order(users::id)
        .select(users::id)
        .for_update()
        .load(connection)?;
    Ok(owners == [id.get()])
}

pub(super) fn rename_password(
    connection: &mut PgConnection,
    user: UserId,
    uuid: Uuid,
    name: &PasswordName,
) -> Result<Option<ApplicationPassword>, PgError> {
    let target = application_passwords::table.find(uuid).filter(application_passwords::user_id.eq(user.get()));
    let row = diesel::update(target)
        .set(application_passwords::name.eq(name.as_str()))
        .returning(PasswordRow::as_returning())
        .get_result(connection)
        .optional()?;
    if row.is_some() {
        note(Note::new("application_password.update", "user", user.get()).changed(["name"]));
    }
    row.map(ApplicationPassword::try_from).transpose()
}

pub(super) fn delete_password(
    connection: &mut PgConnection,
    user: UserId,
    uuid: Uuid,
) -> Result<Option<ApplicationPassword>, PgError> {
    let target = application_passwords::table.find(uuid).filter(application_passwords::user_id.eq(user.get()));
    let row = diesel::delete(target).returning(PasswordRow::as_returning()).get_result(connection).optional()?;
    if row.is_some() {
        note(Note::new("application_password.delete", "user", user.get()));
    }
    row.map(ApplicationPassword::try_from).transpose()
}

pub(super) fn delete_passwords(connection: &mut PgConnection, user: UserId) -> Result<u64, PgError> {
    let of_user = application_passwords::table.filter(application_passwords::user_id.eq(user.get()));
    let gone = diesel::delete(of_user).execute(connection)?;
    if gone > 0 {
        note(Note::new("application_password.delete", "user", user.get()));
    }
    count(gone)
}
