//! One connection to the relay, driven command by command.

use std::{fmt::Display, future::Future, time::Duration};

use lettre::{
    Address,
    transport::smtp::{
        Error,
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, Certificate, TlsParameters},
        commands::{Data, Mail, Quit, Rcpt, Rset},
        extension::ClientId,
        response::Response,
    },
};
use tokio::time::timeout;

use crate::{
    settings::{SmtpSettings, Timeouts, Tls},
    trouble::{Stage, Trouble},
};

/// An open connection. Dropping it hangs up.
pub(crate) struct Dialogue {
    connection: AsyncSmtpConnection,
    limits: Timeouts,
    /// A transaction was left open by a refusal: RSET before the next MAIL.
    open_transaction: bool,
}

impl Dialogue {
    /// Connects, protects the connection as the settings say, and logs in.
    pub(crate) async fn open(settings: &SmtpSettings) -> Result<Self, Trouble> {
        let limits = settings.timeouts;
        let hello = settings.hello_name.clone().map_or_else(ClientId::default, ClientId::Domain);
        let implicit = if settings.tls == Tls::Implicit { Some(tls_parameters(settings)?) } else { None };
        let server = (settings.host.as_str(), settings.port);
        let connecting = AsyncSmtpConnection::connect_tokio1(server, Some(limits.connect), &hello, implicit, None);
        let mut connection = within(limits.connect, "connecting", connecting).await?;

        let starttls = match settings.tls {
            Tls::Required => true,
            Tls::Opportunistic => connection.can_starttls(),
            Tls::None | Tls::Implicit => false,
        };
        if starttls {
            let upgrade = connection.starttls(tls_parameters(settings)?, &hello);
            within(limits.command, "STARTTLS", upgrade).await?;
        }
        if let Some(login) = &settings.login {
            let credentials = Credentials::new(login.user.clone(), login.password.clone());
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            within(limits.command, "AUTH", connection.auth(&mechanisms, &credentials)).await?;
        }
        Ok(Self { connection, limits, open_transaction: false })
    }

    /// Brings the dialogue to where the server waits for the content.
    pub(crate) async fn begin(&mut self, from: &Address, to: &Address) -> Result<(), (Stage, Trouble)> {
        if self.open_transaction {
            self.command("RSET", Rset).await.map_err(|trouble| (Stage::Mail, trouble))?;
            self.open_transaction = false;
        }
        let mail = Mail::new(Some(from.clone()), Vec::new());
        self.command("MAIL", mail).await.map_err(|trouble| (Stage::Mail, trouble))?;
        self.open_transaction = true;
        let recipient = Rcpt::new(to.clone(), Vec::new());
        self.command("RCPT", recipient).await.map_err(|trouble| (Stage::Recipient, trouble))?;
        let go = self.command("DATA", Data).await.map_err(|trouble| (Stage::Data, trouble))?;
        if go.has_code(354) {
            Ok(())
        } else {
            // The answers are out of step with the commands: nothing read from here on could be trusted.
            Err((Stage::Data, Trouble::Broken(format!("the server answered {} to DATA", go.code()))))
        }
    }

    /// Sends a content that [`stuffed`] made ready, and hears what became of it.
    pub(crate) async fn content(&mut self, stuffed: &str) -> Result<Response, Trouble> {
        // As a command and not by `message()`, which writes the final dot on its own: a second small packet waits for
        // the acknowledgement of the first, up to 40 ms.
        let answer = within(self.limits.content, "the content", self.connection.command(stuffed)).await?;
        if answer.has_code(354) || !answer.is_positive() {
            return Err(Trouble::Broken(format!("the server answered {} to the content", answer.code())));
        }
        self.open_transaction = false;
        Ok(answer)
    }

    /// The server ended the transaction itself, by refusing the content.
    pub(crate) fn transaction_ended(&mut self) {
        self.open_transaction = false;
    }

    /// Takes leave; waits a moment for the answer.
    pub(crate) async fn quit(mut self) {
        let _ = timeout(Duration::from_secs(2), self.connection.command(Quit)).await;
    }

    async fn command(&mut self, name: &str, command: impl Display) -> Result<Response, Trouble> {
        within(self.limits.command, name, self.connection.command(command)).await
    }
}

/// The content as it goes over the wire: lines that begin with a dot get another (RFC 5321 section 4.5.2), and the lone
/// dot that ends it is there.
pub(crate) fn stuffed(content: &str) -> String {
    let mut wire = String::with_capacity(content.len() + content.len() / 64 + 5);
    for line in content.strip_suffix("\r\n").unwrap_or(content).split("\r\n") {
        if line.starts_with('.') {
            wire.push('.');
        }
        wire.push_str(line);
        wire.push_str("\r\n");
    }
    wire.push_str(".\r\n");
    wire
}

async fn within<T>(limit: Duration, step: &str, work: impl Future<Output = Result<T, Error>>) -> Result<T, Trouble> {
    match timeout(limit, work).await {
        Ok(outcome) => outcome.map_err(Trouble::from),
        Err(_) => Err(Trouble::Broken(format!("no answer to {step} within {} s", limit.as_secs_f32()))),
    }
}

fn tls_parameters(settings: &SmtpSettings) -> Result<TlsParameters, Trouble> {
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(root) = &settings.trusted_root {
        builder = builder.add_root_certificate(Certificate::from_der(root.clone())?);
    }
    // Whoever could show a false certificate could as well take STARTTLS out of the server's offer.
    Ok(builder.dangerous_accept_invalid_certs(settings.tls == Tls::Opportunistic).build()?)
}

#[cfg(test)]
mod tests {
    use super::stuffed;

    #[test]
    fn leading_dots_are_doubled_and_the_end_is_marked_once() {
        assert_eq!(stuffed("a\r\n.\r\n..b\r\nc."), "a\r\n..\r\n...b\r\nc.\r\n.\r\n");
        assert_eq!(stuffed("a\r\n"), "a\r\n.\r\n");
        assert_eq!(stuffed("a\r\n\r\n"), "a\r\n\r\n.\r\n");
    }
}
