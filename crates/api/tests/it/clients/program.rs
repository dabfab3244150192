//! Runs a client's script against an app.

use std::{path::Path, process::Stdio, time::Duration};

use growffinity_testkit::TestApp;
use serde_json::Value;
use tokio::process::Command;

use super::toolbox::{SCRIPTS, node_modules, python_programs};

/// What a script of Node's prints, as JSON; `None` when it is skipped. With a `pair` it signs requests instead of sending the
/// owner's password.
pub async fn node(app: &TestApp, script: &str, pair: Option<&Pair>) -> Option<Value> {
    let modules = node_modules(script).await?;
    let mut command = Command::new("node");
    command.env("NODE_PATH", modules).arg(Path::new(SCRIPTS).join(script));
    sign_by(&mut command, pair);
    Some(printed(&mut command, app).await)
}

/// What a script of Python's prints, as JSON; `None` when it is skipped. `pair` as for [`node`].
pub async fn python(app: &TestApp, script: &str, pair: Option<&Pair>) -> Option<Value> {
    let programs = python_programs(script).await?;
    let mut command = Command::new(programs.join("python"));
    command.arg(Path::new(SCRIPTS).join(script));
    sign_by(&mut command, pair);
    Some(printed(&mut command, app).await)
}

/// A consumer key and its secret.
pub type Pair = (String, String);

fn sign_by(command: &mut Command, pair: Option<&Pair>) {
    if let Some((key, secret)) = pair {
        command.env("GROWFFINITY_SIGNS", "1").env("GROWFFINITY_LOGIN", key).env("GROWFFINITY_PASSWORD", secret);
    }
}

async fn printed(command: &mut Command, app: &TestApp) -> Value {
    let text = finished(command, app, Duration::from_mins(1)).await;
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// What a program prints that must succeed within `patience`.
pub async fn finished(command: &mut Command, app: &TestApp, patience: Duration) -> String {
    let (login, password) = app.credentials();
    let command = command.stdin(Stdio::null()).kill_on_drop(true);
    let command = command.env("GROWFFINITY_URL", app.url("//").trim_end_matches('/'));
    let named = command.as_std().get_envs().any(|(name, _)| name == "GROWFFINITY_LOGIN");
    if !named {
        command.env("GROWFFINITY_LOGIN", login).env("GROWFFINITY_PASSWORD", password);
    }
    let output = tokio::time::timeout(patience, command.output()).await.expect("the client ends in time").unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    text
}
