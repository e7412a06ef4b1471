//! What is known of a POST after each way in which it can go wrong. The judge is the server.

use std::{
    io::{Read, Write},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

mod faults;

use super::*;
use faults::{Fault, Seen, Server};

use crate::{campaign::Number, clock::UtcOffset, exotel::request::connect, plan::CallRequest};

const KEY: &str = "key-canary-0123456789";
const TOKEN: &str = "token-canary-0123456789";
const DIGITS: &str = "910000123456";

fn transport_to(base_url: &str, limit: Duration) -> (Transport, HttpRequest) {
    let endpoint = Endpoint::new("acme1", base_url, UtcOffset::IST, None).unwrap();
    let credentials = Credentials::new(KEY.into(), TOKEN.into()).unwrap();
    let timing = Timing {
        connect_timeout: limit,
        answer_timeout: limit,
        ..Timing::default()
    };
    let call = CallRequest {
        to: Number::from_digits(DIGITS.parse().unwrap()).unwrap(),
        exophone: Number::from_digits(910_000_000_001).unwrap(),
        app_id: "926".to_owned(),
        ring_timeout: Duration::from_secs(30),
        time_limit: Duration::from_secs(120),
        custom_field: Some("row 1 & more".to_owned()),
        record: None,
        status_callback: None,
    };
    let request = connect(&endpoint, &call);
    (
        Transport::new(&endpoint, credentials, &timing).unwrap(),
        request,
    )
}

type Posted = Result<HttpReply, TransportError>;

/// Sends to a port with so much patience that only the server's behaviour counts.
async fn post(port: u16) -> Posted {
    post_within(port, Duration::from_secs(60)).await
}

async fn post_within(port: u16, limit: Duration) -> Posted {
    let (transport, request) = transport_to(&format!("http://127.0.0.1:{port}"), limit);
    check_texts(transport.post(&request, Box::new(|| Ok(()))).await)
}

/// No error text shows the number, the address or a secret.
fn check_texts(posted: Posted) -> Posted {
    if let Err(TransportError::NotSent(text) | TransportError::Broken(text)) = &posted {
        assert!(!text.is_empty());
        for canary in ["canary", &DIGITS[2..], "http://", "127.0.0.1", "/v1/"] {
            assert!(!text.contains(canary), "{text} shows {canary}");
        }
    }
    posted
}

/// A server that answers the whole request with these bytes and closes.
async fn said(bytes: &str) -> (Posted, Server) {
    let mut server = Server::start(Fault::Say(bytes.as_bytes().to_vec())).await;
    let posted = post(server.port).await;
    server.request().await;
    (posted, server)
}

#[tokio::test]
async fn a_request_arrives_whole_and_is_answered() {
    let reply = "HTTP/1.1 429 Too Many\r\nretry-after: 30\r\nx-ratelimit-reset: 5\r\n\
                 date: Mon, 23 Nov 2026 10:00:00 GMT\r\ncontent-length: 2\r\n\r\n{}";
    let mut server = Server::start(Fault::Say(reply.into())).await;
    let reply = post(server.port).await.unwrap();
    assert_eq!(
        (reply.status, reply.whole, reply.body.as_slice()),
        (429, true, b"{}".as_slice())
    );
    assert_eq!(reply.retry_after.as_deref(), Some("30"));
    assert_eq!(reply.rate_reset.as_deref(), Some("5"));
    assert!(reply.server_time().is_some());

    let request = server.request().await;
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let head = head.to_ascii_lowercase();
    assert!(
        head.starts_with("post /v1/accounts/acme1/calls/connect.json http/1.1\r\n"),
        "{head}"
    );
    assert!(
        head.contains("content-type: application/x-www-form-urlencoded"),
        "{head}"
    );
    assert!(
        head.contains(&format!("content-length: {}", body.len())),
        "{head}"
    );
    assert!(
        head.contains(&format!(
            "user-agent: exodial/{}",
            env!("CARGO_PKG_VERSION")
        )),
        "{head}"
    );
    assert!(head.contains("authorization: basic "), "{head}");
    for absent in [
        "transfer-encoding",
        "accept-encoding",
        "cookie",
        "referer",
        "expect",
    ] {
        assert!(!head.contains(absent), "{head}");
    }
    assert!(
        body.starts_with("From=%2B910000123456&CallerId=%2B910000000001&Url=http%3A"),
        "{body}"
    );
    assert!(
        body.ends_with("&CustomField=row+1+%26+more&Record=false"),
        "{body}"
    );
}

#[tokio::test]
async fn nothing_listens() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let (transport, request) = transport_to(&base_url, Duration::from_secs(60));
    // Whether the request may leave is asked when there is a connection, not before.
    let leave = || unreachable!("there is no connection to ask for");
    let posted = check_texts(transport.post(&request, Box::new(leave)).await);
    assert!(matches!(posted, Err(TransportError::NotSent(_))));
}

