//! How bodies travel: compressed, and slowly.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
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

#[actix_web::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let app = TestApp::with_settings(&[("http.body_timeout", "1 s")]).await;
    let address = app.url("//").trim_start_matches("http://").trim_end_matches('/').to_owned();
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let head = "POST /wp-json/growffinity/v1/customers HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{";
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).unwrap();
        String::from_utf8(answer.to_vec()).unwrap()
    });
    assert_eq!(answer.await.unwrap(), "HTTP/1.1 408");
}
