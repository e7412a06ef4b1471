//! The way to webhooks: messages leave on a thread of their own, so that nothing ever waits for one but the end of the
//! process, and that for a while only.
//!
//! Each webhook has its own queue and is sent to in order, so that one that hangs holds up no other. Nothing that an
//! HTTP client says of an error is passed on: it may hold the URL, which is a secret.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::Duration,
};

use reqwest::{Client, StatusCode, header::CONTENT_TYPE};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::exotel::{bare, install_crypto};

/// Messages that wait for a webhook at the most.
pub const QUEUE_MAX: usize = 32;
/// Longest try, from the connection to the head of the answer.
const TRY: Duration = Duration::from_secs(5);
/// Pauses between the tries; there is one try more than pauses.
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(4)];
/// How long the end of a process waits for what is left.
pub const END_MAX: Duration = Duration::from_secs(10);

/// Where messages go.
#[derive(Clone, Debug)]
pub struct Address {
    /// How it is called in the log.
    pub label: String,
    /// Its URL.
    pub url: SecretString,
    /// Whether it is on this machine, and may be spoken to without TLS.
    pub is_local: bool,
}

/// A message that did not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untold {
    /// Whom it did not reach.
    pub label: String,
    /// What it was about.
    pub what: &'static str,
    /// Why not, a phrase.
    pub why: String,
}

struct Message {
    what: &'static str,
    body: String,
}

/// The webhooks of a process, by the order in which they were named.
pub struct Webhooks {
    queues: Vec<Queue>,
    untold: mpsc::Receiver<Untold>,
    full: Vec<Untold>,
    /// Gone when every queue is empty and closed.
    over: mpsc::Receiver<()>,
}

struct Queue {
    label: String,
    send: Sender<Message>,
    waiting: Arc<AtomicUsize>,
}

impl Webhooks {
    /// Begins to serve these.
    ///
    /// # Errors
    /// A phrase, when this machine gives no thread or no HTTP client.
    pub fn start(addresses: Vec<Address>) -> Result<Webhooks, String> {
        install_crypto();
        let (tell, untold) = mpsc::channel();
        let (done, over) = mpsc::channel();
        let (mut queues, mut posts) = (Vec::new(), Vec::new());
        for address in addresses {
            let (send, messages) = channel(QUEUE_MAX);
            let waiting = Arc::new(AtomicUsize::new(0));
            queues.push(Queue {
                label: address.label.clone(),
                send,
                waiting: waiting.clone(),
            });
            posts.push(Post {
                client: client(&address)?,
                address,
                messages,
                waiting,
                untold: tell.clone(),
            });
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        let serve = move || {
            runtime.block_on(async {
                let mut tasks = tokio::task::JoinSet::new();
                for post in posts {
                    tasks.spawn(post.serve());
                }
                while tasks.join_next().await.is_some() {}
            });
            drop(done);
        };
        let thread = std::thread::Builder::new().name("webhooks".to_owned());
        thread.spawn(serve).map_err(|error| error.to_string())?;
        Ok(Webhooks {
            queues,
            untold,
            full: Vec::new(),
            over,
        })
    }

    /// Hands a message over for the webhook of this place; never waits.
    pub fn tell(&mut self, place: usize, what: &'static str, body: String) {
        let Some(queue) = self.queues.get(place) else {
            return;
        };
        queue.waiting.fetch_add(1, Ordering::SeqCst);
        if queue.send.try_send(Message { what, body }).is_err() {
            queue.waiting.fetch_sub(1, Ordering::SeqCst);
            self.full.push(Untold {
                label: queue.label.clone(),
                what,
                why: format!("{QUEUE_MAX} messages wait for it already"),
            });
        }
    }

    /// Messages that did not arrive, each told once.
    pub fn untold(&mut self) -> Vec<Untold> {
        let mut untold = std::mem::take(&mut self.full);
        untold.extend(self.untold.try_iter());
        untold
    }

    /// Waits until everything was sent, but no longer than `most`; what did not arrive.
    pub fn end(mut self, most: Duration) -> Vec<Untold> {
        let queues = std::mem::take(&mut self.queues);
        let left: Vec<_> = queues
            .into_iter()
            .map(|queue| (queue.label, queue.waiting))
            .collect();
        // The senders are dropped now; the thread ends when the queues are empty.
        let _ = self.over.recv_timeout(most);
        let mut untold = self.untold();
        for (label, waiting) in left {
            let waiting = waiting.load(Ordering::SeqCst);
            if waiting > 0 {
                untold.push(Untold {
                    label,
                    what: "the end",
                    why: match waiting {
                        1 => format!("a message was not delivered within {} s", most.as_secs()),
                        _ => format!(
                            "{waiting} messages were not delivered within {} s",
                            most.as_secs()
                        ),
                    },
                });
            }
        }
        untold
    }
}

/// One webhook's side of the thread.
struct Post {
    client: Client,
    address: Address,
    messages: Receiver<Message>,
    waiting: Arc<AtomicUsize>,
    untold: mpsc::Sender<Untold>,
}

impl Post {
    async fn serve(mut self) {
        while let Some(message) = self.messages.recv().await {
            if let Err(why) = self.deliver(&message.body).await {
                // There is nobody to tell when the process is leaving.
                let _ = self.untold.send(Untold {
                    label: self.address.label.clone(),
                    what: message.what,
                    why,
                });
            }
            self.waiting.fetch_sub(1, Ordering::SeqCst);
        }
    }

    async fn deliver(&self, body: &str) -> Result<(), String> {
        let mut pauses = PAUSES.into_iter();
        loop {
            let fault = match self.once(body).await {
                Ok(()) => return Ok(()),
                Err(fault) => fault,
            };
            match pauses.next() {
                Some(pause) if fault.may_pass => tokio::time::sleep(pause).await,
                _ => return Err(fault.why),
            }
        }
    }

    async fn once(&self, body: &str) -> Result<(), Fault> {
        let url = self.address.url.expose_secret();
        let request = self
            .client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .body(body.to_owned());
        match request.send().await {
            Ok(answer) => judged(answer.status()),
            Err(error) => Err(Fault::of(&error)),
        }
    }
}

/// Why a try failed.
struct Fault {
    why: String,
    /// Whether another try may do better.
    may_pass: bool,
}

impl Fault {
    /// In words of our own.
    fn of(error: &reqwest::Error) -> Fault {
        let (why, may_pass) = if error.is_builder() {
            ("its URL cannot be used".to_owned(), false)
        } else if error.is_timeout() {
            (format!("no answer within {} s", TRY.as_secs()), true)
        } else if error.is_connect() {
            ("no connection".to_owned(), true)
        } else {
            ("the connection broke".to_owned(), true)
        };
        Fault { why, may_pass }
    }
}

fn judged(status: StatusCode) -> Result<(), Fault> {
    if status.is_success() {
        return Ok(());
    }
    let what = match status.is_redirection() {
        true => "; a redirect is not followed",
        false => "",
    };
    Err(Fault {
        why: format!("it answered {}{what}", status.as_u16()),
        may_pass: status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS,
    })
}

/// A client that does what it is told and nothing else, as that for Exotel.
fn client(address: &Address) -> Result<Client, String> {
    bare(address.url.expose_secret(), address.is_local)
        .timeout(TRY)
        .build()
        .map_err(|_| "the HTTP client cannot be made".to_owned())
}
