//! Where the consent page may send people: the addresses that a program names, held to WordPress's rules.

use url::{Host, Url};

/// Why an address is none that people may be sent to, in WordPress's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadRedirect {
    /// Not an address with a scheme and a host, or one that runs as a script.
    #[error("Invalid URL format.")]
    Format,
    /// Plain http to another machine.
    #[error("The URL must be served over a secure connection.")]
    Insecure,
}

/// An address that people may be sent to: https, an app's own scheme, or http on this machine (on any, when the site itself
/// is on this machine, for trying out).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Redirect(Url);

impl Redirect {
    /// Reads an address; `None` when there is none.
    pub fn read(text: &str, site_is_local: bool) -> Result<Option<Self>, BadRedirect> {
        if text.is_empty() {
            return Ok(None);
        }
        let url = Url::parse(text).map_err(|_| BadRedirect::Format)?;
        if matches!(url.scheme(), "javascript" | "data") || url.host_str().is_none_or(str::is_empty) {
            return Err(BadRedirect::Format);
        }
        let local = site_is_local || url.host().is_some_and(|host| is_loopback(&host));
        if url.scheme() == "http" && !local { Err(BadRedirect::Insecure) } else { Ok(Some(Self(url))) }
    }

    /// The address with these parameters, which take the place of any of the same name.
    pub fn with(&self, parameters: &[(&str, &str)]) -> String {
        let mut url = self.0.clone();
        let own = |name: &str| parameters.iter().any(|(own, _)| *own == name);
        let kept: Vec<_> = self.0.query_pairs().filter(|(name, _)| !own(name)).collect();
        url.query_pairs_mut().clear().extend_pairs(kept).extend_pairs(parameters);
        url.into()
    }

    /// The address as it is.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// How it is told apart from other sites: people see it before they agree.
    pub fn site(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        match self.0.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// The source by which a content security policy lets a form lead there.
    pub fn source(&self) -> String {
        match self.0.scheme() {
            scheme @ ("http" | "https") => format!("{scheme}://{}", self.site()),
            scheme => format!("{scheme}:"),
        }
    }
}

/// Whether a site at this address is on this machine.
pub(crate) fn is_local(public_url: &str) -> bool {
    Url::parse(public_url).is_ok_and(|url| url.host().is_some_and(|host| is_loopback(&host)))
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(_) => false,
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::{BadRedirect, Redirect, is_local};

    fn read(text: &str) -> Result<Option<Redirect>, BadRedirect> {
        Redirect::read(text, false)
    }

    #[test]
    fn people_are_sent_to_secure_addresses_apps_and_this_machine() {
        for good in ["https://app.example.com/a?b=c", "http://127.0.0.1:9000/", "http://[::1]/x", "wordpress://oauth/x"]
        {
            assert!(read(good).unwrap().is_some(), "{good}");
        }
        assert_eq!(read(""), Ok(None));
        for bad in [
            "javascript:alert(1)",
            "JavaScript://example.com/%0aalert(1)",
            "data:text/html,x",
            "data://example.com/x",
            "/path",
            "example.com",
            "mailto:a@example.com",
            "https://",
            "\u{1}javascript:alert(1)",
        ] {
            assert_eq!(read(bad), Err(BadRedirect::Format), "{bad}");
        }
        for open in ["http://example.com/", "http://localhost.example.com", "HTTP://192.0.2.1/"] {
            assert_eq!(read(open), Err(BadRedirect::Insecure), "{open}");
        }
        assert!(Redirect::read("http://shop.test/", true).unwrap().is_some());
        assert!(is_local("http://127.0.0.1:8080") && !is_local("https://crm.example.com"));
    }

    #[test]
    fn parameters_are_added_before_the_fragment_and_replace_their_namesakes() {
        let url = read("https://app.example.com/a?x=1&password=old#part").unwrap().unwrap();
        let with = url.with(&[("password", "a b&c"), ("success", "false")]);
        assert_eq!(with, "https://app.example.com/a?x=1&password=a+b%26c&success=false#part");
        assert_eq!((url.source().as_str(), url.site().as_str()), ("https://app.example.com", "app.example.com"));
        assert_eq!(read("wordpress://oauth/x").unwrap().unwrap().source(), "wordpress:");
    }
}
