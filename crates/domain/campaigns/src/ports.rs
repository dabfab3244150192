//! What campaigns need from the outside, in their own words.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Map, Value};

use crate::{
    content::Content,
    mail::{Delivery, Mail, RenderedMessage},
};

/// Hands messages to a mail server.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Makes one attempt to hand `mail` over.
    ///
    /// An implementer MUST answer [`Delivery::Deferred`] only when the server can't have taken the message, and
    /// [`Delivery::Uncertain`] whenever it may have: from the first byte of the content to the server's answer. It MUST
    /// return within two minutes, whatever the server does, and MUST NOT retry by itself once the content was begun.
    async fn deliver(&self, mail: &Mail) -> Delivery;
}

/// Makes templates from a campaign's content.
pub trait Renderer: Send + Sync {
    /// Parses and checks `content`.
    ///
    /// # Errors
    /// Every fault found: syntax, unknown variables, unknown filters.
    fn compile(&self, content: &TemplateSource<'_>) -> Result<Arc<dyn MessageTemplate>, Vec<TemplateFault>>;
}

/// What a template is made of.
#[derive(Debug, Clone, Copy)]
pub struct TemplateSource<'a> {
    /// Template of the subject line.
    pub subject: &'a str,
    /// Template of the preview text that mail programs show behind the subject; may be empty.
    pub preheader: &'a str,
    /// Templates of the body.
    pub content: &'a Content,
}

/// A parsed template, ready to make many messages. Cheap to share.
pub trait MessageTemplate: Send + Sync {
    /// Makes the message for one recipient from `variables` (`customer`, …). A variable that is unset gives nothing.
    ///
    /// # Errors
    /// The fault, when the template fails on these data or takes too much work.
    fn render(&self, variables: &Map<String, Value>) -> Result<RenderedMessage, TemplateFault>;
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
pub struct TemplateFault {
    /// Which part: `subject`, `preheader`, `content.body`, `content.text`.
    pub path: &'static str,
    /// What is wrong, with the line where it is known.
    pub message: String,
}
