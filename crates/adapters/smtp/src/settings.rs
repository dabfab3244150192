//! Which relay to speak to, and how.

use std::{fmt, net::IpAddr, time::Duration};

use percent_encoding::percent_decode_str;
use url::{Host, Url};

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// In the clear.
    None,
    /// STARTTLS when the server offers it, whatever its certificate.
    Opportunistic,
    /// STARTTLS with a checked certificate, or no connection.
    Required,
    /// TLS from the first byte, with a checked certificate.
    Implicit,
}

/// A user of the relay. Its `Debug` form hides the password.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// The user's name.
    pub user: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("user", &self.user).finish_non_exhaustive()
    }
}

/// How long each part of an attempt may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Reaching the server: name, TCP, TLS from the first byte, greeting.
    pub connect: Duration,
    /// One command and its answer.
    pub command: Duration,
    /// Everything before the content, waiting for a place in the pool included.
    pub prelude: Duration,
    /// Sending the content and hearing what became of it.
    pub content: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            command: Duration::from_secs(30),
            prelude: Duration::from_secs(50),
            content: Duration::from_mins(1),
        }
    }
}

/// A relay and how to speak to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpSettings {
    /// Name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Protection of the connection.
    pub tls: Tls,
    /// Whom to log in as.
    pub login: Option<Login>,
    /// The name given at EHLO; `[127.0.0.1]` when none is set.
    pub hello_name: Option<String>,
    /// The most connections held at once; at least 1.
    pub connections: usize,
    /// Time limits.
    pub timeouts: Timeouts,
    /// A certificate (DER) trusted besides Mozilla's roots.
    pub trusted_root: Option<Vec<u8>>,
}

/// The text is not the address of a relay. Never shows the text itself: it may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSmtpUrl {
    /// It can't be read as a URL with a host.
    #[error("not a URL like smtp://user:password@host:port")]
    NotAUrl,
    /// The scheme is none of ours.
    #[error("the scheme is one of smtp, smtps and smtp+starttls")]
    Scheme,
    /// `tls` has a value that doesn't fit.
    #[error("tls is none, opportunistic or required, and only with smtp://; opportunistic protects no password")]
    Tls,
    /// User or password alone, or bytes that are no text.
    #[error("user and password come together, percent-encoded")]
    Login,
    /// The path can't be a name for EHLO.
    #[error("the path is the name given at EHLO: letters, digits, '-' and '.'")]
    HelloName,
    /// `connections` is not a count from 1 to 1000.
    #[error("connections is a number from 1 to 1000")]
    Connections,
    /// Any other parameter.
    #[error("the parameters are tls and connections")]
    Parameter,
}

impl SmtpSettings {
    /// Settings for `host` and `port` in the clear, with no login and the usual limits.
    pub fn plain(host: impl Into<String>, port: u16) -> Self {
        Self {
            host: host.into(),
            port,
            tls: Tls::None,
            login: None,
            hello_name: None,
            connections: 8,
            timeouts: Timeouts::default(),
            trusted_root: None,
        }
    }

    /// Reads the address of a relay; the forms are listed in this crate's README.
    pub fn parse(text: &str) -> Result<Self, InvalidSmtpUrl> {
        let url = Url::parse(text.trim()).map_err(|_| InvalidSmtpUrl::NotAUrl)?;
        let host = host_of(&url).ok_or(InvalidSmtpUrl::NotAUrl)?;
        let login = login_of(&url)?;
        let mut asked_tls = None;
        let mut connections = None;
        for (name, value) in url.query_pairs() {
            match name.as_ref() {
                "tls" => asked_tls = Some(value.into_owned()),
                "connections" => {
                    let count = value.parse().ok().filter(|count| (1..=1000).contains(count));
                    connections = Some(count.ok_or(InvalidSmtpUrl::Connections)?);
                }
                _ => return Err(InvalidSmtpUrl::Parameter),
            }
        }
        let tls = match (url.scheme(), asked_tls.as_deref()) {
            ("smtps", None) => Tls::Implicit,
            ("smtp", Some("required")) | ("smtp+starttls", None | Some("required")) => Tls::Required,
            ("smtp", Some("none")) => Tls::None,
            ("smtp", Some("opportunistic")) if login.is_none() => Tls::Opportunistic,
            ("smtp", None) if is_this_machine(&host) => Tls::None,
            ("smtp", None) if login.is_some() => Tls::Required,
            ("smtp", None) => Tls::Opportunistic,
            ("smtp" | "smtps" | "smtp+starttls", Some(_)) => return Err(InvalidSmtpUrl::Tls),
            _ => return Err(InvalidSmtpUrl::Scheme),
        };
        let usual_port = match tls {
            Tls::None | Tls::Opportunistic => 25,
            Tls::Required => 587,
            Tls::Implicit => 465,
        };
        let mut settings = Self::plain(host, url.port().unwrap_or(usual_port));
        settings.tls = tls;
        settings.login = login;
        settings.hello_name = hello_name_of(&url)?;
        settings.connections = connections.unwrap_or(settings.connections);
        Ok(settings)
    }
}

