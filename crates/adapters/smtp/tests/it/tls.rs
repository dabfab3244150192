//! STARTTLS and TLS from the first byte, before a certificate made for the test.

use std::{net::SocketAddr, sync::Arc};

use growffinity_campaigns::{mail::Delivery, ports::Mailer as _};
use growffinity_smtp::{SmtpMailer, SmtpSettings, Tls};
use growffinity_testkit::smtp_sink::SmtpSink;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, pki_types::PrivateKeyDer},
};

use crate::{clock, mail_to, settings};

/// A door to `sink` that speaks TLS, at once or after STARTTLS. Gives its port and its certificate.
async fn door(sink: &SmtpSink, starttls: bool) -> (u16, Vec<u8>) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let certificate = made.cert.der().clone();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config =
        ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate.clone()], key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let inside = sink.address();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(pass(stream, inside, acceptor.clone(), starttls));
        }
    });
    (port, certificate.to_vec())
}

async fn pass(stream: TcpStream, inside: SocketAddr, acceptor: TlsAcceptor, starttls: bool) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut inner = TcpStream::connect(inside).await?;
    if starttls {
        let mut line = String::new();
        stream.write_all(b"220 door.test\r\n").await?;
        stream.read_line(&mut line).await?;
        stream.write_all(b"250-door.test\r\n250 STARTTLS\r\n").await?;
        line.clear();
        stream.read_line(&mut line).await?;
        if line != "STARTTLS\r\n" {
            return Ok(());
        }
        stream.write_all(b"220 go\r\n").await?;
        // The sink greets too; the client has been greeted.
        while inner.read_u8().await? != b'\n' {}
    }
    let mut outer = acceptor.accept(stream.into_inner()).await?;
    tokio::io::copy_bidirectional(&mut outer, &mut inner).await?;
    Ok(())
}

fn over(tls: Tls, port: u16, root: Option<Vec<u8>>) -> SmtpMailer {
    let limits = settings("smtp://localhost").timeouts;
    let mut settings = SmtpSettings::plain("localhost", port);
    settings.timeouts = limits;
    settings.tls = tls;
    settings.trusted_root = root;
    SmtpMailer::new(settings, clock())
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_goes_out_encrypted_when_the_certificate_is_trusted() {
    for tls in [Tls::Implicit, Tls::Required, Tls::Opportunistic] {
        let sink = SmtpSink::start().await;
        let (port, root) = door(&sink, tls != Tls::Implicit).await;
        let mailer = over(tls, port, (tls != Tls::Opportunistic).then_some(root));
        for _ in 0..2 {
            let outcome = mailer.deliver(&mail_to("ann@example.com")).await;
            assert!(matches!(outcome, Delivery::Accepted { .. }), "{tls:?}: {outcome:?}");
        }
        assert_eq!((sink.count(), sink.connections()), (2, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_certificate_gets_no_mail() {
    for tls in [Tls::Implicit, Tls::Required] {
        let sink = SmtpSink::start().await;
        let (port, _) = door(&sink, tls == Tls::Required).await;
        let outcome = over(tls, port, None).deliver(&mail_to("ann@example.com")).await;
        assert!(matches!(outcome, Delivery::Deferred { .. }), "{tls:?}: {outcome:?}");
        assert_eq!(sink.count(), 0);
    }
}

#[tokio::test]
async fn a_server_without_starttls_gets_no_mail_when_it_is_required() {
    let sink = SmtpSink::start().await;
    let outcome = over(Tls::Required, sink.address().port(), None).deliver(&mail_to("ann@example.com")).await;
    assert!(matches!(outcome, Delivery::Deferred { .. }), "{outcome:?}");
    assert_eq!(sink.count(), 0);

    let outcome = over(Tls::Opportunistic, sink.address().port(), None).deliver(&mail_to("ann@example.com")).await;
    assert!(matches!(outcome, Delivery::Accepted { .. }), "{outcome:?}");
}
