//! What handlers ask for in their signatures.

use std::{cell::RefCell, marker::PhantomData, net::IpAddr, ops::Deref, sync::Arc};

use actix_web::http::header::HeaderValue;
use growffinity_access::{Permission, Principal, Refusal};

use super::{
    ApiError,
    catalogue::{self, ErrorCode},
    params::{ArgSpec, Faults, FromParams, Place, Reader},
    request::RestRequest,
};
use crate::state::State;

/// What the signature of a handler says about its operation.
#[derive(Debug, Default)]
pub struct Description {
    /// Whether its callers must be signed in.
    pub signed_in: bool,
    /// The rights they need besides, all of them.
    pub permissions: &'static [Permission],
    /// Whether no API key is enough, whatever it is for.
    pub never_by_key: bool,
    /// Its parameters besides those in the path.
    pub args: Vec<ArgSpec>,
    /// Whether it takes its body as it comes, a form with a file.
    pub takes_upload: bool,
    /// Whether its callers are neither looked up nor counted.
    pub unmetered: bool,
    /// Codes it can answer besides those that every operation can.
    pub codes: Vec<ErrorCode>,
}

/// An argument of a handler.
pub trait FromRequest: Sized + Send {
    /// Takes it out of the request.
    ///
    /// # Errors
    /// The answer when the request does not have it.
    fn extract(request: &RestRequest, app: &Arc<State>) -> Result<Self, ApiError>;

    /// Refuses callers that are not signed in, before anything is looked at.
    ///
    /// # Errors
    /// 401.
    fn identify(_request: &RestRequest) -> Result<(), ApiError> {
        Ok(())
    }

    /// Refuses callers that lack the right, once the parameters are known to be good.
    ///
    /// # Errors
    /// 403.
    fn authorize(&self) -> Result<(), ApiError> {
        Ok(())
    }

    /// Says what it adds to the operation.
    fn describe(_description: &mut Description) {}
}

/// A right, as a type that stands in a handler's signature.
pub trait Right: Send + 'static {
    /// What it consists of: who has it may do all of these.
    const PERMISSIONS: &'static [Permission];
}

/// A caller who is signed in and has the right `R`.
#[derive(Debug)]
pub struct Caller<R> {
    principal: Arc<Principal>,
    right: PhantomData<R>,
}

impl<R> Caller<R> {
    /// Who calls.
    pub fn principal(&self) -> &Principal {
        &self.principal
    }
}

impl<R: Right> FromRequest for Caller<R> {
    fn extract(request: &RestRequest, _app: &Arc<State>) -> Result<Self, ApiError> {
        let principal = request.principal.clone().ok_or(catalogue::NOT_LOGGED_IN)?;
        Ok(Self { principal, right: PhantomData })
    }

    fn identify(request: &RestRequest) -> Result<(), ApiError> {
        if request.principal.is_some() { Ok(()) } else { Err(catalogue::NOT_LOGGED_IN.into()) }
    }

    fn authorize(&self) -> Result<(), ApiError> {
        R::PERMISSIONS.iter().try_for_each(|permission| Ok(self.principal.may(*permission)?))
    }

    fn describe(description: &mut Description) {
        description.signed_in = true;
        description.permissions = R::PERMISSIONS;
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Role => catalogue::FORBIDDEN.into(),
            Refusal::KeyDoesNotRead => catalogue::KEY_PERMISSIONS.into(),
            Refusal::KeyDoesNotWrite => {
                let words = "The API key provided does not have write permissions.";
                Self::new(catalogue::KEY_PERMISSIONS).saying(words)
            }
            Refusal::Scope(scope) => Self::new(catalogue::INSUFFICIENT_SCOPE)
                .saying(format!("The API key provided is not for {scope}."))
                .with("scope", scope.as_str()),
        }
    }
}

/// Anyone who is signed in, whatever their rights.
#[derive(Debug)]
pub struct SignedIn(pub Arc<Principal>);

impl FromRequest for SignedIn {
    fn extract(request: &RestRequest, _app: &Arc<State>) -> Result<Self, ApiError> {
        Ok(Self(request.principal.clone().ok_or(catalogue::NOT_LOGGED_IN)?))
    }

    fn identify(request: &RestRequest) -> Result<(), ApiError> {
        if request.principal.is_some() { Ok(()) } else { Err(catalogue::NOT_LOGGED_IN.into()) }
    }

    fn describe(description: &mut Description) {
        description.signed_in = true;
    }
}

/// An id that stands in a path.
pub trait PathId: TryFrom<i64> + Send {
    /// The answer when there is nothing of this id.
    const UNKNOWN: ErrorCode;
    /// The answer when what was there is somewhere else now, for things that can move.
    const MOVED: Option<ErrorCode> = None;
}

