//! Users, application passwords and API keys.

mod change;
mod invitations;
mod key_rows;
mod keys;
mod lists;
mod news;
mod rows;

pub(crate) use self::news::CHANNEL;
pub use self::{
    invitations::PgInvitations,
    keys::PgApiKeys,
    news::{PgRevocationNews, RevocationListener},
};

use std::net::IpAddr;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{Connection, ExpressionMethods, OptionalExtension, PgConnection, QueryDsl, RunQueryDsl, SelectableHelper};
use growffinity_access::{
    AccessStore, ApplicationPassword, PasswordName, SignIn, User, UserChange, UserDraft, UserInsertion, UserQuery,
    UserRemoval, UserUpdate,
};
use growffinity_kernel::{Page, StoreError, UserId};
use uuid::Uuid;

use self::rows::{NewPasswordRow, NewUserRow, PasswordRow, UserRow};
use crate::{
    Database,
    audit::{Note, note},
    error::PgError,
    schema::{application_passwords, users},
};

diesel::define_sql_function! {
    /// PostgreSQL's `lower`, over which logins and e-mail addresses are unique.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// [`AccessStore`] on PostgreSQL.
#[derive(Debug, Clone)]
pub struct PgAccess(Database);

impl PgAccess {
    /// The store in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl AccessStore for PgAccess {
    async fn find_sign_in(&self, name: &str) -> Result<Option<SignIn>, StoreError> {
        let name = name.to_lowercase();
        self.0
            .read("find_sign_in", move |connection| {
                let by_name = lower(users::login).eq(name.as_str());
                let by_email = lower(users::email).eq(name.as_str());
                let row = users::table.filter(by_name).or_filter(by_email).select(UserRow::as_select());
                let Some(row) = row.first(connection).optional()? else { return Ok(None) };
                let user = User::try_from(row)?;
                let passwords = passwords_of(connection, user.id)?;
                Ok(Some(SignIn { user, passwords }))
            })
            .await
    }

    async fn insert_user(&self, user: &UserDraft, password: &ApplicationPassword) -> Result<UserInsertion, StoreError> {
        let (user, password) = (user.clone(), password.clone());
        self.0
            .run_told("insert_user", move |connection| {
                connection.transaction(|connection| insert_user(connection, &user, &password))
            })
            .await
    }

    async fn insert_password(&self, user: UserId, password: &ApplicationPassword) -> Result<bool, StoreError> {
        let password = password.clone();
        self.0
            .run_told("insert_password", move |connection| {
                connection.transaction(|connection| {
                    let known = users::table.find(user.get()).select(users::id).for_key_share();
                    if known.first::<i64>(connection).optional()?.is_none() {
                        return Ok(false);
                    }
                    insert_password(connection, user.get(), &password)?;
                    note(Note::new("application_password.create", "user", user.get()));
                    Ok(true)
                })
            })
            .await
    }

    async fn record_use(&self, uuid: Uuid, at: DateTime<Utc>, ip: Option<IpAddr>) -> Result<(), StoreError> {
        self.0
            .run("record_use", move |connection| {
                let used = (
                    application_passwords::last_used_at.eq(at),
                    application_passwords::last_ip.eq(ip.map(|ip| ip.to_string())),
                );
                diesel::update(application_passwords::table.find(uuid)).set(used).execute(connection)?;
                Ok(())
            })
            .await
    }

    async fn find_user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        self.0
            .read("find_user", move |connection| {
                let row = users::table.find(id.get()).select(UserRow::as_select()).first(connection).optional()?;
                row.map(User::try_from).transpose()
            })
            .await
    }

    async fn list_users(&self, query: &UserQuery) -> Result<Page<User>, StoreError> {
        let query = query.clone();
        self.0.read("list_users", move |connection| lists::users(connection, &query)).await
    }

    async fn list_passwords(&self, user: UserId) -> Result<Vec<ApplicationPassword>, StoreError> {
        self.0.read("list_passwords", move |connection| passwords_of(connection, user)).await
    }

    async fn rename_password(
        &self,
        user: UserId,
        uuid: Uuid,
        name: &PasswordName,
    ) -> Result<Option<ApplicationPassword>, StoreError> {
        let name = name.clone();
        self.0
            .run_told("rename_password", move |connection| change::rename_password(connection, user, uuid, &name))
            .await
    }

    async fn delete_password(&self, user: UserId, uuid: Uuid) -> Result<Option<ApplicationPassword>, StoreError> {
        self.0.run_told("delete_password", move |connection| change::delete_password(connection, user, uuid)).await
    }

    async fn delete_passwords(&self, user: UserId) -> Result<u64, StoreError> {
        self.0.run_told("delete_passwords", move |connection| change::delete_passwords(connection, user)).await
    }

    async fn update_user(&self, id: UserId, change: &UserChange, at: DateTime<Utc>) -> Result<UserUpdate, StoreError> {
        let change = change.clone();
        self.0
            .run_told("update_user", move |connection| {
                connection.transaction(|connection| change::update_user(connection, id, &change, at))
            })
            .await
    }

    async fn delete_user(&self, id: UserId) -> Result<UserRemoval, StoreError> {
        self.0
            .run_told("delete_user", move |connection| {
                connection.transaction(|connection| change::delete_user(connection, id))
            })
            .await
    }
}

fn insert_user(
    connection: &mut PgConnection,
    user: &UserDraft,
    password: &ApplicationPassword,
) -> Result<UserInsertion, PgError> {
    let outcome = insert_user_row(connection, user)?;
    if let UserInsertion::Stored(user) = &outcome {
        insert_password(connection, user.id.get(), password)?;
    }
    Ok(outcome)
}

fn insert_user_row(connection: &mut PgConnection, user: &UserDraft) -> Result<UserInsertion, PgError> {
    let stored = diesel::insert_into(users::table)
        .values(NewUserRow::from(user))
        .on_conflict_do_nothing()
        .returning(UserRow::as_returning())
        .get_result(connection)
        .optional()?;
    if let Some(row) = stored {
        let user = User::try_from(row)?;
        note(Note::new("user.create", "user", user.id.get()));
        return Ok(UserInsertion::Stored(user));
    }
    let same_login = users::table.filter(lower(users::login).eq(user.login.as_str().to_lowercase()));
    let taken: i64 = same_login.count().get_result(connection)?;
    Ok(if taken > 0 { UserInsertion::LoginTaken } else { UserInsertion::EmailTaken })
}

fn insert_password(connection: &mut PgConnection, user: i64, password: &ApplicationPassword) -> Result<(), PgError> {
    let row = NewPasswordRow::new(user, password);
    diesel::insert_into(application_passwords::table).values(row).execute(connection)?;
    Ok(())
}

fn passwords_of(connection: &mut PgConnection, user: UserId) -> Result<Vec<ApplicationPassword>, PgError> {
    let rows = application_passwords::table
        .filter(application_passwords::user_id.eq(user.get()))
        .order((application_passwords::created_at, application_passwords::uuid))
        .select(PasswordRow::as_select())
        .load(connection)?;
    rows.into_iter().map(ApplicationPassword::try_from).collect()
}
