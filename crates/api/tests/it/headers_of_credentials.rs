//! Whatever stands in an Authorization header: its sender is refused or nobody, and the server goes on.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use growffinity_testkit::{Answer, TestApp};
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use reqwest::{Method, header::HeaderValue};

const CASES: usize = 400;

/// What an attacker or a broken client might send: bytes that a header can hold.
fn header() -> impl Strategy<Value = Vec<u8>> {
    let scheme =
        prop::sample::select(vec!["Basic", "bAsIc", "Bearer", "OAuth", "Digest", "", "Basic Basic", "X-API-Key"]);
    let bytes = prop::collection::vec(any::<u8>(), 0..60);
    let base64 = bytes.clone().prop_map(|bytes| STANDARD.encode(bytes));
    let pair = ("[a-z@:.]{0,12}|ck_[0-9a-f]{40}|ck_[0-9a-f]{0,45}", "\\PC{0,30}|cs_[0-9a-f]{40}");
    let pair = pair.prop_map(|(name, secret)| STANDARD.encode(format!("{name}:{secret}")));
    let token = "gfk_[0-9a-f]{0,70}|gfk_\\PC{0,20}|[!-~]{0,40}";
    let name = "oauth_(consumer_key|timestamp|nonce|signature|signature_method|version)|realm|[a-z%=\"]{0,9}";
    let value = "HMAC-SHA(1|256)|[0-9]{0,20}|ck_[0-9a-f]{40}|[!-~]{0,20}|%[0-9a-zA-Z]{0,3}";
    let parameter = (name, value, any::<bool>());
    let parameter = parameter.prop_map(
        |(name, value, quoted)| if quoted { format!("{name}=\"{value}\"") } else { format!("{name}={value}") },
    );
    let list = prop::collection::vec(parameter, 0..9).prop_map(|list| list.join(", "));
    let whole = |scheme: &'static str, rest: BoxedStrategy<String>| {
        rest.prop_map(move |rest| format!("{scheme} {rest}").into_bytes()).boxed()
    };
    let (pair, list) = (pair.boxed(), list.boxed());
    let rest = prop_oneof![
        base64.prop_map(String::into_bytes),
        pair.clone().prop_map(String::into_bytes),
        token.prop_map(String::into_bytes),
        list.clone().prop_map(String::into_bytes),
        bytes,
    ];
    let mixed = (scheme, " {0,3}", rest);
    let mixed = mixed.prop_map(|(scheme, blanks, rest)| [scheme.as_bytes(), blanks.as_bytes(), &rest].concat());
    prop_oneof![mixed, whole("Basic", pair), whole("Bearer", token.boxed()), whole("OAuth", list)]
}

#[actix_web::test]
async fn no_authorization_header_brings_the_server_down_or_anyone_in() {
    let app = TestApp::start().await;
    let mut runner = TestRunner::deterministic();
    let strategy = header();
    let (mut sent, mut refused) = (0, 0);
    for case in 0..CASES {
        let bytes = strategy.new_tree(&mut runner).unwrap().current();
        let Ok(value) = HeaderValue::from_bytes(&bytes) else { continue };
        sent += 1;
        // From an address of its own each, or the server would soon not look any more.
        let address = format!("2001:db8:{case:x}::1");
        let ask = |path: &str| {
            let request = app.anonymous(Method::GET, path).header("authorization", value.clone());
            Answer::to(request.header("x-forwarded-for", &address).header("x-forwarded-proto", "https"))
        };
        let shown = String::from_utf8_lossy(&bytes).into_owned();
        assert_eq!(ask("/customers").await.status, 401, "{shown}");
        let index = ask("//wp-json/").await;
        assert!(matches!(index.status, 200 | 401), "{shown}: {}", index.status);
        refused += usize::from(index.status == 401);
        let own = app.anonymous(Method::GET, "/customers").header("x-api-key", value.clone());
        let own = own.header("x-forwarded-for", &address).header("x-forwarded-proto", "https");
        assert_eq!(Answer::to(own).await.status, 401, "{shown}");
    }
    assert!(sent > CASES / 2 && refused > 20, "{sent} could be sent, {refused} looked like credentials");
}

#[actix_web::test]
async fn nor_do_signatures_in_a_query() {
    let app = TestApp::start().await;
    let mut runner = TestRunner::deterministic();
    let pair = (
        "oauth_(consumer_key|timestamp|nonce|signature|signature_method)|consumer_(key|secret)|[a-z\\[\\]]{1,5}",
        "[!-~]{0,12}|%[0-9a-f]{2}|-?[0-9]{1,30}",
    );
    let query = prop::collection::vec(pair, 1..9);
    for case in 0..CASES / 2 {
        let pairs = query.new_tree(&mut runner).unwrap().current();
        let query = pairs
            .iter()
            .map(|(name, value)| format!("{name}={}", value.replace(['#', ' '], "")))
            .collect::<Vec<_>>()
            .join("&");
        let request = app.anonymous(Method::GET, &format!("/customers?{query}"));
        let request =
            request.header("x-forwarded-for", format!("2001:db8:{case:x}::1")).header("x-forwarded-proto", "https");
        assert_eq!(Answer::to(request).await.status, 401, "{query}");
    }
}