#[tokio::test]
async fn a_connection_that_ends_at_once_is_told_apart_by_what_arrived() {
    for _ in 0..50 {
        let mut server = Server::start(Fault::EndAtOnce).await;
        let posted = post(server.port).await;
        assert_eq!(server.next().await, Seen::Connection);
        let Seen::End(arrived) = server.next().await else {
            panic!("a request was read")
        };
        match posted {
            Err(TransportError::NotSent(_)) => assert_eq!(arrived, 0),
            Err(TransportError::Broken(_)) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn what_broke_after_the_first_byte_is_broken() {
    for fault in [
        Fault::ResetAfterHead,
        Fault::ResetAfterRequest,
        Fault::Say(b"".to_vec()),
        Fault::Say(b"HTTP/1.1 20".to_vec()),
        Fault::Say(b"HTTP/1.1 200 OK\r\ncontent-le".to_vec()),
        Fault::Say(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()),
    ] {
        let mut server = Server::start(fault.clone()).await;
        let posted = post(server.port).await;
        assert!(
            matches!(posted, Err(TransportError::Broken(_))),
            "{fault:?}: {posted:?}"
        );
        assert_eq!(server.next().await, Seen::Connection);
        assert!(!matches!(server.next().await, Seen::End(0)), "{fault:?}");
        assert!(server.is_quiet(), "{fault:?}: one POST is one request");
    }
}

#[tokio::test]
async fn silence_after_the_request_is_a_time_out() {
    for said in [b"".to_vec(), b"HTTP/1.1 200 OK\r\ncontent-".to_vec()] {
        let mut server = Server::start(Fault::SayAndHang(said)).await;
        let posted = post_within(server.port, Duration::from_secs(1)).await;
        assert_eq!(posted, Err(TransportError::TimedOut));
        assert!(server.request().await.ends_with("Record=false"));
        assert!(server.is_quiet(), "one POST is one request");
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = format!("HTTP/1.1 {status} X\r\nlocation: /b\r\ncontent-length: 0\r\n\r\n");
        let (posted, mut server) = said(&elsewhere).await;
        assert_eq!(posted.unwrap().status, status);
        assert!(server.is_quiet());
    }
}

#[tokio::test]
async fn a_cut_body_is_kept_and_said_to_be_cut() {
    let cut = r#"{"Call":{"Sid":"abc"#;
    for framing in [
        "content-length: 100\r\n\r\n",
        "transfer-encoding: chunked\r\n\r\n64\r\n",
    ] {
        let text = format!("HTTP/1.1 200 OK\r\n{framing}{cut}");
        let (posted, _) = said(&text).await;
        let reply = posted.unwrap();
        assert_eq!((reply.status, reply.whole), (200, false));
        assert_eq!(reply.body, cut.as_bytes());
    }
}

#[tokio::test]
async fn a_stalled_body_ends_with_the_deadline_and_keeps_its_status() {
    let text = b"HTTP/1.1 403 Forbidden\r\ncontent-length: 100\r\n\r\n{\"Rest".to_vec();
    let server = Server::start(Fault::SayAndHang(text)).await;
    let reply = post_within(server.port, Duration::from_secs(1))
        .await
        .unwrap();
    assert_eq!((reply.status, reply.whole), (403, false));
    assert_eq!(reply.body, b"{\"Rest");
}

#[tokio::test]
async fn an_endless_body_is_cut_at_the_cap() {
    let mut head = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    head.resize(100_000, b'a');
    let server = Server::start(Fault::SayForEver(head)).await;
    let reply = post(server.port).await.unwrap();
    assert_eq!((reply.whole, reply.body.len()), (false, BODY_LEN_MAX));
}

#[tokio::test]
async fn each_post_has_a_connection_of_its_own() {
    let text = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}".to_vec();
    let mut server = Server::start(Fault::KeepAlive(text)).await;
    let base_url = format!("http://127.0.0.1:{}", server.port);
    let (transport, request) = transport_to(&base_url, Duration::from_secs(60));
    for _ in 0..3 {
        transport.post(&request, Box::new(|| Ok(()))).await.unwrap();
        let mut connections = 0;
        loop {
            match server.next().await {
                Seen::Connection => connections += 1,
                Seen::Request(_) => break,
                Seen::End(bytes) => assert_eq!(bytes, 0),
            }
        }
        assert_eq!(connections, 1);
    }
}

#[tokio::test]
async fn what_may_not_leave_does_not() {
    let mut server = Server::start(Fault::Say(b"HTTP/1.1 200 OK\r\n\r\n".to_vec())).await;
    let base_url = format!("http://127.0.0.1:{}", server.port);
    let (transport, request) = transport_to(&base_url, Duration::from_secs(60));
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let leave = move || {
        count.fetch_add(1, Ordering::SeqCst);
        Err("the order lapsed")
    };
    let posted = transport.post(&request, Box::new(leave)).await;
    assert_eq!(posted, Err(TransportError::Withheld("the order lapsed")));
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    // The connection was there, and brought nothing.
    assert_eq!(server.next().await, Seen::Connection);
    assert_eq!(server.next().await, Seen::End(0));
    assert!(server.is_quiet());
}

/// Deadlines around the time that a connection takes: whichever side is first at the gate, what was said
/// not to have left never arrives.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_gives_up_is_right_for_good() {
    let text = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}".to_vec();
    let mut server = Server::start(Fault::KeepAlive(text)).await;
    let base_url = format!("http://127.0.0.1:{}", server.port);
    let (mut transport, request) = transport_to(&base_url, Duration::from_secs(60));
    let numbered = |nth: u64| {
        let mut request = request.clone();
        request.params.push(("Nth".to_owned(), format!("{nth}.")));
        request
    };
    let mut stayed = Vec::new();
    for nth in 1..=300 {
        transport.deadline = Duration::from_micros(nth * 2);
        let posted = transport.post(&numbered(nth), Box::new(|| Ok(()))).await;
        if matches!(posted, Err(TransportError::NotSent(_))) {
            stayed.push(nth);
        }
    }
    transport.deadline = Duration::from_secs(60);
    transport
        .post(&numbered(0), Box::new(|| Ok(())))
        .await
        .unwrap();
    drop(transport);
    // Connections are accepted in order, so the last request closes the list; then all must end.
    let (mut open, mut last) = (0, false);
    while open > 0 || !last {
        match server.next().await {
            Seen::Connection => open += 1,
            Seen::End(arrived) => {
                assert_eq!(arrived, 0, "the head never leaves alone");
                open -= 1;
            }
            Seen::Request(text) => {
                last |= text.contains("Nth=0.");
                let left = |nth: &&u64| text.contains(&format!("Nth={nth}."));
                assert_eq!(stayed.iter().find(left), None);
            }
        }
    }
}

