//! Invitations as messages, handed to whichever mailer is in use.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use growffinity_access::invitations::{InvitationLetter, InvitationPost};
use growffinity_campaigns::{
    mail::{Delivery, Mail, Mailbox, RenderedMessage},
    ports::Mailer,
};
use growffinity_kernel::EmailAddress;

/// [`InvitationPost`] over a mailer.
pub struct MailedInvitations {
    mailer: Arc<dyn Mailer>,
    from: EmailAddress,
}

impl MailedInvitations {
    /// Hands letters to `mailer`, from this address under the site's name.
    pub const fn new(mailer: Arc<dyn Mailer>, from: EmailAddress) -> Self {
        Self { mailer, from }
    }
}

#[async_trait]
impl InvitationPost for MailedInvitations {
    async fn send(&self, letter: &InvitationLetter) -> Result<(), String> {
        let mail = Mail {
            message_id: format!("invitation.{}@{}", letter.id, self.from.domain()),
            from: Mailbox { name: letter.site_name.clone(), email: self.from.clone() },
            reply_to: None,
            to: Mailbox { name: letter.name.clone(), email: letter.to.clone() },
            list: None,
            content: RenderedMessage {
                subject: format!("Your invitation to {}", letter.site_name),
                html: None,
                text: text(letter),
            },
        };
        match self.mailer.deliver(&mail).await {
            Delivery::Accepted { .. } => Ok(()),
            Delivery::Refused { response: why }
            | Delivery::Deferred { reason: why }
            | Delivery::Uncertain { reason: why } => Err(why),
        }
    }
}

impl fmt::Debug for MailedInvitations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailedInvitations").field("from", &self.from).finish_non_exhaustive()
    }
}

fn text(letter: &InvitationLetter) -> String {
    let InvitationLetter { site_name, site_url, login, link, .. } = letter;
    let greeting = if letter.name.is_empty() { "Hello,".to_owned() } else { format!("Hello {},", letter.name) };
    let until = letter.expires_at.format("%-d %B %Y, %H:%M UTC");
    format!(
        "{greeting}\n\nyou are invited to {site_name} ({site_url}). Your login is {login}.\n\n\
         This page gives you a password, once:\n\n{link}\n\nThe link is good until {until}. Whoever has it can answer the \
         invitation, so please pass it on to nobody.\n"
    )
}
