//! Answers to what the use cases of users refuse.

use growffinity_access::{
    ChangeUserError, RemoveUserError,
    invitations::{InviteAgainError, InviteUserError},
};

use crate::rest::{ApiError, catalogue};

impl From<InviteUserError> for ApiError {
    fn from(error: InviteUserError) -> Self {
        match error {
            InviteUserError::LoginTaken => taken("login"),
            InviteUserError::EmailTaken => taken("email"),
            InviteUserError::Store(error) => error.into(),
        }
    }
}

impl From<InviteAgainError> for ApiError {
    fn from(error: InviteAgainError) -> Self {
        match error {
            InviteAgainError::UnknownUser => catalogue::USER_INVALID_ID.into(),
            InviteAgainError::NotPending => catalogue::USER_ACTIVE.into(),
            InviteAgainError::Store(error) => error.into(),
        }
    }
}

impl From<ChangeUserError> for ApiError {
    fn from(error: ChangeUserError) -> Self {
        match error {
            ChangeUserError::UnknownUser => catalogue::USER_INVALID_ID.into(),
            ChangeUserError::LastOwner => catalogue::LAST_OWNER.into(),
            ChangeUserError::EmailTaken => taken("email"),
            ChangeUserError::Store(error) => error.into(),
        }
    }
}

impl From<RemoveUserError> for ApiError {
    fn from(error: RemoveUserError) -> Self {
        match error {
            RemoveUserError::UnknownUser => catalogue::USER_INVALID_ID.into(),
            RemoveUserError::LastOwner => catalogue::LAST_OWNER.into(),
            RemoveUserError::Store(error) => error.into(),
        }
    }
}

fn taken(param: &'static str) -> ApiError {
    let words = format!("Another user has this {param}.");
    ApiError::new(catalogue::USER_EXISTS).saying(words).with("param", param)
}
