//! Whose request it is, told before anything else is looked at.

use std::net::IpAddr;

use actix_web::http::header::HeaderValue;
use base64::{Engine as _, engine::general_purpose::STANDARD, engine::general_purpose::STANDARD_NO_PAD};
use growffinity_access::{AuthenticationError, Principal};

use super::{ApiError, catalogue, request::RequestHeaders};
use crate::state::State;

/// Whose credentials the request bears; `None` when it bears none that make sense.
///
/// # Errors
/// 401 when they are wrong, or came over an open connection.
pub async fn authenticate(headers: &RequestHeaders, app: &State) -> Result<Option<Principal>, ApiError> {
    let Some((login, password)) = headers.authorization.as_ref().and_then(read_basic) else {
        return Ok(None);
    };
    if !headers.confidential && !app.settings.allow_plain_http {
        return Err(catalogue::INSECURE.into());
    }
    let ip: Option<IpAddr> = headers.client;
    match app.access.authenticate_basic(&login, &password, ip).await {
        Ok(principal) => Ok(Some(principal)),
        Err(error) => Err(error.into()),
    }
}

impl From<AuthenticationError> for ApiError {
    fn from(error: AuthenticationError) -> Self {
        match error {
            AuthenticationError::UnknownUsername => catalogue::INVALID_USERNAME.into(),
            AuthenticationError::UnknownEmail => catalogue::INVALID_EMAIL.into(),
            AuthenticationError::IncorrectPassword => catalogue::INCORRECT_PASSWORD.into(),
            AuthenticationError::Store(error) => error.into(),
        }
    }
}

/// Login and password of a Basic header; anything else is as good as no header.
fn read_basic(header: &HeaderValue) -> Option<(String, String)> {
    let text = header.to_str().ok()?;
    let (scheme, encoded) = text.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let encoded = encoded.trim();
    let bytes = STANDARD.decode(encoded).or_else(|_| STANDARD_NO_PAD.decode(encoded)).ok()?;
    let decoded = String::from_utf8(bytes).ok()?;
    let (login, password) = decoded.split_once(':')?;
    (!login.is_empty()).then(|| (login.to_owned(), password.to_owned()))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::read_basic;

    #[test]
    fn only_basic_is_read_and_the_rest_is_nobody() {
        let read = |text| read_basic(&HeaderValue::from_static(text));
        let ann = Some(("ann".to_owned(), "a:b".to_owned()));
        assert_eq!(read("Basic YW5uOmE6Yg=="), ann);
        assert_eq!(read("bAsIc YW5uOmE6Yg"), ann);
        for nobody in ["Basic", "Basic ", "Basic !!!", "Basic YW5u", "Basic OmE=", "Bearer YW5uOmE6Yg==", ""] {
            assert_eq!(read(nobody), None, "{nobody}");
        }
    }
}
