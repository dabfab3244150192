//! A message ready to be handed to a mail server, and what came of handing it over.

use growffinity_kernel::EmailAddress;

/// A mailbox with the name shown beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The name shown, any text without line breaks; empty for none.
    pub name: String,
    /// The address.
    pub email: EmailAddress,
}

/// One message to one recipient, complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Without angle brackets; the same on every attempt at the same message.
    pub message_id: String,
    /// The sender shown and used for the envelope.
    pub from: Mailbox,
    /// Where answers go, when not to the sender.
    pub reply_to: Option<EmailAddress>,
    /// The recipient.
    pub to: Mailbox,
    /// What mail programs are told of the list it belongs to; `None` for a letter to one person alone.
    pub list: Option<ListHeaders>,
    /// The rendered content.
    pub content: RenderedMessage,
}

/// What mail programs are told of a list: how to leave it (RFC 2369, in one click by RFC 8058), and which it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListHeaders {
    /// Where a POST takes the recipient off the list.
    pub unsubscribe: String,
    /// The name of the list, as a host has one (RFC 2919).
    pub id: String,
    /// What feedback loops are to say the message was.
    pub feedback: String,
}

/// What a template made of one recipient's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedMessage {
    /// The subject line, without line breaks.
    pub subject: String,
    /// The HTML part, when the content has one.
    pub html: Option<String>,
    /// The plain part; always there.
    pub text: String,
}

/// What came of one attempt to hand a message over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The server answered the whole message with 2xx: it is theirs now.
    Accepted {
        /// The server's answer.
        response: String,
    },
    /// The server refused this message or recipient for good (5xx).
    Refused {
        /// The server's answer.
        response: String,
    },
    /// Nothing was handed over and a later attempt may work: no connection, 4xx, or the connection broke before the
    /// message's content was begun.
    Deferred {
        /// The server's answer or the trouble.
        reason: String,
    },
    /// The connection broke or timed out after the content was begun: nobody can tell whether the server took it.
    Uncertain {
        /// The trouble.
        reason: String,
    },
}
