//! Whose passwords a path is about, and whether the caller may do that with them: oneself always, an owner with anyone's.
//! Never by an API key, which could make itself a way around its own limits.

use std::{marker::PhantomData, sync::Arc};

use growffinity_access::{Credential, Permission, Principal};
use growffinity_kernel::UserId;
use uuid::Uuid;

use crate::{
    rest::{
        ApiError,
        catalogue::{self, ErrorCode},
        extract::{Description, FromRequest},
        request::RestRequest,
    },
    state::State,
};

/// What is to be done with someone's passwords.
pub trait Deed: Send + 'static {
    /// What those are told who may not.
    const REFUSED: ErrorCode;
    /// The right that it takes to do it with those of others.
    const RIGHT: Permission;
}

macro_rules! deeds {
    ($($name:ident $right:ident $refused:ident;)+) => {
        $(
            #[doc = concat!("Whoever may not is told [`catalogue::", stringify!($refused), "`].")]
            #[derive(Debug)]
            pub struct $name;

            impl Deed for $name {
                const REFUSED: ErrorCode = catalogue::$refused;
                const RIGHT: Permission = Permission::$right;
            }
        )+
    };
}

deeds! {
    ListThem UsersRead CANNOT_LIST_PASSWORDS;
    CreateOne UsersWrite CANNOT_CREATE_PASSWORDS;
    ReadOne UsersRead CANNOT_READ_PASSWORD;
    EditOne UsersWrite CANNOT_EDIT_PASSWORD;
    DeleteOne UsersWrite CANNOT_DELETE_PASSWORD;
    DeleteThem UsersWrite CANNOT_DELETE_PASSWORDS;
    Introspect UsersRead CANNOT_INTROSPECT_PASSWORD;
}

/// The user of the path, and a caller who may do `D` with their passwords.
#[derive(Debug)]
pub struct PasswordsOf<D> {
    /// Who calls.
    pub principal: Arc<Principal>,
    /// Whose passwords.
    pub user: UserId,
    deed: PhantomData<D>,
}

impl<D: Deed> PasswordsOf<D> {
    /// Looks whether there is such a user.
    ///
    /// # Errors
    /// 404 when there is none.
    pub async fn known(self, app: &State) -> Result<UserId, ApiError> {
        if self.user != self.principal.user.id {
            app.access.find_user_by_id(self.user).await?.ok_or(catalogue::WP_USER_INVALID_ID)?;
        }
        Ok(self.user)
    }
}

fn named(request: &RestRequest) -> &str {
    request.path_values.first().map_or("", String::as_str)
}

impl<D: Deed> FromRequest for PasswordsOf<D> {
    fn identify(request: &RestRequest) -> Result<(), ApiError> {
        if request.principal.is_some() {
            Ok(())
        } else if named(request).eq_ignore_ascii_case("me") {
            Err(catalogue::NOT_LOGGED_IN.into())
        } else {
            Err(ErrorCode { status: 401, ..D::REFUSED }.into())
        }
    }

    fn extract(request: &RestRequest, _app: &Arc<State>) -> Result<Self, ApiError> {
        let principal = request.principal.clone().ok_or(catalogue::NOT_LOGGED_IN)?;
        let name = named(request);
        let user = if name.eq_ignore_ascii_case("me") {
            principal.user.id
        } else {
            name.parse().ok().and_then(UserId::new).ok_or(catalogue::WP_USER_INVALID_ID)?
        };
        Ok(Self { principal, user, deed: PhantomData })
    }

    fn authorize(&self) -> Result<(), ApiError> {
        let by_password = matches!(self.principal.credential, Credential::ApplicationPassword(_));
        let of_oneself = self.user == self.principal.user.id;
        let allowed = by_password && (of_oneself || self.principal.may(D::RIGHT).is_ok());
        if allowed { Ok(()) } else { Err(D::REFUSED.into()) }
    }

    fn describe(description: &mut Description) {
        description.signed_in = true;
        description.never_by_key = true;
        description.codes.extend([catalogue::WP_USER_INVALID_ID, D::REFUSED]);
    }
}

/// The password of the path; `None` for what is no UUID, which nothing is found by.
#[derive(Debug, Clone, Copy)]
pub struct PasswordId(Option<Uuid>);

impl PasswordId {
    /// The UUID.
    ///
    /// # Errors
    /// 404 when it is none.
    pub fn uuid(self) -> Result<Uuid, ApiError> {
        self.0.ok_or_else(|| catalogue::PASSWORD_NOT_FOUND.into())
    }
}

impl FromRequest for PasswordId {
    fn extract(request: &RestRequest, _app: &Arc<State>) -> Result<Self, ApiError> {
        Ok(Self(request.path_values.get(1).and_then(|text| Uuid::try_parse(text).ok())))
    }

    fn describe(description: &mut Description) {
        description.codes.push(catalogue::PASSWORD_NOT_FOUND);
    }
}
