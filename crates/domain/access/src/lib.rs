#![doc = include_str!("../README.md")]

mod add_password;
mod application_password;
mod authenticate;
mod create_user;
mod list;
mod login;
mod named;
mod password;
mod ports;
pub mod rates;
mod recent;
mod role;
mod service;
mod user;

pub use add_password::AddApplicationPasswordError;
pub use application_password::{ApplicationPassword, InvalidPasswordName, PasswordName};
pub use authenticate::{AuthenticationError, Principal};
pub use create_user::{CreateUserError, CreatedUser, NewUser};
pub use login::{InvalidLogin, Login};
pub use password::{PasswordHash, PlainPassword};
pub use ports::{AccessStore, SignIn, UserInsertion};
pub use role::{Permission, Role};
pub use service::Access;
pub use user::{Plan, User, UserDraft, UserStatus};
