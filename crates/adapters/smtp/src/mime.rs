//! A message as it goes over the wire: RFC 5322 headers and MIME parts.

use std::{error::Error, time::SystemTime};

use growffinity_campaigns::mail::{Mail, Mailbox};
use growffinity_kernel::EmailAddress;
use lettre::{
    Address,
    message::{
        Mailbox as LettreMailbox, Mailboxes, MultiPart, SinglePart,
        header::{
            ContentType, Date, From as FromHeader, Header, HeaderName, HeaderValue, MIME_VERSION_1_0, MessageId,
            ReplyTo, Subject, To,
        },
    },
};

/// The whole message, all ASCII, lines ended by CRLF.
///
/// Parts carry the headers themselves: lettre's message builder reads the headers it is given back and drops a sender
/// whose name it can't parse.
pub(crate) fn build(mail: &Mail, date: impl Into<SystemTime>) -> String {
    let subject = one_line(&mail.content.subject);
    let from = FromHeader::from(Mailboxes::from(mailbox(&mail.from)));
    let to = To::from(Mailboxes::from(mailbox(&mail.to)));
    let reply_to = mail.reply_to.as_ref().map(|email| {
        let mailbox = LettreMailbox::new(None, address(email));
        ReplyTo::from(Mailboxes::from(mailbox))
    });
    let id = MessageId::from(format!("<{}>", clean_id(&mail.message_id)));
    let date = Date::new(date.into());
    let text = lines(&mail.content.text);
    // Both builders take headers one by one and share no trait.
    macro_rules! with_headers {
        ($part:expr) => {{
            let part = $part.header(date).header(from).header(to);
            let part = if let Some(reply_to) = reply_to { part.header(reply_to) } else { part };
            let part = part.header(Subject::from(subject)).header(id).header(MIME_VERSION_1_0);
            match &mail.list {
                Some(list) => part
                    .header(Listed::<UNSUBSCRIBE>(format!("<{}>", token(&list.unsubscribe))))
                    .header(Listed::<UNSUBSCRIBE_POST>("List-Unsubscribe=One-Click".to_owned()))
                    .header(Listed::<LIST_ID>(format!("<{}>", token(&list.id))))
                    .header(Listed::<FEEDBACK_ID>(token(&list.feedback))),
                None => part,
            }
        }};
    }
    let bytes = match &mail.content.html {
        Some(html) => with_headers!(MultiPart::builder())
            .kind(lettre::message::MultiPartKind::Alternative)
            .singlepart(SinglePart::plain(text))
            .singlepart(SinglePart::html(lines(html)))
            .formatted(),
        None => with_headers!(SinglePart::builder()).header(ContentType::TEXT_PLAIN).body(text).formatted(),
    };
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Header number `NAME` of [`LISTED`], one line of ASCII.
#[derive(Clone)]
struct Listed<const NAME: usize>(String);

const LISTED: [&str; 4] = ["List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Feedback-ID"];
const UNSUBSCRIBE: usize = 0;
const UNSUBSCRIBE_POST: usize = 1;
const LIST_ID: usize = 2;
const FEEDBACK_ID: usize = 3;

impl<const NAME: usize> Header for Listed<NAME> {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str(LISTED.get(NAME).copied().unwrap_or_default())
    }

    fn parse(text: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        // As it stands: an address must not be broken or encoded.
        HeaderValue::dangerous_new_pre_encoded(Self::name(), self.0.clone(), self.0.clone())
    }
}

/// What can stand in a header without breaking out of it.
fn token(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>')).collect()
}

/// The address for envelope and headers. The kernel's rule allows dots where RFC 5321 wants the local part quoted; it
/// allows nothing that could break out of the quotes, or out of a command.
pub(crate) fn address(email: &EmailAddress) -> Address {
    let (local, domain) = email.as_str().split_once('@').unwrap_or((email.as_str(), ""));
    if local.split('.').any(str::is_empty) {
        Address::new_dangerous(format!("\"{local}\""), domain)
    } else {
        Address::new_dangerous(local, domain)
    }
}

fn mailbox(mailbox: &Mailbox) -> LettreMailbox {
    let name = one_line(&mailbox.name);
    LettreMailbox::new((!name.is_empty()).then_some(name), address(&mailbox.email))
}

/// A header's text: no line break or other control character, so that nothing can become a header of its own.
fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn clean_id(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '(' | ')' | '"' | '\\')).collect()
}

