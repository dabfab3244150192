//! What a request bears to show whose it is, in every way of sending it, and whether that is right.

use growffinity_access::{
    Principal, SentCredential,
    keys::KeyAuthenticationError,
    oauth::{OAuthFault, OAuthRequest},
};

use super::{
    ApiError, catalogue,
    logins::LoginFault,
    php_query::PhpArray,
    request::{RequestHeaders, RestRequest},
};
use crate::state::State;

/// A credential as it was sent. Which of several is meant goes by WooCommerce's order: the query, the Authorization
/// header, and our own header last.
pub(super) enum Sent {
    /// A login or e-mail address, and an application password.
    Password { name: String, password: String },
    /// A consumer key and its secret.
    Pair { key: String, secret: String },
    /// A token.
    Token(String),
    /// A signed request: what the Authorization header adds to its parameters.
    Signed(Vec<(String, String)>),
}

impl Sent {
    /// The credential of this request; `None` for one that bears none that makes sense.
    pub fn by(request: &RestRequest) -> Option<Self> {
        let headers = &request.headers;
        let query = |name| request.query.text(name).filter(|text| !text.is_empty());
        if let (Some(key), Some(secret)) = (query("consumer_key"), query("consumer_secret")) {
            return Some(Self::Pair { key: key.to_owned(), secret: secret.to_owned() });
        }
        let header = headers.authorization.as_ref();
        match header.and_then(|header| SentCredential::from_header(header.as_bytes())) {
            Some(SentCredential::Basic { name, secret }) if is_consumer_key(&name) => {
                return Some(Self::Pair { key: name, secret });
            }
            Some(SentCredential::Basic { name, secret }) => return Some(Self::Password { name, password: secret }),
            Some(SentCredential::Token(token)) => return Some(Self::Token(token)),
            Some(SentCredential::OAuth(parameters)) => return Some(Self::Signed(parameters)),
            None => {}
        }
        let own = headers.api_key.as_ref().and_then(|value| value.to_str().ok());
        if let Some(SentCredential::Token(token)) = own.and_then(SentCredential::from_token) {
            return Some(Self::Token(token));
        }
        let names_oauth = |text: &[u8]| text.windows(6).any(|part| part == b"oauth_");
        let in_query = headers.uri.query().is_some_and(|query| names_oauth(query.as_bytes()));
        let in_form = headers.form.as_ref().is_some_and(|form| names_oauth(form));
        (in_query || in_form).then(|| Self::Signed(Vec::new()))
    }

    /// Whether someone who reads along could use it: all but a signature.
    pub const fn can_be_read_along(&self) -> bool {
        !matches!(self, Self::Signed(_))
    }

    /// The caller, when this was found right a moment ago. A signature is good once.
    pub fn recall(&self, app: &State) -> Option<Principal> {
        match self {
            Self::Password { name, password } => app.access.recall_basic(name, password),
            Self::Pair { key, secret } => app.keys.recall_pair(key, secret),
            Self::Token(token) => app.keys.recall_token(token),
            Self::Signed(_) => None,
        }
    }

    /// The caller; `None` for a request that turns out to bear no signature.
    ///
    /// # Errors
    /// What the caller is told when it is not right, or when it can't be looked up.
    pub async fn prove(self, headers: &RequestHeaders, app: &State) -> Result<Option<Principal>, LoginFault> {
        match self {
            Self::Password { name, password } => {
                Ok(Some(app.access.authenticate_basic(&name, &password, headers.client).await?))
            }
            Self::Pair { key, secret } => Ok(Some(app.keys.authenticate_pair(&key, &secret).await?)),
            Self::Token(token) => app.keys.authenticate_token(&token).await.map(Some).map_err(|error| match error {
                KeyAuthenticationError::UnknownKey => {
                    LoginFault::Refused(ApiError::new(catalogue::KEY_INVALID).saying("The API key is invalid."))
                }
                other => other.into(),
            }),
            Self::Signed(in_header) => {
                let mut parameters = PhpArray::pairs(headers.uri.query().unwrap_or_default().as_bytes());
                parameters.extend(headers.form.iter().flat_map(|form| PhpArray::pairs(form)));
                parameters.extend(in_header);
                let urls = urls(headers, app);
                let method = headers.transport_method.as_str();
                let request = OAuthRequest { method, urls: &urls, parameters: &parameters };
                Ok(app.keys.authenticate_oauth(&request).await?)
            }
        }
    }
}

/// `ck_` and 40 hexadecimal digits; everything else is someone's name.
fn is_consumer_key(name: &str) -> bool {
    let digits = name.strip_prefix("ck_").map(str::as_bytes);
    digits.is_some_and(|digits| digits.len() == 40 && digits.iter().all(u8::is_ascii_hexdigit))
}

/// Every form of the request's address that its sender may have typed: below the public address, and by the name that
/// the request was sent to. Which of http and https that was, a proxy in front need not have told.
fn urls(headers: &RequestHeaders, app: &State) -> Vec<String> {
    let path = headers.uri.path();
    let mut urls = vec![format!("{}{path}", app.settings.public_url.trim_end_matches('/'))];
    if let Some(host) = headers.host.as_ref().and_then(|host| host.to_str().ok()) {
        urls.extend(["http", "https"].map(|scheme| format!("{scheme}://{host}{path}")));
        urls.dedup();
    }
    urls
}

impl From<KeyAuthenticationError> for LoginFault {
    fn from(error: KeyAuthenticationError) -> Self {
        let invalid = |words: String| Self::Refused(ApiError::new(catalogue::KEY_INVALID).saying(words));
        match error {
            KeyAuthenticationError::UnknownKey => Self::Refused(catalogue::KEY_INVALID.into()),
            KeyAuthenticationError::IncorrectSecret => invalid("Consumer secret is invalid.".to_owned()),
            KeyAuthenticationError::OAuth(fault @ OAuthFault::MissingParameters(_)) => {
                Self::Refused(ApiError::new(catalogue::KEY_MISSING_PARAMETER).saying(fault.to_string()))
            }
            KeyAuthenticationError::OAuth(fault) => invalid(fault.to_string()),
            KeyAuthenticationError::Store(error) => error.into(),
        }
    }
}
