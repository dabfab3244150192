//! Signed requests: OAuth 1.0a with one leg, as WooCommerce has it.

mod encode;
mod parameters;
mod signature;

pub(crate) use encode::decode;
pub use parameters::{OAuthFault, OAuthParameters, OAuthRequest};
pub use signature::sign_request;
