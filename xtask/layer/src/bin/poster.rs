//! Posts a ready-made body in a loop, with the client that webhooks go out by: what `cargo xtask bench webhooks` compares with.
#![expect(clippy::disallowed_methods, reason = "a bench program takes its settings from the environment")]

use std::{
    env, fs,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use anyhow::{Context, ensure};
use growffinity_outbound::{OutboundClient, OutboundSettings, WebhookTransport};
use growffinity_webhooks::ports::{Lane, Post, Transport};

/// The product's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    let setting = |name: &str| env::var(name).with_context(|| format!("{name} is not set"));
    let (url, body) = (setting("URL")?, fs::read(setting("BODY")?)?);
    let (count, concurrency): (u64, u64) = (setting("COUNT")?.parse()?, setting("CONCURRENCY")?.parse()?);
    let settings = OutboundSettings { allow_private: true, answer_limit: 64 * 1024, ..OutboundSettings::default() };
    let transport = Arc::new(WebhookTransport::new(OutboundClient::new(settings)?));
    let left = Arc::new(AtomicU64::new(count));
    let posting = (0..concurrency).map(|_| {
        let (transport, left, url, body) = (transport.clone(), left.clone(), url.clone(), body.clone());
        actix_web::rt::spawn(async move {
            let another =
                || left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok();
            let mut failed = 0_u64;
            while another() {
                let headers = vec![("content-type", "application/json".to_owned())];
                let post = Post { url: url.clone(), headers, body: body.clone(), lane: Lane::First };
                let answered = transport.post(post).await.outcome.is_ok_and(|answer| answer.status == 200);
                failed += u64::from(!answered);
            }
            failed
        })
    });
    let mut failed = 0;
    for one in posting.collect::<Vec<_>>() {
        failed += one.await?;
    }
    ensure!(failed == 0, "{failed} of {count} were not answered 200");
    Ok(())
}
