//! What is put into a message so that its recipient can be heard: links, a picture, a way out.

use std::sync::Arc;

use growffinity_kernel::CampaignId;
use serde_json::{Map, Value};

use super::{Language, Purpose, Recipient, TrackingKeys};
use crate::mail::{ListHeaders, RenderedMessage};

/// Puts links of ours into rendered messages.
pub trait Weaver: Send + Sync {
    /// `message` with what `weave` asks for. An implementer MUST leave alone what is no link of `http` or `https`, the
    /// links that lead out of the mail, and everything between the links.
    fn weave(&self, message: RenderedMessage, weave: &Weave<'_>) -> RenderedMessage;
}

/// What is put into one message.
pub struct Weave<'a> {
    /// The address that stands in for a link, given how many different links the message has and where it leads; `None`
    /// where it stays as it is.
    pub link: &'a dyn Fn(u32, &str) -> Option<String>,
    /// The address of the picture.
    pub picture: Option<String>,
    /// What stands below, unless the message names the way out itself.
    pub footer: Footer,
}

/// The last lines of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Footer {
    /// The way out.
    pub unsubscribe_url: String,
    /// The page of what one wants to get.
    pub preferences_url: String,
    /// In which language.
    pub language: Language,
    /// The shop.
    pub site_name: String,
    /// Where the shop gets its post; empty when it has not said.
    pub postal_address: String,
}

/// Makes messages trackable.
#[derive(Clone)]
pub struct Tracker {
    keys: TrackingKeys,
    weaver: Arc<dyn Weaver>,
    base: String,
    site_name: String,
    postal_address: String,
}

impl Tracker {
    /// A tracker whose links begin with `base` (`https://crm.example.com`).
    pub fn new(
        keys: TrackingKeys,
        weaver: Arc<dyn Weaver>,
        base: &str,
        site_name: String,
        postal_address: String,
    ) -> Self {
        Self { keys, weaver, base: base.trim_end_matches('/').to_owned(), site_name, postal_address }
    }

    fn url(&self, folder: &str, purpose: Purpose, recipient: &Recipient) -> String {
        format!("{}/{folder}/{}", self.base, self.keys.sign(purpose, recipient, None))
    }

    /// The way out for `recipient`.
    pub fn unsubscribe_url(&self, recipient: &Recipient) -> String {
        self.url("u", Purpose::Unsubscribe, recipient)
    }

    /// The page of what `recipient` wants to get.
    pub fn preferences_url(&self, recipient: &Recipient) -> String {
        self.url("p", Purpose::Preferences, recipient)
    }

    /// Lets templates say both.
    pub fn add_variables(&self, recipient: &Recipient, variables: &mut Map<String, Value>) {
        variables.insert("unsubscribe_url".to_owned(), Value::from(self.unsubscribe_url(recipient)));
        variables.insert("preferences_url".to_owned(), Value::from(self.preferences_url(recipient)));
    }

    /// `message` with links, picture and footer of `recipient`, who speaks the language of `locale`.
    pub fn weave(&self, message: RenderedMessage, recipient: &Recipient, locale: &str) -> RenderedMessage {
        let own = [format!("{}/u/", self.base), format!("{}/p/", self.base)];
        let link = |links: u32, address: &str| {
            if address.len() > super::LONGEST_LINK || own.iter().any(|own| address.starts_with(own)) {
                return None;
            }
            let token = self.keys.sign(Purpose::Click, recipient, Some((links, address)));
            Some(format!("{}/t/c/{token}", self.base))
        };
        let footer = Footer {
            unsubscribe_url: self.unsubscribe_url(recipient),
            preferences_url: self.preferences_url(recipient),
            language: Language::of_tag(locale).unwrap_or(Language::English),
            site_name: self.site_name.clone(),
            postal_address: self.postal_address.clone(),
        };
        let picture = Some(self.url("t/o", Purpose::Open, recipient));
        self.weaver.weave(message, &Weave { link: &link, picture, footer })
    }

    /// What mail programs are told of the list that a message of `campaign` from a sender at `domain` belongs to.
    pub fn list_headers(&self, campaign: CampaignId, recipient: &Recipient, domain: &str) -> ListHeaders {
        ListHeaders {
            unsubscribe: self.unsubscribe_url(recipient),
            id: format!("campaigns.{domain}"),
            feedback: format!("{campaign}:campaign:growffinity"),
        }
    }
}
