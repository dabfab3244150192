//! The tests' HTTP client.

/// A builder of clients that speak plain HTTP to this machine.
///
/// The client of the product brings its own TLS; here one provider of it is put in place, since every client wants one.
pub fn http_client() -> reqwest::ClientBuilder {
    // Err means that another test has put it there already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy()
}
