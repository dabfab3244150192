//! E-mail addresses as WordPress accepts them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A mailbox address in lower case, 6 to 254 bytes long.
///
/// The rule is that of WordPress's `is_email`, so that whatever a shop accepted comes in: a local part of ASCII
/// letters, digits and ``!#$%&'*+/=?^_`{|}~.-``, one `@`, a domain of two or more labels `[a-z0-9-]` that neither
/// begin nor end with `-`. The local part is folded to lower case: no known provider tells cases apart, and two
/// records of one person would be mailed twice.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// The text is not an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct InvalidEmail;

impl EmailAddress {
    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part behind the `@`.
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }
}

impl FromStr for EmailAddress {
    type Err = InvalidEmail;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.len() < 6 || text.len() > 254 || !text.is_ascii() {
            return Err(InvalidEmail);
        }
        let (local, domain) = text.split_once('@').ok_or(InvalidEmail)?;
        let local_ok = !local.is_empty()
            && local.len() <= 64
            && local.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~.-".contains(&b));
        if local_ok && is_domain(domain) { Ok(Self(text.to_ascii_lowercase())) } else { Err(InvalidEmail) }
    }
}

fn is_domain(domain: &str) -> bool {
    let label_ok = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    domain.contains('.') && domain.split('.').all(label_ok)
}

impl TryFrom<String> for EmailAddress {
    type Error = InvalidEmail;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<EmailAddress> for String {
    fn from(email: EmailAddress) -> Self {
        email.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::EmailAddress;

    #[test]
    fn addresses_are_checked_and_folded() {
        assert_eq!(" Ann.Lee+x@Example.COM ".parse::<EmailAddress>().unwrap().as_str(), "ann.lee+x@example.com");
        let refused = [
            "",
            "a@b.c",
            "ann",
            "ann@",
            "@example.com",
            "ann@example",
            "ann@@example.com",
            "ann@exa mple.com",
            "ann@-example.com",
            "ann@example-.com",
            "ann@example..com",
            "ann@.com",
            "an n@example.com",
            "ann@example.com\r\nBcc: x@y.zz",
            "änn@example.com",
        ];
        for wrong in refused {
            assert!(wrong.parse::<EmailAddress>().is_err(), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn what_parses_has_no_room_for_header_injection(text in "\\PC{0,60}") {
            if let Ok(email) = text.parse::<EmailAddress>() {
                prop_assert!(email.as_str().bytes().all(|b| b.is_ascii_graphic() && !b"<>,;:\"()[]".contains(&b)));
                prop_assert_eq!(email.as_str().matches('@').count(), 1);
            }
        }
    }
}
