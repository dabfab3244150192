//! Makes a user who can sign in at once.

use growffinity_kernel::{EmailAddress, StoreError};

use crate::{Access, Login, PasswordName, PlainPassword, Plan, Role, User, UserDraft, UserInsertion, UserStatus};

/// Who is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    /// The name to sign in with.
    pub login: Login,
    /// E-mail address.
    pub email: EmailAddress,
    /// The name shown to people; may be empty.
    pub name: String,
    /// What the user may do.
    pub role: Role,
    /// How fast the user may do it.
    pub plan: Plan,
    /// What the first application password is called.
    pub password_name: PasswordName,
}

/// A new user and their first application password, which is shown nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedUser {
    /// The user.
    pub user: User,
    /// The password in clear.
    pub password: PlainPassword,
}

/// Why a user is not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateUserError {
    /// Another user has this login.
    #[error("this login is taken")]
    LoginTaken,
    /// Another user has this e-mail address.
    #[error("this e-mail address is taken")]
    EmailTaken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Access {
    /// Makes an active user with one application password.
    ///
    /// # Errors
    /// - [`CreateUserError::LoginTaken`], [`CreateUserError::EmailTaken`] when another user has it, in any case.
    /// - [`CreateUserError::Store`] when the store fails.
    pub async fn create_user(&self, new: NewUser) -> Result<CreatedUser, CreateUserError> {
        let (stored, password) = self.new_password(new.password_name, String::new());
        let draft = UserDraft {
            login: new.login,
            email: new.email,
            name: new.name,
            role: new.role,
            plan: new.plan,
            status: UserStatus::Active,
            created_at: stored.created_at,
        };
        match self.store.insert_user(&draft, &stored).await? {
            UserInsertion::Stored(user) => Ok(CreatedUser { user, password }),
            UserInsertion::LoginTaken => Err(CreateUserError::LoginTaken),
            UserInsertion::EmailTaken => Err(CreateUserError::EmailTaken),
        }
    }
}
