//! The simulated provider behind HTTP/1.1 on loopback, faults and all.
//!
//! hyper reads requests and writes whole answers. An answer that must not be whole ends hyper's part in the
//! connection, and its last words are written here, byte by byte, or the connection is reset.

mod answer;
mod control;

use std::{
    fmt,
    future::{Future, poll_fn},
    io,
    net::{Ipv4Addr, SocketAddr},
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use secrecy::{ExposeSecret, SecretString};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinSet,
    time::{sleep, timeout},
};

use super::account::Account;
use crate::clock::Timestamp;

/// Connections that are open at once; more wait in the kernel's queue.
const CONNECTIONS_MAX: usize = 1024;
/// Longest wait for a request's head, and for its body.
const REQUEST_DEADLINE: Duration = Duration::from_secs(30);
/// Bytes of a request's head.
const HEAD_MAX: usize = 64 * 1024;
/// How long a hanging answer hangs when the client does not give up.
const HANG_MAX: Duration = Duration::from_secs(600);
/// Longest wait for a client to take the last words of a connection.
const LAST_WORDS_DEADLINE: Duration = Duration::from_secs(10);

/// The key pair that clients must know.
pub struct Credentials(SecretString);

impl Credentials {
    /// HTTP Basic: the API key is the user, the API token the password.
    pub fn new(key: &str, token: &str) -> Credentials {
        let pair = BASE64_STANDARD.encode(format!("{key}:{token}"));
        Credentials(format!("Basic {pair}").into())
    }

    /// Whether an `Authorization` header holds the pair.
    fn fit(&self, header: Option<&[u8]>) -> bool {
        header == Some(self.0.expose_secret().as_bytes())
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(..)")
    }
}

/// A bound server that does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: std::net::TcpListener,
}

/// What every connection shares.
struct Door<C> {
    account: Arc<Mutex<Account>>,
    clock: C,
    credentials: Option<Credentials>,
}

/// How a connection ends when its last answer is not hyper's to write.
enum Ending {
    /// A reset.
    Reset,
    /// These bytes, then an orderly close.
    LastWords(Vec<u8>),
}

impl Server {
    /// Binds a port of 127.0.0.1; 0 picks a free one. No other address can be bound.
    ///
    /// # Errors
    /// The port is taken or not allowed.
    pub fn bind(port: u16) -> io::Result<Server> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        Ok(Server { listener })
    }

    /// The address that was bound.
    ///
    /// # Errors
    /// The operating system does not say.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until `shutdown` is ready; then drops every connection.
    ///
    /// Without credentials every key pair will do. `clock` is asked once for each request.
    ///
    /// # Errors
    /// The runtime does not take the listener.
    pub async fn run<C>(
        self,
        account: Arc<Mutex<Account>>,
        clock: C,
        credentials: Option<Credentials>,
        shutdown: impl Future<Output = ()>,
    ) -> io::Result<()>
    where
        C: Fn() -> Timestamp + Send + Sync + 'static,
    {
        let listener = TcpListener::from_std(self.listener)?;
        let door = Arc::new(Door {
            account,
            clock,
            credentials,
        });
        let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
        let mut connections = JoinSet::new();
        let mut shutdown = pin!(shutdown);
        loop {
            let arrival = async {
                let place = places.clone().acquire_owned().await;
                (listener.accept().await, place)
            };
            tokio::select! {
                () = &mut shutdown => return Ok(()),
                Some(_) = connections.join_next() => {}
                (accepted, place) = arrival => match accepted {
                    Ok((stream, _)) => {
                        let door = door.clone();
                        connections.spawn(async move {
                            serve_connection(stream, door).await;
                            drop(place);
                        });
                    }
                    // Out of descriptors, mostly: others must end first.
                    Err(_) => sleep(Duration::from_millis(50)).await,
                },
            }
        }
    }
}

/// Serves one connection to its end, whichever way it ends. What the client does wrong is its own affair.
async fn serve_connection<C>(stream: TcpStream, door: Arc<Door<C>>)
where
    C: Fn() -> Timestamp + Send + Sync + 'static,
{
    let ending = Arc::new(Mutex::new(None));
    let service = service_fn(|request| {
        let (door, ending) = (door.clone(), ending.clone());
        // Boxed: hyper gives a connection back only when its futures can be moved.
        Box::pin(async move {
            let answered = answer::answer(&door, request).await;
            answered.map_err(|how| {
                *ending.lock().unwrap_or_else(PoisonError::into_inner) = Some(how);
                io::Error::other("the connection ends here")
            })
        })
    });
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(REQUEST_DEADLINE)
        .max_buf_size(HEAD_MAX)
        .serve_connection(TokioIo::new(stream), service);
    let served = poll_fn(|cx| connection.poll_without_shutdown(cx)).await;
    let mut stream = connection.into_parts().io.into_inner();
    let ending = ending.lock().unwrap_or_else(PoisonError::into_inner).take();
    match (ending, served) {
        (Some(Ending::Reset), _) => {
            // Closing with unsent or unread data, or without lingering, is what resets a connection.
            let _ = stream.set_zero_linger();
        }
        (Some(Ending::LastWords(bytes)), _) => {
            let words = async {
                stream.write_all(&bytes).await?;
                stream.shutdown().await
            };
            let _ = timeout(LAST_WORDS_DEADLINE, words).await;
        }
        (None, Ok(()) | Err(_)) => {
            let _ = timeout(LAST_WORDS_DEADLINE, stream.shutdown()).await;
        }
    }
}
