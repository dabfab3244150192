//! Plain async functions as handlers: their arguments are extracted, their result becomes the answer.

use std::{future::Future, sync::Arc};

use futures::{FutureExt as _, future::BoxFuture};

use super::{
    ApiError,
    extract::{Description, FromRequest},
    request::RestRequest,
    respond::Respond,
    response::RestResponse,
};
use crate::state::State;

/// What comes of a call.
pub type Answer = BoxFuture<'static, Result<RestResponse, ApiError>>;

/// A handler, whatever its arguments.
pub trait Endpoint: Send + Sync {
    /// Answers `request`.
    fn call(&self, request: Arc<RestRequest>, app: Arc<State>) -> Answer;

    /// Looks whether `request` can be read, and does nothing.
    ///
    /// # Errors
    /// What it would be answered with before the handler runs.
    fn check(&self, request: &RestRequest, app: &Arc<State>) -> Result<(), ApiError>;
}

/// An async function that takes the arguments `Args` out of a request.
pub trait Handler<Args>: Copy + Send + Sync + 'static {
    /// Answers `request`.
    fn call(self, request: Arc<RestRequest>, app: Arc<State>) -> Answer;

    /// Looks whether `request` can be read, and does nothing.
    ///
    /// # Errors
    /// What it would be answered with before the handler runs.
    fn check(request: &RestRequest, app: &Arc<State>) -> Result<(), ApiError>;

    /// What its signature says about the operation.
    fn describe() -> Description;
}

/// A handler with its arguments forgotten.
pub struct Erased<H, Args>(H, std::marker::PhantomData<fn(Args)>);

impl<H: Handler<Args>, Args> Erased<H, Args> {
    /// The handler `H`.
    pub const fn new(handler: H) -> Self {
        Self(handler, std::marker::PhantomData)
    }
}

impl<H: Handler<Args>, Args: 'static> Endpoint for Erased<H, Args> {
    fn call(&self, request: Arc<RestRequest>, app: Arc<State>) -> Answer {
        self.0.call(request, app)
    }

    fn check(&self, request: &RestRequest, app: &Arc<State>) -> Result<(), ApiError> {
        H::check(request, app)
    }
}

macro_rules! handler {
    ($($arg:ident)*) => {
        impl<$($arg: FromRequest),*> FromRequest for ($($arg,)*) {
            // In WordPress's order: who, JSON, parameters, rights.
            #[allow(non_snake_case, reason = "an argument is named as its type")]
            fn extract(request: &RestRequest, app: &Arc<State>) -> Result<Self, ApiError> {
                $($arg::identify(request)?;)*
                request.body.members()?;
                $(let $arg = $arg::extract(request, app)?;)*
                $($arg.authorize()?;)*
                Ok(($($arg,)*))
            }
        }

        impl<H, F, R, $($arg),*> Handler<($($arg,)*)> for H
        where
            H: Fn($($arg),*) -> F + Copy + Send + Sync + 'static,
            F: Future<Output = Result<R, ApiError>> + Send + 'static,
            R: Respond + Send,
            $($arg: FromRequest + 'static,)*
        {
            #[allow(non_snake_case, reason = "an argument is named as its type")]
            fn call(self, request: Arc<RestRequest>, app: Arc<State>) -> Answer {
                let ($($arg,)*) = match <($($arg,)*)>::extract(&request, &app) {
                    Ok(args) => args,
                    Err(error) => return futures::future::ready(Err(error)).boxed(),
                };
                async move { self($($arg),*).await?.respond(&request, &app) }.boxed()
            }

            fn check(request: &RestRequest, app: &Arc<State>) -> Result<(), ApiError> {
                <($($arg,)*)>::extract(request, app).map(drop)
            }

            fn describe() -> Description {
                let mut description = Description::default();
                $($arg::describe(&mut description);)*
                description
            }
        }
    };
}

handler!(A);
handler!(A B);
handler!(A B C);
handler!(A B C D);
handler!(A B C D E);
handler!(A B C D E G);
