//! The one HTTP client that goes out.

use std::{error::Error, net::IpAddr, sync::Arc, time::Duration};

use reqwest::{
    Method, StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue},
    redirect::Policy,
};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use url::{Host, Url};

use crate::{
    guard::is_public,
    resolver::{GuardedResolver, NotPublic},
};

/// How the client behaves.
#[derive(Debug, Clone)]
pub struct OutboundSettings {
    /// Whether private, loopback and link-local addresses may be dialled.
    pub allow_private: bool,
    /// How long connecting may take, TLS included.
    pub connect_timeout: Duration,
    /// How long a request may take in all.
    pub timeout: Duration,
    /// How many bytes of an answer are read.
    pub answer_limit: usize,
    /// What it calls itself.
    pub user_agent: String,
}

impl Default for OutboundSettings {
    fn default() -> Self {
        Self {
            allow_private: false,
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(30),
            answer_limit: 32 * 1024 * 1024,
            user_agent: concat!("Growffinity/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

/// Why there is no answer. The texts name no credential and nothing of a body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// The address itself is not one to go to.
    #[error("the address {0}")]
    Refused(&'static str),
    /// Nobody answered, or not in the way HTTP and TLS want it.
    #[error("{0}")]
    Failed(String),
    /// It took too long.
    #[error("it did not answer in time")]
    TimedOut,
    /// The answer is longer than the limit.
    #[error("its answer is too long")]
    TooLong,
    /// The client could not be made.
    #[error("no HTTP client: {0}")]
    NoClient(String),
}

/// What was answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

/// An HTTP client that goes where it may, and nowhere else.
#[derive(Debug, Clone)]
pub struct OutboundClient {
    http: reqwest::Client,
    settings: Arc<OutboundSettings>,
}

impl OutboundClient {
    /// A client that behaves as `settings` say.
    ///
    /// # Errors
    /// [`OutboundError::NoClient`] when TLS can't be set up.
    pub fn new(settings: OutboundSettings) -> Result<Self, OutboundError> {
        let no_client = |error: &dyn Error| OutboundError::NoClient(error.to_string());
        let roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| no_client(&error))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .dns_resolver(GuardedResolver { allow_private: settings.allow_private })
            .redirect(Policy::none())
            .no_proxy()
            .connect_timeout(settings.connect_timeout)
            .timeout(settings.timeout)
            .user_agent(settings.user_agent.clone())
            .build()
            .map_err(|error| no_client(&error))?;
        Ok(Self { http, settings: Arc::new(settings) })
    }

    /// Sends a request and reads the answer to its end.
    ///
    /// # Errors
    /// [`OutboundError`].
    pub async fn send(
        &self,
        method: Method,
        url: Url,
        headers: &[(HeaderName, HeaderValue)],
        body: Vec<u8>,
    ) -> Result<Answer, OutboundError> {
        let mut response = self.begin(method, url, headers, body).await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|error| explain(&error))? {
            if body.len() + piece.len() > self.settings.answer_limit {
                return Err(OutboundError::TooLong);
            }
            body.extend_from_slice(&piece);
        }
        Ok(Answer { status, headers, body })
    }

    /// Sends a request and reads the answer as far as the limit. Once there is a status, what becomes of the rest (longer than
    /// the limit, broken off, late) does not make it a failure: the body is what had come by then.
    ///
    /// # Errors
    /// [`OutboundError`], when there is no status.
    pub async fn send_briefly(
        &self,
        method: Method,
        url: Url,
        headers: &[(HeaderName, HeaderValue)],
        body: Vec<u8>,
    ) -> Result<Answer, OutboundError> {
        let mut response = self.begin(method, url, headers, body).await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = Vec::new();
        while let Ok(Some(piece)) = response.chunk().await {
            let room = self.settings.answer_limit.saturating_sub(body.len());
            body.extend_from_slice(piece.get(..room.min(piece.len())).unwrap_or_default());
            if piece.len() > room {
                // Dropped unread, which closes the connection.
                break;
            }
        }
        Ok(Answer { status, headers, body })
    }

    /// Whether private, loopback and link-local addresses may be dialled.
    pub fn allows_private(&self) -> bool {
        self.settings.allow_private
    }

    async fn begin(
        &self,
        method: Method,
        url: Url,
        headers: &[(HeaderName, HeaderValue)],
        body: Vec<u8>,
    ) -> Result<reqwest::Response, OutboundError> {
        check_url(&url, self.settings.allow_private).map_err(OutboundError::Refused)?;
        let mut request = self.http.request(method, url).body(body);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        request.send().await.map_err(|error| explain(&error))
    }
}

/// Checks what can be seen of an address without asking anyone: its scheme, that it names no user, and that it is no
/// address of a private network.
///
/// # Errors
/// What is wrong, to be said of "the address".
pub fn check_url(url: &Url, allow_private: bool) -> Result<(), &'static str> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err("must begin with http:// or https://");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not hold a user name or password");
    }
    let address = match url.host() {
        None => return Err("names no host"),
        Some(Host::Domain(name)) => {
            let local = matches!(name.rsplit('.').next(), Some("localhost" | "local" | "internal"));
            return if local && !allow_private { Err("is not public") } else { Ok(()) };
        }
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address),
    };
    if allow_private || is_public(address) { Ok(()) } else { Err("is not public") }
}

/// Says what went wrong without the URL, which may hold a key.
fn explain(error: &reqwest::Error) -> OutboundError {
    if error.is_timeout() {
        return OutboundError::TimedOut;
    }
    let mut cause: &dyn Error = error;
    loop {
        if cause.is::<NotPublic>() {
            return OutboundError::Refused("is not public");
        }
        match cause.source() {
            Some(deeper) => cause = deeper,
            None => return OutboundError::Failed(cause.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(url: &str, allow_private: bool) -> Result<(), &'static str> {
        check_url(&url.parse().unwrap(), allow_private)
    }

    #[test]
    fn what_is_wrong_by_itself_is_seen_at_once() {
        for (url, fault) in [
            ("ftp://example.com/", "must begin with http:// or https://"),
            ("file:///etc/passwd", "must begin with http:// or https://"),
            ("https://ann@example.com/", "must not hold a user name or password"),
            ("https://:secret@example.com/", "must not hold a user name or password"),
            ("http://127.0.0.1/", "is not public"),
            ("http://2130706433/", "is not public"),
            ("http://0x7f.1/", "is not public"),
            ("http://[::1]/", "is not public"),
            ("http://[::ffff:7f00:1]/", "is not public"),
            ("http://169.254.169.254/latest/meta-data/", "is not public"),
            ("http://localhost:8080/", "is not public"),
        ] {
            assert_eq!(checked(url, false), Err(fault), "{url}");
        }
        for fine in ["https://example.com/hook", "http://8.8.8.8:8080/", "https://[2606:4700::1111]/"] {
            assert_eq!(checked(fine, false), Ok(()), "{fine}");
        }
        assert_eq!(checked("http://127.0.0.1:9/", true), Ok(()));
        assert!(checked("http://a:b@127.0.0.1/", true).is_err());
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_refused_when_it_is_dialled() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let client = OutboundClient::new(OutboundSettings::default()).unwrap();
        let url = format!("http://localhost:{}/", listener.local_addr().unwrap().port());
        // Past the look at the address itself, as a name that was public when it was looked at.
        let failed = client.http.get(url).send().await.unwrap_err();
        assert_eq!(explain(&failed), OutboundError::Refused("is not public"));
        assert!(listener.accept().is_err(), "nobody knocked");
    }
}
