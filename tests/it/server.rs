//! The simulated provider over HTTP on loopback, read byte by byte.

use std::{
    io::{self, ErrorKind},
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use exodial::sim::{
    Account,
    scenario::Loss,
    server::{Credentials, Server},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};

use crate::simulated::*;

struct Running {
    address: SocketAddr,
    account: Arc<Mutex<Account>>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<io::Result<()>>,
}

fn run(account: Account) -> Running {
    let server = Server::bind(0).expect("a port is free");
    let address = server.local_addr().expect("it is bound");
    let account = Arc::new(Mutex::new(account));
    let (stop, stopped) = oneshot::channel();
    let credentials = Some(Credentials::new("key", "token"));
    let shutdown = async { drop(stopped.await) };
    let task = tokio::spawn(server.run(account.clone(), || START, credentials, shutdown));
    Running {
        address,
        account,
        stop,
        task,
    }
}

/// What came back before the connection ended.
struct Seen {
    bytes: Vec<u8>,
    end: Result<(), ErrorKind>,
}

impl Seen {
    fn head(&self) -> &str {
        let end = self.bytes.windows(4).position(|four| four == b"\r\n\r\n");
        std::str::from_utf8(&self.bytes[..end.expect("there is a head")]).expect("a head is text")
    }

    fn body(&self) -> &[u8] {
        &self.bytes[self.head().len() + 4..]
    }

    fn status(&self) -> u16 {
        let status = self.head().split(' ').nth(1);
        status
            .and_then(|status| status.parse().ok())
            .expect("there is a status")
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head().lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

impl Running {
    /// Sends bytes on a fresh connection and reads to its end.
    async fn send(&self, request: String) -> Seen {
        let mut stream = TcpStream::connect(self.address).await.expect("it listens");
        stream
            .write_all(request.as_bytes())
            .await
            .expect("it reads");
        let mut bytes = Vec::new();
        let end = stream.read_to_end(&mut bytes).await;
        Seen {
            bytes,
            end: end.map(drop).map_err(|error| error.kind()),
        }
    }

    async fn get(&self, path: &str) -> Seen {
        self.send(format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\n{}connection: close\r\n\r\n",
            self.address,
            basic("key:token")
        ))
        .await
    }

    async fn page(&self, page: &str) -> Value {
        serde_json::from_slice(self.get(&format!("/_sim/{page}")).await.body())
            .expect("a page is JSON")
    }

    fn calls_to(&self, nth: u32) -> usize {
        let account = self.account.lock().expect("nobody panicked");
        account
            .ledger()
            .iter()
            .filter(|call| call.from.e164() == number(nth))
            .count()
    }
}

fn basic(pair: &str) -> String {
    format!("authorization: Basic {}\r\n", BASE64_STANDARD.encode(pair))
}

/// A connect request as bytes.
fn post(from: &str, authorization: &str) -> String {
    let form: String = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(connect(from, &[]).params)
        .finish();
    format!(
        "POST /v1/Accounts/acme1/Calls/connect.json HTTP/1.1\r\nhost: localhost\r\n{authorization}connection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    )
}

#[tokio::test]
async fn a_call_is_placed_and_seen_in_the_ledger() {
    let running = run(calm(""));
    let seen = running.send(post(&number(7), &basic("key:token"))).await;
    assert_eq!(
        (seen.status(), seen.header("content-type"), seen.end),
        (200, Some("application/json"), Ok(()))
    );
    let body: Value = serde_json::from_slice(seen.body()).unwrap();
    let sid = body["Call"]["Sid"].as_str().unwrap();
    let ledger = running.page("ledger").await;
    let [call] = ledger["calls"].as_array().unwrap().as_slice() else {
        panic!("one call")
    };
    assert_eq!(
        (&call["sid"], &call["from"], &call["outcome"]),
        (&json!(sid), &json!(number(7)), &json!("completed"))
    );
    assert_eq!(call["placed_at"], START.as_millis());

    let details = running
        .get(&format!("/v1/Accounts/acme1/Calls/{sid}"))
        .await;
    assert_eq!(
        (details.status(), details.header("content-type")),
        (200, Some("application/xml"))
    );
    assert_eq!(
        running
            .get("/v1/Accounts/acme1/CustomerWhitelist/%2B910000000007.json")
            .await
            .status(),
        200
    );
    let counts = running.page("requests").await;
    assert_eq!(
        (
            &counts["requests"],
            &counts["calls"],
            &counts["most_in_a_window"]
        ),
        (&json!(3), &json!(1), &json!(3))
    );
    assert_eq!(
        (&counts["kinds"]["connect"], &counts["whitelist_posts"]),
        (&json!(1), &json!(0))
    );
}

#[tokio::test]
async fn the_key_pair_is_asked_for() {
    let running = run(calm(""));
    for wrong in [
        String::new(),
        basic("key:wrong"),
        basic("acme1:token"),
        "authorization: Bearer token\r\n".to_owned(),
    ] {
        assert_eq!(
            running.send(post(&number(7), &wrong)).await.status(),
            401,
            "{wrong}"
        );
    }
    assert_eq!(running.calls_to(7), 0);
    assert!(!format!("{:?}", Credentials::new("key", "token")).contains("token"));
}

#[tokio::test]
async fn every_ambiguous_answer_travels_over_http() {
    let running = run(account(EVERY_FAULT));
    for (nth, loss) in (0..).step_by(2).zip(Loss::ALL) {
        for (number_of, placed) in [(nth, true), (nth + 1, false)] {
            if loss == Loss::Drop {
                let waiting = running.send(post(&number(number_of), &basic("key:token")));
                // The server would answer at once; a client that gives up sees nothing.
                assert!(timeout(Duration::from_millis(150), waiting).await.is_err());
            } else {
                let seen = running
                    .send(post(&number(number_of), &basic("key:token")))
                    .await;
                arrives(loss, placed, &seen);
            }
            assert_eq!(
                running.calls_to(number_of),
                usize::from(placed),
                "{loss:?} {placed}"
            );
        }
    }
    let faults = running.page("requests").await["faults"].clone();
    assert_eq!(
        (&faults["html placed"], &faults["drop not_placed"]),
        (&json!(1), &json!(1))
    );
}

/// Checks what a client reads of a lost answer.
fn arrives(loss: Loss, placed: bool, seen: &Seen) {
    let what = format!(
        "{loss:?} {placed}: {:?}",
        String::from_utf8_lossy(&seen.bytes)
    );
    match loss {
        Loss::Reset => {
            assert_eq!(seen.end, Err(ErrorKind::ConnectionReset), "{what}");
            assert!(seen.bytes.is_empty(), "{what}");
            return;
        }
        Loss::Truncated => {
            let promised = seen
                .header("content-length")
                .and_then(|length| length.parse().ok());
            assert!(
                seen.status() == 200 && Some(seen.body().len()) < promised,
                "{what}"
            );
        }
        Loss::Unavailable => assert_eq!(seen.status(), 503, "{what}"),
        Loss::Slow => assert_eq!(seen.status(), if placed { 200 } else { 503 }, "{what}"),
        Loss::NoSid => assert_eq!(seen.status(), 200, "{what}"),
        Loss::Redirect => {
            let same = Some("/v1/Accounts/acme1/Calls/connect.json");
            assert_eq!(
                (seen.status(), seen.header("location")),
                (307, same),
                "{what}"
            );
        }
        Loss::Html => {
            assert!([200, 502].contains(&seen.status()), "{what}");
            assert_eq!(seen.header("content-type"), Some("text/html"), "{what}");
        }
        Loss::Drop => unreachable!("nothing arrives"),
    }
    assert_eq!(seen.end, Ok(()), "{what}");
}

#[tokio::test]
async fn a_429_carries_its_header() {
    let running = run(calm("rate_limit: { requests: 1, retry_after: seconds }"));
    assert_eq!(
        running.get("/v1/Accounts/acme1/Calls.json").await.status(),
        200
    );
    let seen = running.get("/v1/Accounts/acme1/Calls.json").await;
    assert_eq!(
        (seen.status(), seen.header("retry-after")),
        (429, Some("60"))
    );
}

#[tokio::test]
async fn what_is_not_a_request_of_the_api_is_turned_away() {
    let running = run(calm(""));
    let put = format!(
        "PUT /v1/Accounts/acme1/Calls.json HTTP/1.1\r\nhost: x\r\n{}connection: close\r\n\r\n",
        basic("key:token")
    );
    assert_eq!(running.send(put).await.status(), 405);
    let large = "x".repeat(70_000);
    let path = "/v1/Accounts/acme1/Calls/connect.json";
    let large = format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 70000\r\n\r\n{large}"
    );
    assert_eq!(running.send(large).await.status(), 413);
    let typed = format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{{}}"
    );
    assert_eq!(running.send(typed).await.status(), 415);
    assert_eq!(running.get("/_sim/secrets").await.status(), 404);
    let rebound =
        "GET /_sim/ledger HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n".to_owned();
    assert_eq!(running.send(rebound).await.status(), 403);
    assert!(running.account.lock().unwrap().requests().is_empty());
}

#[tokio::test]
async fn one_connection_serves_many_requests_and_shutdown_ends_it() {
    let running = run(calm(""));
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let request = format!(
        "GET /v1/Accounts/acme1/Nothing.json HTTP/1.1\r\nhost: x\r\n{}\r\n",
        basic("key:token")
    );
    for _ in 0..3 {
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"}}") {
            assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0);
        }
        assert!(bytes.starts_with(b"HTTP/1.1 404"));
    }
    running.stop.send(()).unwrap();
    running.task.await.unwrap().unwrap();
    let mut rest = Vec::new();
    let ended = stream.read_to_end(&mut rest).await;
    assert!(ended.is_err() || rest.is_empty());
    assert!(TcpStream::connect(running.address).await.is_err());
}