#[tokio::test]
async fn secrets_that_a_server_echoes_are_blotted_out() {
    let body = format!(r#"{{"Account":{{"AuthToken":"{TOKEN}","ApiKey":"{KEY}"}}}}"#);
    let text = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let (posted, _) = said(&text).await;
    let shown = String::from_utf8(posted.unwrap().body).unwrap();
    assert!(
        !shown.contains("canary") && shown.contains("AuthToken"),
        "{shown}"
    );
}

/// A TLS server with a certificate that nobody vouches for (`tests/wire/self-signed.*.der`: `localhost`
/// and 127.0.0.1, a key made for this test). Returns the port, and what it could decrypt.
fn self_signed() -> (u16, std::thread::JoinHandle<Vec<u8>>) {
    use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
    install_crypto();
    let certificate = include_bytes!("../../../../tests/wire/self-signed.cert.der");
    let key = include_bytes!("../../../../tests/wire/self-signed.key.der");
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from(certificate.as_slice())],
            PrivatePkcs8KeyDer::from(key.as_slice()).into(),
        )
        .unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut tls = rustls::ServerConnection::new(Arc::new(config)).unwrap();
        let mut read = Vec::new();
        let mut secured = rustls::Stream::new(&mut tls, &mut stream);
        let _ = secured.read_to_end(&mut read);
        let _ = secured.flush();
        read
    });
    (port, thread)
}

#[tokio::test]
async fn without_a_trusted_certificate_nothing_leaves() {
    let (port, thread) = self_signed();
    let (transport, request) = transport_to(
        &format!("https://127.0.0.1:{port}"),
        Duration::from_secs(60),
    );
    let posted = check_texts(transport.post(&request, Box::new(|| Ok(()))).await);
    assert!(
        matches!(posted, Err(TransportError::NotSent(_))),
        "{posted:?}"
    );
    assert_eq!(thread.join().unwrap(), b"");

    // Nor to a server that does not speak TLS at all.
    let mut server = Server::start(Fault::EndAtOnce).await;
    let base_url = format!("https://127.0.0.1:{}", server.port);
    let (transport, request) = transport_to(&base_url, Duration::from_secs(60));
    let posted = check_texts(transport.post(&request, Box::new(|| Ok(()))).await);
    assert!(
        matches!(posted, Err(TransportError::NotSent(_))),
        "{posted:?}"
    );
    assert_eq!(server.next().await, Seen::Connection);
    assert!(matches!(server.next().await, Seen::End(_)));
}
