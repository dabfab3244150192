//! Signatures of webhooks, checked by packages and programs that nobody here wrote: the very examples of the book.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use growffinity_kernel::{Clock as _, SystemClock};
use growffinity_testkit::{Receiver, TestApp, receiver::Received};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::Command;

use super::toolbox::{node_modules, python_programs, skip};
use crate::common::customer;

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/src/examples/webhooks");

/// A delivery as it came, and the secret it is signed with.
struct Signed {
    secret: String,
    received: Received,
    folder: TempDir,
}

impl Signed {
    fn body(&self) -> PathBuf {
        let path = self.folder.path().join("body.json");
        fs::write(&path, &self.received.body).unwrap();
        path
    }

    /// Runs a verifier on the body: what it says, and whether it takes the delivery for good.
    async fn verified(&self, mut program: Command, body: &Path) -> (bool, String) {
        for (variable, header) in [
            ("WEBHOOK_ID", "webhook-id"),
            ("WEBHOOK_TIMESTAMP", "webhook-timestamp"),
            ("WEBHOOK_SIGNATURE", "webhook-signature"),
            ("WC_SIGNATURE", "x-wc-webhook-signature"),
        ] {
            program.env(variable, self.received.header(header));
        }
        let output = program.arg(body).env("WEBHOOK_SECRET", &self.secret).stdin(Stdio::null()).output().await.unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.success(), said.trim().to_owned())
    }

    /// The delivery is good, and no longer once a byte of it is another.
    async fn check(&self, program: impl Fn() -> Command, says: &str) {
        let body = self.body();
        assert_eq!(self.verified(program(), &body).await, (true, says.to_owned()));
        let mut forged = self.received.body.clone();
        *forged.last_mut().unwrap() = b' ';
        forged.push(b'}');
        fs::write(&body, &forged).unwrap();
        let (good, said) = self.verified(program(), &body).await;
        assert!(!good, "a forged body passes: {said}");
    }
}

/// A webhook made with `more`, told of a customer, after `rotations` of its secret.
async fn delivered(more: Value, rotations: usize) -> (Vec<String>, Received) {
    let app = TestApp::with_settings(&[("webhooks.allow_private", "on")]).await;
    app.clock().set(SystemClock.now());
    let receiver = Receiver::open().await;
    let mut body = json!({"delivery_url": receiver.url(), "events": ["customer.created"]});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = app.post("/webhooks", &body).await.expect(201);
    let mut secrets = vec![made["secret"].as_str().unwrap().to_owned()];
    for _ in 0..rotations {
        let rotated = app.post(&format!("/webhooks/{}/rotate-secret", made["id"]), &json!({})).await.expect(200);
        secrets.push(rotated["secret"].as_str().unwrap().to_owned());
    }
    customer(&app, "zoe@example.com").await;
    app.run_due_work().await;
    let heard = receiver.received().remove(0);
    app.finish().await;
    (secrets, heard)
}

async fn signed() -> Signed {
    let (secrets, received) = delivered(json!({}), 0).await;
    Signed { secret: secrets[0].clone(), received, folder: tempfile::tempdir().unwrap() }
}

fn script(program: impl AsRef<std::ffi::OsStr>, name: &str) -> Command {
    let mut command = Command::new(program);
    command.arg(Path::new(EXAMPLES).join(name));
    command
}

#[actix_web::test]
async fn the_package_of_pypi_verifies_them() {
    let Some(programs) = python_programs("verify.py").await else { return };
    signed().await.check(|| script(programs.join("python"), "verify.py"), "customer.created").await;
}

#[actix_web::test]
async fn the_package_of_npm_verifies_them() {
    let Some(modules) = node_modules("verify.js").await else { return };
    let program = || {
        let mut command = script("node", "verify.js");
        command.env("NODE_PATH", &modules);
        command
    };
    signed().await.check(program, "customer.created").await;
}

#[actix_web::test]
async fn php_verifies_them() {
    if Command::new("php").arg("--version").output().await.is_err() {
        let _: Option<()> = skip("verify.php", "php is not installed");
        return;
    }
    signed().await.check(|| script("php", "verify.php"), "customer.created").await;
}

#[actix_web::test]
async fn openssl_verifies_the_header_of_woocommerce() {
    let (secrets, received) = delivered(json!({"secret": "topsecret", "topic": "customer.created"}), 0).await;
    assert_eq!(secrets, ["topsecret"]);
    let signed = Signed { secret: secrets[0].clone(), received, folder: tempfile::tempdir().unwrap() };
    signed.check(|| script("sh", "verify.sh"), "good").await;
}

#[actix_web::test]
async fn while_a_secret_is_replaced_both_verify() {
    let Some(programs) = python_programs("verify.py").await else { return };
    let (secrets, received) = delivered(json!({}), 1).await;
    assert_eq!(received.header("webhook-signature").split(' ').count(), 2);
    for secret in secrets {
        let signed = Signed { secret, received: received.clone(), folder: tempfile::tempdir().unwrap() };
        signed.check(|| script(programs.join("python"), "verify.py"), "customer.created").await;
    }
}
