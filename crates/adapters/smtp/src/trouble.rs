//! What went wrong in a dialogue, and what it means for the message.

use std::error::Error as _;

use growffinity_campaigns::mail::Delivery;
use lettre::transport::smtp::{Error, response::Response};

/// How far a dialogue came before the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Getting a connection ready.
    Session,
    /// MAIL, or the RSET before it.
    Mail,
    /// RCPT.
    Recipient,
    /// DATA, before the server asked for the content.
    Data,
}

/// A failure of one step.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The server answered 4xx or 5xx.
    Answered { code: u16, text: String },
    /// No connection, no answer in time, or none that makes sense.
    Broken(String),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        match error.status() {
            Some(code) => {
                let text = error.source().map(ToString::to_string).unwrap_or_default();
                Self::Answered { code: code.into(), text: shorten(&text) }
            }
            None => Self::Broken(shorten(&error.to_string())),
        }
    }
}

impl Trouble {
    /// Whether the server has hung up or is about to (421, RFC 5321 section 3.8).
    pub(crate) fn ends_session(&self) -> bool {
        !matches!(self, Self::Answered { code, .. } if *code != 421)
    }

    /// What it means when it came at `stage`: nothing was handed over, so only the server's own word is final.
    pub(crate) fn before_content(self, stage: Stage) -> Delivery {
        match self {
            Self::Answered { code, text } if stage != Stage::Session && is_about_message(code) => {
                Delivery::Refused { response: answer(code, &text) }
            }
            Self::Answered { code, text } => Delivery::Deferred { reason: answer(code, &text) },
            Self::Broken(reason) => Delivery::Deferred { reason },
        }
    }

    /// What it means once the content was begun.
    pub(crate) fn after_content(self) -> Delivery {
        match self {
            Self::Answered { code, text } if code >= 500 => Delivery::Refused { response: answer(code, &text) },
            Self::Answered { code, text } => Delivery::Deferred { reason: answer(code, &text) },
            Self::Broken(reason) => Delivery::Uncertain { reason },
        }
    }
}

/// A 5xx that speaks of this message or recipient. The answers of RFC 4954 section 6 speak of our login instead: a wrong
/// password must not use up a whole campaign.
fn is_about_message(code: u16) -> bool {
    code >= 500 && !matches!(code, 530 | 534 | 535 | 538)
}

/// The server's answer as it is kept: code and text.
pub(crate) fn accepted(response: &Response) -> Delivery {
    let text = response.message().collect::<Vec<_>>().join(" ");
    Delivery::Accepted { response: answer(response.code().into(), &shorten(&text)) }
}

fn answer(code: u16, text: &str) -> String {
    format!("{code} {text}").trim_end().to_owned()
}

/// One line of at most 500 characters: it is stored and shown.
fn shorten(text: &str) -> String {
    text.chars().take(500).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
