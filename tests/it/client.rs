//! The client against a server on this machine, as far as it is public without an order: reads.
//! What becomes of a POST under faults is tested beside `exotel::transport`, which is private so that
//! nobody can place a call without an order.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::time::Duration;

use exodial::{
    campaign::{Number, Timing},
    clock::{Timestamp, UtcOffset},
    engine::effect::{Query, Reply},
    exotel::{Client, Credentials, Endpoint},
    journal::event::{Sid, Standing},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    sync::mpsc,
};

const DIGITS: &str = "0000123456";

fn client(port: u16, limit: Duration) -> Client {
    let base_url = format!("http://localhost:{port}");
    let endpoint = Endpoint::new("acme1", &base_url, UtcOffset::IST, None).unwrap();
    let credentials = Credentials::new("key-canary-0001".into(), "token-canary-0002".into());
    let timing = Timing {
        connect_timeout: limit,
        answer_timeout: limit,
        ..Timing::default()
    };
    Client::new(endpoint, credentials.unwrap(), &timing).unwrap()
}

/// Answers each connection's one request with the next of these texts; an empty one hangs.
async fn server(answers: Vec<String>) -> (u16, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (tell, seen) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut hanging = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut bytes = Vec::new();
            while !bytes.ends_with(b"\r\n\r\n") {
                let mut buffer = [0; 1024];
                let count = stream.read(&mut buffer).await.unwrap();
                assert_ne!(count, 0, "a request is cut");
                bytes.extend_from_slice(&buffer[..count]);
            }
            tell.send(String::from_utf8(bytes).unwrap()).unwrap();
            if answer.is_empty() {
                hanging.push(stream);
            } else {
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        }
        std::future::pending::<()>().await;
    });
    (port, seen)
}

fn ok(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn person() -> Number {
    Number::from_digits(910_000_123_456).unwrap()
}

fn check_text(text: &str) {
    for canary in ["canary", DIGITS, "http://", "localhost", "/v1/", "Basic"] {
        assert!(!text.contains(canary), "{text} shows {canary}");
    }
}

#[tokio::test]
async fn a_query_is_one_request_with_credentials() {
    let (port, mut seen) = server(vec![ok(r#"{"Result":{"Status":"Neutral","Expiry":-1}}"#)]).await;
    let reply = client(port, Duration::from_secs(60))
        .ask(&Query::Standing(person()))
        .await;
    let neutral = Reply::Standing {
        standing: Standing::Neutral,
        expires_in: None,
    };
    assert_eq!(reply, neutral);
    let request = seen.recv().await.unwrap();
    let line = request.lines().next().unwrap();
    assert_eq!(
        line,
        format!("GET /v1/Accounts/acme1/CustomerWhitelist/0{DIGITS}.json HTTP/1.1")
    );
    // key-canary-0001:token-canary-0002
    assert!(
        request.contains("Basic a2V5LWNhbmFyeS0wMDAxOnRva2VuLWNhbmFyeS0wMDAy"),
        "{request}"
    );
    assert!(seen.try_recv().is_err());
}

#[tokio::test]
async fn further_pages_are_not_asked_for() {
    let more = r#"{"Calls":[{"Sid":"0a1b2c3d4e5f"}],"Metadata":{"NextPageUri":"\/v1\/Accounts\/acme1\/Calls.json?After=a%2Bb&PageSize=100"}}"#;
    let (port, mut seen) = server(vec![ok(more), ok(r#"{"Calls":[]}"#)]).await;
    let at = Timestamp::from_secs(1_795_408_200);
    let reply = client(port, Duration::from_secs(60))
        .ask(&Query::Sids {
            sids: vec![Sid::parse("0a1b2c3d4e5f").unwrap()],
            made: Some((at, at)),
        })
        .await;
    assert!(
        matches!(
            reply,
            Reply::Calls {
                complete: false,
                ..
            }
        ),
        "{reply:?}"
    );
    assert!(seen.recv().await.unwrap().starts_with(
        "GET /v1/Accounts/acme1/Calls.json?Sid=0a1b2c3d4e5f&DateCreated=gte%3A2026-11-23+10%3A00%3A00%3B"
    ));
    assert!(seen.try_recv().is_err(), "nothing is asked unasked");
}

#[tokio::test]
async fn errors_show_neither_number_nor_address_nor_secret() {
    // Nothing listens.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let refused = client(port, Duration::from_secs(60))
        .ask(&Query::Dnd(person()))
        .await;
    let Reply::NotSent { why } = refused else {
        panic!("{refused:?}")
    };
    check_text(&why);

    // Half a head, a body that is cut, and one that tells too much.
    let (port, _seen) = server(vec![
        "HTTP/1.1 20\r\n".to_owned(),
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\nconnection: close\r\n\r\n{".to_owned(),
        format!(
            "HTTP/1.1 500 Oops\r\nconnection: close\r\n\r\n{{\"RestException\":{{\"Status\":500,\
             \"Message\":\"key-canary-0001 0{DIGITS} token-canary-0002\"}}}}"
        ),
    ])
    .await;
    let client = client(port, Duration::from_secs(60));
    for expected in [
        "",
        "HTTP 200, and the answer broke off",
        "HTTP 500: *************** xxxxx",
    ] {
        let reply = client.ask(&Query::Dnd(person())).await;
        let Reply::Failed { why } = reply else {
            panic!("{reply:?}")
        };
        assert!(why.starts_with(expected), "{why}");
        check_text(&why);
    }
}

#[tokio::test]
async fn silence_ends_with_the_deadline() {
    let (port, mut seen) = server(vec![String::new()]).await;
    let reply = client(port, Duration::from_secs(1))
        .ask(&Query::Dnd(person()))
        .await;
    assert_eq!(
        reply,
        Reply::Failed {
            why: "no answer in time".to_owned()
        }
    );
    assert!(seen.recv().await.is_some());
}
