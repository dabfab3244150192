//! The name a user signs in with.

use std::{fmt, str::FromStr};

/// A login: 1 to 60 ASCII letters, digits, `_`, `.`, `-`.
///
/// Two logins that differ only in case are the same one. Neither `:` (it ends the name in a Basic credential) nor `@`
/// (it tells an e-mail address from a login) can be part of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Login(String);

/// The text is not a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a login is 1 to 60 ASCII letters, digits, _, . and -")]
pub struct InvalidLogin;

impl Login {
    /// The login as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Login {
    type Err = InvalidLogin;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"_.-".contains(&b);
        if (1..=60).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidLogin)
        }
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Login;

    #[test]
    fn a_login_can_stand_in_a_basic_credential() {
        assert_eq!("Ann.Lee-2".parse::<Login>().unwrap().as_str(), "Ann.Lee-2");
        for wrong in ["", "a:b", "ann@example.com", "ann lee", "änn", "a\n", &"x".repeat(61)] {
            assert!(wrong.parse::<Login>().is_err(), "{wrong:?}");
        }
    }
}
