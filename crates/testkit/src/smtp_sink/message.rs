//! A message as the server got it.

use std::time::Instant;

use mailparse::{MailHeaderMap, ParsedMail};

/// A message as the server got it.
#[derive(Debug, Clone)]
pub struct Received {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// Headers and body, dots unstuffed.
    pub raw: Vec<u8>,
    /// Which connection brought it, counted from 1.
    pub connection: u64,
    /// When its end was heard.
    pub at: Instant,
}

impl Received {
    /// A header's value, unfolded and decoded; the first of that name.
    ///
    /// # Panics
    /// When the message can't be parsed.
    pub fn header(&self, name: &str) -> Option<String> {
        self.parsed().headers.get_first_value(name)
    }

    /// The Message-ID without its angle brackets; empty when there is none.
    ///
    /// # Panics
    /// As [`Self::header`].
    pub fn message_id(&self) -> String {
        self.header("Message-ID").unwrap_or_default().trim_matches(['<', '>', ' ']).to_owned()
    }

    /// The subject; empty when there is none.
    ///
    /// # Panics
    /// As [`Self::header`].
    pub fn subject(&self) -> String {
        self.header("Subject").unwrap_or_default()
    }

    /// The plain part, decoded, lines ended by `\n`.
    ///
    /// # Panics
    /// As [`Self::header`].
    pub fn text(&self) -> Option<String> {
        self.part("text/plain")
    }

    /// The HTML part, decoded, lines ended by `\n`.
    ///
    /// # Panics
    /// As [`Self::header`].
    pub fn html(&self) -> Option<String> {
        self.part("text/html")
    }

    fn part(&self, kind: &str) -> Option<String> {
        let parsed = self.parsed();
        let part = parsed.parts().find(|part| part.ctype.mimetype == kind)?;
        part.get_body().ok().map(|body| body.replace("\r\n", "\n"))
    }

    fn parsed(&self) -> ParsedMail<'_> {
        mailparse::parse_mail(&self.raw).expect("a message that can be parsed")
    }
}
