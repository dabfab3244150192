//! The demo's owner and the password to sign in with.

use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use anyhow::{Context, bail};
use growffinity_access::{NewUser, PlainPassword, Plan, Role};

use super::folder::credentials_file;
use crate::wiring::App;

const LOGIN: &str = "demo";
const EMAIL: &str = "demo@cdnow.invalid";

/// How to sign in.
pub(super) struct Credentials {
    pub(super) login: String,
    pub(super) password: PlainPassword,
}

/// The owner's credentials: those of an earlier start if they still hold, else new ones, kept for the next start in a
/// file that nobody else can read.
pub(super) async fn ensure(app: &App, data_dir: &Path) -> anyhow::Result<Credentials> {
    let file = credentials_file(data_dir);
    if let Some(kept) = read(&file)?
        && app.access.authenticate_basic(&kept.login, kept.password.as_str(), None).await.is_ok()
    {
        return Ok(kept);
    }
    let password = if let Some(user) = app.access.find_user(LOGIN).await? {
        app.access.add_application_password(user.id, "demo".parse()?, String::new()).await?.1
    } else {
        let owner = NewUser {
            login: LOGIN.parse()?,
            email: EMAIL.parse()?,
            name: "Demo owner".to_owned(),
            role: Role::Owner,
            plan: Plan::Premium,
            password_name: "demo".parse()?,
        };
        app.access.create_user(owner).await?.password
    };
    let made = Credentials { login: LOGIN.to_owned(), password };
    write(&file, &made).with_context(|| format!("{} can't be written", file.display()))?;
    Ok(made)
}

fn read(file: &Path) -> anyhow::Result<Option<Credentials>> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("{} can't be read", file.display())),
    };
    let Some((login, password)) = text.trim().split_once('\n') else {
        bail!("{} is not a file of the demo's", file.display());
    };
    Ok(Some(Credentials { login: login.trim().to_owned(), password: PlainPassword::from_input(password) }))
}

fn write(file: &Path, credentials: &Credentials) -> std::io::Result<()> {
    // Made anew, so that the mode holds even where a file of another mode was.
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    writeln!(out, "{}\n{}", credentials.login, credentials.password.grouped())
}
