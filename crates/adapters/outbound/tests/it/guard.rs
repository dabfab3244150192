//! Where the client goes and where it doesn't.

use std::{
    io::{Read, Write},
    net::TcpListener,
    thread,
    time::{Duration, Instant},
};

use growffinity_outbound::{Answer, OutboundClient, OutboundError, OutboundSettings};

fn client() -> OutboundClient {
    let settings = OutboundSettings {
        allow_private: true,
        timeout: Duration::from_millis(800),
        answer_limit: 1_000,
        ..OutboundSettings::default()
    };
    OutboundClient::new(settings).unwrap()
}

async fn get(client: &OutboundClient, url: &str) -> Result<Answer, OutboundError> {
    client.send("GET".parse().unwrap(), url.parse().unwrap(), &[], Vec::new()).await
}

/// A server that answers one request with `answer`, byte for byte, then waits for the caller to leave.
fn server(answer: Vec<u8>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut buffer = [0; 4_096];
        let _ = stream.read(&mut buffer);
        let _ = stream.write_all(&answer);
        let _ = stream.read(&mut buffer);
    });
    port
}

#[tokio::test]
async fn redirects_are_answers() {
    let port = server(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n".to_vec());
    let answer = get(&client(), &format!("http://127.0.0.1:{port}/")).await.unwrap();
    assert_eq!(answer.status.as_u16(), 302);
}

#[tokio::test]
async fn a_long_answer_is_not_read_to_its_end() {
    let mut answer = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n".to_vec();
    answer.resize(answer.len() + 100_000, b'x');
    let port = server(answer);
    assert_eq!(get(&client(), &format!("http://127.0.0.1:{port}/")).await.unwrap_err(), OutboundError::TooLong);
}

#[tokio::test]
async fn someone_who_never_answers_is_left() {
    let port = server(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc".to_vec());
    let begun = Instant::now();
    let left = get(&client(), &format!("http://127.0.0.1:{port}/?consumer_secret=cs_1")).await.unwrap_err();
    assert_eq!(left, OutboundError::TimedOut);
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_failure_does_not_repeat_the_address() {
    let failed = get(&client(), "http://127.0.0.1:1/?consumer_secret=cs_1").await.unwrap_err();
    assert!(matches!(&failed, OutboundError::Failed(text) if !text.contains("cs_1")), "{failed:?}");
}
