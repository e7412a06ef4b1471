//! A server on this machine that misbehaves in one way, and tells what reached it.

use std::future::pending;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

/// What the server does with a connection.
#[derive(Clone, Debug)]
pub(super) enum Fault {
    /// Ends its side at once, then counts what comes.
    EndAtOnce,
    /// Resets once the head came, before the body is answered for.
    ResetAfterHead,
    /// Resets once the whole request came.
    ResetAfterRequest,
    /// Answers the whole request with these bytes and closes.
    Say(Vec<u8>),
    /// Answers with these bytes, and neither says more nor closes.
    SayAndHang(Vec<u8>),
    /// Answers with these bytes again and again.
    SayForEver(Vec<u8>),
    /// Answers every request with these bytes and waits for the next on the same connection.
    KeepAlive(Vec<u8>),
}

/// What reached the server.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// A connection.
    Connection,
    /// A whole request: head and body.
    Request(String),
    /// The end of a connection that brought this many bytes and no whole request.
    End(usize),
}

/// A running server. Its tasks end with the runtime of the test.
pub(super) struct Server {
    pub(super) port: u16,
    seen: mpsc::UnboundedReceiver<Seen>,
}

impl Server {
    pub(super) async fn start(fault: Fault) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (tell, seen) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = tell.send(Seen::Connection);
                tokio::spawn(serve(stream, fault.clone(), tell.clone()));
            }
        });
        Server { port, seen }
    }

    /// The next thing that reaches the server.
    pub(super) async fn next(&mut self) -> Seen {
        self.seen.recv().await.unwrap()
    }

    /// A connection with a whole request, which is returned.
    pub(super) async fn request(&mut self) -> String {
        assert_eq!(self.next().await, Seen::Connection);
        match self.next().await {
            Seen::Request(text) => text,
            other => panic!("{other:?}"),
        }
    }

    /// Whether nothing more reached the server so far.
    pub(super) fn is_quiet(&mut self) -> bool {
        self.seen.try_recv().is_err()
    }
}

async fn serve(mut stream: TcpStream, fault: Fault, tell: mpsc::UnboundedSender<Seen>) {
    if matches!(fault, Fault::EndAtOnce) {
        let _ = stream.shutdown().await;
    }
    let mut bytes = Vec::new();
    loop {
        let head = bytes
            .windows(4)
            .position(|w| w == b"\r\n\r\n")
            .map(|at| at + 4);
        if let (Some(_), Fault::ResetAfterHead) = (head, &fault) {
            let _ = tell.send(Seen::End(bytes.len()));
            let _ = stream.set_zero_linger();
            return;
        }
        if let Some(end) = head.map(|head| head + content_length(&bytes[..head]))
            && bytes.len() >= end
            && !matches!(fault, Fault::EndAtOnce)
        {
            let request: Vec<u8> = bytes.drain(..end).collect();
            let _ = tell.send(Seen::Request(String::from_utf8(request).unwrap()));
            if !respond(&mut stream, &fault).await {
                return;
            }
            continue;
        }
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => {
                let _ = tell.send(Seen::End(bytes.len()));
                return;
            }
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
        }
    }
}

/// Does what the fault wants after a whole request; tells whether the connection goes on.
async fn respond(stream: &mut TcpStream, fault: &Fault) -> bool {
    match fault {
        Fault::ResetAfterRequest => {
            let _ = stream.set_zero_linger();
            false
        }
        Fault::Say(bytes) => {
            let _ = stream.write_all(bytes).await;
            let _ = stream.shutdown().await;
            false
        }
        Fault::SayAndHang(bytes) => {
            let _ = stream.write_all(bytes).await;
            pending().await
        }
        Fault::SayForEver(bytes) => {
            while stream.write_all(bytes).await.is_ok() {}
            false
        }
        Fault::KeepAlive(bytes) => stream.write_all(bytes).await.is_ok(),
        Fault::EndAtOnce | Fault::ResetAfterHead => false,
    }
}

fn content_length(head: &[u8]) -> usize {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let line = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    line.map_or(0, |value| value.trim().parse().unwrap())
}
