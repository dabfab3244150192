//! Invitations.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    Connection, OptionalExtension, PgConnection, QueryDsl, QueryableByName, RunQueryDsl, SelectableHelper,
    sql_types::{Int8, Text, Timestamptz},
};
use growffinity_access::{
    ApplicationPassword, User, UserDraft, UserInsertion, UserStatus,
    invitations::{InvitationDigest, InvitationDraft, InvitationStore, OpenInvitation},
};
use growffinity_kernel::{StoreError, UserId};

use super::{insert_password, insert_user_row, rows::UserRow};
use crate::{
    Database,
    audit::{Note, note},
    error::PgError,
    schema::users,
    statement::statement,
};

/// [`InvitationStore`] on PostgreSQL.
#[derive(Debug, Clone)]
pub struct PgInvitations(Database);

impl PgInvitations {
    /// The store in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[derive(QueryableByName)]
struct InvitationRow {
    #[diesel(sql_type = Int8)]
    user_id: i64,
    #[diesel(sql_type = Timestamptz)]
    expires_at: DateTime<Utc>,
}

#[async_trait]
impl InvitationStore for PgInvitations {
    async fn insert_invited(
        &self,
        user: &UserDraft,
        invitation: &InvitationDraft,
    ) -> Result<UserInsertion, StoreError> {
        let (user, invitation) = (user.clone(), invitation.clone());
        self.0
            .run("insert_invited", move |connection| {
                connection.transaction(|connection| {
                    let outcome = insert_user_row(connection, &user)?;
                    if let UserInsertion::Stored(user) = &outcome {
                        put(connection, user.id.get(), &invitation)?;
                    }
                    Ok(outcome)
                })
            })
            .await
    }

    async fn replace_invitation(&self, user: UserId, invitation: &InvitationDraft) -> Result<Option<User>, StoreError> {
        let invitation = invitation.clone();
        self.0
            .run("replace_invitation", move |connection| {
                connection.transaction(|connection| {
                    // Locked, so that nobody answers the old one meanwhile.
                    let row = users::table.find(user.get()).select(UserRow::as_select()).for_update();
                    let Some(row) = row.first(connection).optional()? else { return Ok(None) };
                    let user = User::try_from(row)?;
                    if user.status == UserStatus::Pending {
                        put(connection, user.id.get(), &invitation)?;
                        note(Note::new("user.invite", "user", user.id.get()));
                    }
                    Ok(Some(user))
                })
            })
            .await
    }

    async fn find_invitation(
        &self,
        digest: &InvitationDigest,
        now: DateTime<Utc>,
    ) -> Result<Option<OpenInvitation>, StoreError> {
        let digest = digest.as_str().to_owned();
        self.0
            .read("find_invitation", move |connection| {
                let sql = "SELECT user_id, expires_at FROM user_invitations WHERE digest = $? AND expires_at > $?";
                let sql = statement(sql).bind::<Text, _>(digest.clone()).bind::<Timestamptz, _>(now);
                let Some(found) = sql.get_result::<InvitationRow>(connection).optional()? else { return Ok(None) };
                let user = user_of(connection, found.user_id)?;
                Ok(user.map(|user| OpenInvitation { user, expires_at: found.expires_at }))
            })
            .await
    }

    async fn accept_invitation(
        &self,
        digest: &InvitationDigest,
        password: &ApplicationPassword,
        now: DateTime<Utc>,
    ) -> Result<Option<User>, StoreError> {
        let (digest, password) = (digest.as_str().to_owned(), password.clone());
        self.0
            .run("accept_invitation", move |connection| {
                connection.transaction(|connection| {
                    let sql = "DELETE FROM user_invitations WHERE digest = $? AND expires_at > $? \
                        RETURNING user_id, expires_at";
                    let sql = statement(sql).bind::<Text, _>(digest.clone()).bind::<Timestamptz, _>(now);
                    let Some(used) = sql.get_result::<InvitationRow>(connection).optional()? else { return Ok(None) };
                    statement("UPDATE users SET status = 'active', modified_at = $? WHERE id = $?")
                        .bind::<Timestamptz, _>(now)
                        .bind::<Int8, _>(used.user_id)
                        .execute(connection)?;
                    insert_password(connection, used.user_id, &password)?;
                    note(Note::new("user.accept_invitation", "user", used.user_id).changed(["status"]));
                    user_of(connection, used.user_id)
                })
            })
            .await
    }
}

fn put(connection: &mut PgConnection, user: i64, invitation: &InvitationDraft) -> Result<(), PgError> {
    statement(
        "INSERT INTO user_invitations (user_id, digest, created_at, expires_at) VALUES ($?, $?, $?, $?) \
         ON CONFLICT (user_id) DO UPDATE SET digest = EXCLUDED.digest, created_at = EXCLUDED.created_at, \
         expires_at = EXCLUDED.expires_at",
    )
    .bind::<Int8, _>(user)
    .bind::<Text, _>(invitation.digest.as_str().to_owned())
    .bind::<Timestamptz, _>(invitation.created_at)
    .bind::<Timestamptz, _>(invitation.expires_at)
    .execute(connection)?;
    Ok(())
}

fn user_of(connection: &mut PgConnection, id: i64) -> Result<Option<User>, PgError> {
    let row = users::table.find(id).select(UserRow::as_select()).first(connection).optional()?;
    row.map(User::try_from).transpose()
}
