#![doc = include_str!("../README.md")]

mod dialogue;
mod file;
mod invitation;
mod memory;
mod mime;
mod pool;
mod settings;
mod smtp;
mod trouble;

pub use file::FileMailer;
pub use invitation::MailedInvitations;
pub use memory::MemoryMailer;
pub use settings::{InvalidSmtpUrl, Login, SmtpSettings, Timeouts, Tls};
pub use smtp::SmtpMailer;
