//! How bodies travel: compressed, and slowly.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;

use crate::common::customer;

#[actix_web::test]
async fn long_answers_are_compressed_for_those_who_take_it() {
    let app = TestApp::start().await;
    let id = customer(&app, "ann@example.com").await;
    let ask = async |path: &str, coding: &str| {
        let request = app.request(Method::GET, path).header("accept-encoding", coding);
        let response = request.send().await.unwrap();
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let (coding, tag) = (header("content-encoding"), header("etag"));
        let vary: Vec<_> = response.headers().get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
        assert!(vary.contains(&"Accept-Encoding"), "{vary:?}");
        (coding, tag, response.bytes().await.unwrap())
    };
    let (none, _, plain) = ask("/openapi.json", "identity").await;
    let (gzip, _, zipped) = ask("/openapi.json", "gzip").await;
    let (br, _, smaller) = ask("/openapi.json", "gzip, br").await;
    assert_eq!((none, gzip.as_deref(), br.as_deref()), (None, Some("gzip"), Some("br")));
    assert!(zipped.len() * 4 < plain.len() && smaller.len() * 4 < plain.len());
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(&zipped[..]).read_to_end(&mut text).unwrap();
    assert_eq!(text, plain);
    text.clear();
    brotli::Decompressor::new(&smaller[..], 4_096).read_to_end(&mut text).unwrap();
    assert_eq!(text, plain);

    // The tag is weak then, and still good for asking and for changing.
    let path = format!("/customers/{id}?_pretty");
    let (_, weak, _) = ask(&path, "gzip").await;
    let weak = weak.unwrap();
    assert!(weak.starts_with("W/\"1-"), "{weak}");
    let path = format!("/customers/{id}");
    let change = app.request(Method::PUT, &path).header("if-match", weak).json(&serde_json::json!({"phone": "7"}));
    assert_eq!(Answer::to(change).await.status, 200);
}

const HEAD: &str = "POST /wp-json/growffinity/v1/customers HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n";

/// Sends `head`, and then `drop` again and again, until the server has answered or hung up; what it answered.
async fn trickle(app: &TestApp, head: &'static str, drop: &'static str) -> String {
    let address = app.url("//").trim_start_matches("http://").trim_end_matches('/').to_owned();
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        let (deadline, mut answer, mut piece) = (Instant::now() + Duration::from_secs(20), Vec::new(), [0; 4_096]);
        loop {
            assert!(Instant::now() < deadline, "the server waits for ever");
            match stream.read(&mut piece) {
                Ok(0) => break,
                Ok(count) => answer.extend_from_slice(&piece[..count]),
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    if answer.is_empty() && stream.write_all(drop.as_bytes()).is_err() {
                        break;
                    }
                    if !answer.is_empty() {
                        break;
                    }
                }
                Err(_) => break,
            }
        }
        String::from_utf8_lossy(&answer).into_owned()
    });
    answer.await.unwrap()
}

#[actix_web::test]
async fn a_body_that_comes_too_slowly_is_not_waited_for() {
    let app = TestApp::with_settings(&[("http.body_timeout", "1 s")]).await;
    let begun = Instant::now();
    let head = "POST /wp-json/growffinity/v1/customers HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{";
    for drop in ["", " "] {
        let answer = trickle(&app, head, drop).await;
        assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("growffinity_rest_body_timeout"), "{answer}");
    }
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
}

#[actix_web::test]
async fn headers_that_come_too_slowly_are_not_waited_for() {
    let app = TestApp::with_settings(&[("http.head_timeout", "1 s")]).await;
    let begun = Instant::now();
    for drop in ["", "x-a: b\r\n"] {
        let answer = trickle(&app, HEAD, drop).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
    }
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    app.get("/customers").await.expect(200);
}

#[actix_web::test]
async fn heads_and_batches_have_limits() {
    let app = TestApp::start().await;
    let long = app.get(&format!("/customers?search={}", "x".repeat(17_000))).await.expect(414);
    assert_eq!(long["code"], "growffinity_rest_url_too_long");
    let large = app.request(Method::GET, "/customers").header("x-filler", "x".repeat(33_000));
    assert_eq!(Answer::to(large).await.expect(431)["code"], "growffinity_rest_headers_too_large");
    for path in ["//wp-json/batch/v1", "/orders/batch"] {
        let request = app.request(Method::POST, path).header("content-type", "application/json");
        let refused = Answer::to(request.body(vec![b' '; 8_100_000])).await.expect(413);
        assert_eq!(
            (&refused["code"], &refused["data"]["limit"]),
            (&"growffinity_rest_body_too_large".into(), &8_000_000.into())
        );
    }
    app.get("/customers").await.expect(200);
}