/// A body with CRLF at the end of each line, however they ended before, and no other control character than tab: a
/// lone CR or LF is read as a line end by some servers and not by others.
fn lines(text: &str) -> String {
    let mut clean = String::with_capacity(text.len() + text.len() / 32);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' | '\n' => {
                if c == '\r' && characters.peek() == Some(&'\n') {
                    characters.next();
                }
                clean.push_str("\r\n");
            }
            '\t' => clean.push(c),
            c if c.is_control() => {}
            c => clean.push(c),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use growffinity_campaigns::mail::{ListHeaders, Mail, Mailbox, RenderedMessage};

    use super::{address, build};

    fn mail() -> Mail {
        Mail {
            message_id: "c5.m7@shop.example.com".to_owned(),
            from: Mailbox { name: "Shop".to_owned(), email: "shop@example.com".parse().unwrap() },
            reply_to: None,
            to: Mailbox { name: String::new(), email: "ann@example.com".parse().unwrap() },
            list: None,
            content: RenderedMessage { subject: "Hello".to_owned(), html: None, text: "Hi\n".to_owned() },
        }
    }

    fn built(mail: &Mail) -> String {
        build(mail, SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000))
    }

    fn headers(message: &str) -> Vec<&str> {
        message.split("\r\n\r\n").next().unwrap().split("\r\n").filter(|line| !line.starts_with(' ')).collect()
    }

    #[test]
    fn a_plain_message_has_the_headers_and_nothing_else() {
        let message = built(&mail());
        assert_eq!(
            headers(&message),
            [
                "Date: Tue, 14 Nov 2023 22:13:20 +0000",
                "From: Shop <shop@example.com>",
                "To: ann@example.com",
                "Subject: Hello",
                "Message-ID: <c5.m7@shop.example.com>",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: 7bit",
            ]
        );
    }

    #[test]
    fn a_message_of_a_list_says_how_to_leave_it() {
        let long = format!("https://crm.example.com/u/{}", "x".repeat(120));
        let mut mail = mail();
        mail.list = Some(ListHeaders {
            unsubscribe: format!("{long}>\r\nBcc: eve@example.com"),
            id: "campaigns.shop.example.com".to_owned(),
            feedback: "5:campaign:growffinity".to_owned(),
        });
        let message = built(&mail);
        let headers = headers(&message);
        assert!(headers.contains(&format!("List-Unsubscribe: <{long}Bcc:eve@example.com>").as_str()), "{headers:?}");
        assert!(headers.contains(&"List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
        assert!(headers.contains(&"List-Id: <campaigns.shop.example.com>"));
        assert!(headers.contains(&"Feedback-ID: 5:campaign:growffinity"));
    }

    #[test]
    fn names_and_subjects_cannot_bring_headers_of_their_own() {
        let mut mail = mail();
        let evil = "x\r\nBcc: eve@example.com\r\n\r\nbody\n\u{85}\u{2028}\0";
        mail.from.name = evil.to_owned();
        mail.to.name = format!("\"Ann\" <a@b.example>, {evil}");
        mail.content.subject = evil.to_owned();
        mail.message_id = format!("id{evil}>");
        mail.reply_to = Some("help@example.com".parse().unwrap());
        let message = built(&mail);
        let names: Vec<_> = headers(&message).iter().map(|line| line.split(':').next().unwrap()).collect();
        assert_eq!(
            names,
            [
                "Date",
                "From",
                "To",
                "Reply-To",
                "Subject",
                "Message-ID",
                "MIME-Version",
                "Content-Type",
                "Content-Transfer-Encoding"
            ]
        );
    }

    #[test]
    fn every_message_is_ascii_in_lines_a_server_takes() {
        let mut mail = mail();
        mail.from.name = "Çiğdem's Café — »Straße«, 日本 ".repeat(12);
        mail.to.name = "😀".repeat(90);
        mail.content.subject = "Grüße ".repeat(200);
        mail.content.text = "é\rü\n.\r\n..\n\nlast".to_owned();
        mail.content.html = Some(format!("<p>{}</p>", "word ".repeat(2_000)));
        let message = built(&mail);
        assert!(message.is_ascii());
        assert!(message.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
        assert!(message.contains("multipart/alternative"));
        let (plain, html) = (message.find("text/plain").unwrap(), message.find("text/html").unwrap());
        assert!(plain < html, "the richest part comes last");
    }

    #[test]
    fn odd_local_parts_are_quoted() {
        assert_eq!(address(&"a..b.@example.com".parse().unwrap()).to_string(), "\"a..b.\"@example.com");
        assert_eq!(address(&"a.b@example.com".parse().unwrap()).to_string(), "a.b@example.com");
    }
}
