#![doc = include_str!("../README.md")]

mod add_password;
mod application_password;
pub mod audit;
mod authenticate;
mod change_passwords;
mod change_user;
mod create_user;
mod credential;
pub mod idempotency;
pub mod keys;
mod list;
mod login;
mod named;
pub mod oauth;
mod password;
mod ports;
pub mod rates;
mod recent;
mod role;
mod sent;
mod service;
mod user;

pub use add_password::AddApplicationPasswordError;
pub use application_password::{ApplicationPassword, InvalidPasswordName, PasswordName};
pub use authenticate::{AuthenticationError, Principal};
pub use change_user::{ChangeUserError, RemoveUserError, UserChange, UserRemoval, UserUpdate};
pub use create_user::{CreateUserError, CreatedUser, NewUser};
pub use credential::{Credential, KeyGrant, Refusal};
pub use login::{InvalidLogin, Login};
pub use password::{PasswordHash, PlainPassword};
pub use ports::{AccessStore, SignIn, UserInsertion};
pub use role::{Permission, Role};
pub use sent::SentCredential;
pub use service::Access;
pub use user::{Plan, User, UserDraft, UserStatus};
