//! Where mail goes: a relay, or files when none is configured.

use std::{fmt, path::PathBuf, sync::Arc};

use anyhow::Context;
use growffinity_campaigns::ports::Mailer;
use growffinity_kernel::Clock;
use growffinity_smtp::{FileMailer, SmtpMailer, SmtpSettings};

use crate::config::Config;

/// The mailer in use, and what kind it is.
#[derive(Clone)]
pub enum Mail {
    /// A relay.
    Relay(Arc<SmtpMailer>),
    /// A folder that gets one file a message.
    Files(PathBuf, Arc<FileMailer>),
    /// One that was handed in, by a test.
    Given(Arc<dyn Mailer>),
}

impl Mail {
    /// The configured mailer.
    pub(crate) fn open(config: &Config, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let Some(url) = &config.smtp.url else {
            let folder = config.data_dir.join("mail");
            let mailer = FileMailer::new(&folder, clock);
            return Ok(Self::Files(folder, Arc::new(mailer)));
        };
        let settings = SmtpSettings::parse(url.expose()).context("smtp.url (SMTP_URL)")?;
        Ok(Self::Relay(Arc::new(SmtpMailer::new(settings, clock))))
    }

    /// The mailer, for whoever sends.
    pub fn mailer(&self) -> Arc<dyn Mailer> {
        match self {
            Self::Relay(mailer) => mailer.clone(),
            Self::Files(_, mailer) => mailer.clone(),
            Self::Given(mailer) => mailer.clone(),
        }
    }

    /// Says at start when mail does not leave this machine.
    pub(crate) fn announce(&self) {
        if let Self::Files(folder, _) = self {
            tracing::warn!(folder = %folder.display(), "SMTP_URL is not set: writing mail to files");
        }
    }

    /// Says goodbye to the relay.
    pub(crate) async fn close(&self) {
        if let Self::Relay(mailer) = self {
            mailer.close().await;
        }
    }

    /// Whether mail could go out now.
    pub(crate) async fn check(&self) -> Result<String, String> {
        match self {
            Self::Relay(mailer) => mailer.check().await.map(|()| "the relay answers".to_owned()),
            Self::Files(folder, _) => {
                let writable = std::fs::create_dir_all(folder).and_then(|()| tempfile_in(folder));
                let outcome = writable.map(|()| format!("files in {}", folder.display()));
                outcome.map_err(|why| format!("{}: {why}", folder.display()))
            }
            Self::Given(_) => Ok("handed in".to_owned()),
        }
    }
}

fn tempfile_in(folder: &std::path::Path) -> std::io::Result<()> {
    let probe = folder.join(format!(".probe-{}", std::process::id()));
    std::fs::write(&probe, b"")?;
    std::fs::remove_file(&probe)
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Relay(_) => "Relay",
            Self::Files(..) => "Files",
            Self::Given(_) => "Given",
        })
    }
}
