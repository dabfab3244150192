//! Clients that nobody here wrote, run against the app. Where node, python or the network is missing they are skipped,
//! which `cargo xtask test` tells at its end.

mod api_fetch;
mod program;
mod schemathesis;
mod toolbox;
mod woocommerce_node;
mod woocommerce_python;
mod wpapi;

use growffinity_testkit::TestApp;

pub use self::toolbox::skip;

use crate::common::customer;

/// The app with this many customers, `c1@example.com` and on.
async fn app_with_customers(count: usize) -> TestApp {
    let app = TestApp::start().await;
    for number in 1..=count {
        customer(&app, &format!("c{number}@example.com")).await;
    }
    app
}