fn host_of(url: &Url) -> Option<String> {
    let host = match url.host()? {
        Host::Domain(name) => name.to_owned(),
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => address.to_string(),
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    (!host.is_empty() && host.chars().all(plain)).then_some(host)
}

fn login_of(url: &Url) -> Result<Option<Login>, InvalidSmtpUrl> {
    let decode = |part: &str| {
        percent_decode_str(part).decode_utf8().map(std::borrow::Cow::into_owned).map_err(|_| InvalidSmtpUrl::Login)
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) | (_, None) => Err(InvalidSmtpUrl::Login),
        (user, Some(password)) => Ok(Some(Login { user: decode(user)?, password: decode(password)? })),
    }
}

fn hello_name_of(url: &Url) -> Result<Option<String>, InvalidSmtpUrl> {
    let name = url.path().trim_matches('/');
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    match name {
        "" => Ok(None),
        name if name.chars().all(plain) => Ok(Some(name.to_owned())),
        _ => Err(InvalidSmtpUrl::HelloName),
    }
}

fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::{InvalidSmtpUrl, SmtpSettings, Tls};

    fn parse(text: &str) -> SmtpSettings {
        SmtpSettings::parse(text).unwrap()
    }

    #[test]
    fn each_form_has_its_port_and_protection() {
        for (text, tls, port) in [
            ("smtps://u:p@mail.example.com", Tls::Implicit, 465),
            ("smtp+starttls://u:p@mail.example.com", Tls::Required, 587),
            ("smtp://u:p@mail.example.com", Tls::Required, 587),
            ("smtp://mail.example.com", Tls::Opportunistic, 25),
            ("smtp://mail.example.com:2525?tls=none", Tls::None, 2525),
            ("smtp://u:p@127.0.0.1:1025", Tls::None, 1025),
            ("smtp://[::1]:1025", Tls::None, 1025),
            ("smtp://localhost", Tls::None, 25),
        ] {
            let settings = parse(text);
            assert_eq!((settings.tls, settings.port), (tls, port), "{text}");
        }
        assert_eq!(parse("smtp://[::1]:1025").host, "::1");
        let full = parse("smtp://a%40b:p%2Fw@mail.example.com/shop.example.com?connections=3&tls=required");
        assert_eq!(full.login.unwrap().password, "p/w");
        assert_eq!((full.hello_name.as_deref(), full.connections), (Some("shop.example.com"), 3));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for (text, fault) in [
            ("mail.example.com", InvalidSmtpUrl::NotAUrl),
            ("smtp://", InvalidSmtpUrl::NotAUrl),
            ("http://mail.example.com", InvalidSmtpUrl::Scheme),
            ("smtp://u:p@mail.example.com?tls=opportunistic", InvalidSmtpUrl::Tls),
            ("smtps://mail.example.com?tls=none", InvalidSmtpUrl::Tls),
            ("smtp://u@mail.example.com", InvalidSmtpUrl::Login),
            ("smtp://mail.example.com/a%0D%0Ab", InvalidSmtpUrl::HelloName),
            ("smtp://mail.example.com?connections=0", InvalidSmtpUrl::Connections),
            ("smtp://mail.example.com?pool=4", InvalidSmtpUrl::Parameter),
        ] {
            assert_eq!(SmtpSettings::parse(text).unwrap_err(), fault, "{text}");
        }
    }

    #[test]
    fn a_password_is_never_printed() {
        let settings = parse("smtps://user:s3cret@mail.example.com");
        assert!(!format!("{settings:?}").contains("s3cret"));
    }
}
