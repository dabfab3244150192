//! Clients that nobody here wrote, run against the app. Where node, python or the network is missing they are skipped,
//! which `cargo xtask test` tells at its end.

mod api_fetch;
mod program;
mod schemathesis;
mod toolbox;
mod webhook_signatures;
mod woocommerce_node;
mod woocommerce_python;
mod wpapi;

use growffinity_kernel::{Clock as _, SystemClock};
use growffinity_testkit::TestApp;

pub use self::toolbox::skip;

use self::program::Pair;
use crate::{common::customer, keys};

/// The app with this many customers, `c1@example.com` and on.
async fn app_with_customers(count: usize) -> TestApp {
    let app = TestApp::start().await;
    for number in 1..=count {
        customer(&app, &format!("c{number}@example.com")).await;
    }
    app
}

/// A consumer key and secret to sign with; the app's clock is set to the time that clients sign with.
async fn signing_pair(app: &TestApp) -> Pair {
    app.clock().set(SystemClock.now());
    keys::pair(app).await
}