/// The first id in the path.
#[derive(Debug, Clone, Copy)]
pub struct Path<I>(pub I);

/// The first two ids in the path: an item inside another.
#[derive(Debug, Clone, Copy)]
pub struct Paths<A, B>(pub A, pub B);

fn path_id<I: PathId>(request: &RestRequest, place: usize) -> Result<I, ApiError> {
    let number = request.path_values.get(place).and_then(|digits| digits.parse::<i64>().ok());
    number.and_then(|number| I::try_from(number).ok()).ok_or_else(|| I::UNKNOWN.into())
}

impl<A: PathId, B: PathId> FromRequest for Paths<A, B> {
    fn extract(request: &RestRequest, _app: &Arc<State>) -> Result<Self, ApiError> {
        Ok(Self(path_id(request, 0)?, path_id(request, 1)?))
    }

    fn describe(description: &mut Description) {
        description.codes.extend([A::UNKNOWN, B::UNKNOWN]);
        description.codes.extend(A::MOVED);
    }
}

impl<I: PathId> FromRequest for Path<I> {
    fn extract(request: &RestRequest, _app: &Arc<State>) -> Result<Self, ApiError> {
        path_id(request, 0).map(Self)
    }

    fn describe(description: &mut Description) {
        description.codes.push(I::UNKNOWN);
        description.codes.extend(I::MOVED);
    }
}

/// Parameters from the query string alone.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: FromParams + Send> FromRequest for Query<T> {
    fn extract(request: &RestRequest, app: &Arc<State>) -> Result<Self, ApiError> {
        let faults = RefCell::default();
        let mut reader = Reader::new(None, Some(&request.query_values), app.site.timezone, &faults);
        let read = T::read(&mut reader);
        finish(read, faults.into_inner()).map(Self)
    }

    fn describe(description: &mut Description) {
        description.args.extend(Reader::describe::<T>(Place::Query));
        description.codes.push(catalogue::INVALID_PARAM);
    }
}

/// Parameters from the body, or else from the query string.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: FromParams + Send> FromRequest for Body<T> {
    fn extract(request: &RestRequest, app: &Arc<State>) -> Result<Self, ApiError> {
        let faults = RefCell::default();
        let body = request.body.members()?;
        let mut reader = Reader::new(body, Some(&request.query_values), app.site.timezone, &faults);
        let read = T::read(&mut reader);
        finish(read, faults.into_inner()).map(Self)
    }

    fn describe(description: &mut Description) {
        description.args.extend(Reader::describe::<T>(Place::Body));
        description.codes.extend([catalogue::INVALID_JSON, catalogue::INVALID_PARAM]);
    }
}

/// What was read, unless there were faults.
///
/// # Errors
/// All faults in one answer.
pub fn finish<T>(read: Option<T>, faults: Faults) -> Result<T, ApiError> {
    match (read, faults.into_error()) {
        (_, Some(error)) => Err(error),
        (Some(read), None) => Ok(read),
        (None, None) => Err(catalogue::INVALID_PARAM.into()),
    }
}

/// The version that `If-Match` asks for; `None` when it asks for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfMatch(pub Option<i32>);

impl FromRequest for IfMatch {
    fn extract(request: &RestRequest, _app: &Arc<State>) -> Result<Self, ApiError> {
        let header = request.headers.if_match.as_ref().and_then(|header| header.to_str().ok()).map(str::trim);
        Ok(Self(header.filter(|header| *header != "*").map(|header| {
            let tag = header.trim_start_matches("W/").trim_matches('"');
            // No item is at version 0: a tag that is none of ours matches nothing.
            tag.split('-').next().and_then(|version| version.parse().ok()).unwrap_or(0)
        })))
    }

    fn describe(description: &mut Description) {
        description.codes.push(catalogue::CONFLICT);
    }
}

/// What requests made inside this one share with it.
#[derive(Debug)]
pub struct Context {
    /// Whose request it is.
    pub principal: Option<Arc<Principal>>,
    /// What the log calls it.
    pub request_id: Arc<str>,
    /// Where it came from.
    pub client: Option<IpAddr>,
    /// By what program.
    pub user_agent: Option<HeaderValue>,
}

impl FromRequest for Context {
    fn extract(request: &RestRequest, _app: &Arc<State>) -> Result<Self, ApiError> {
        let RestRequest { headers, .. } = request;
        Ok(Self {
            principal: request.principal.clone(),
            request_id: Arc::clone(&request.request_id),
            client: headers.client,
            user_agent: headers.user_agent.clone(),
        })
    }
}

/// The services, for the handler's one call.
#[derive(Clone)]
pub struct App(Arc<State>);

impl Deref for App {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

impl FromRequest for App {
    fn extract(_request: &RestRequest, app: &Arc<State>) -> Result<Self, ApiError> {
        Ok(Self(Arc::clone(app)))
    }
}
