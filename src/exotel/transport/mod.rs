//! One request over HTTP, and what is known when there is no reply.
//!
//! Only we decide what is sent: no redirect is followed (a 307 repeats a POST), nothing is retried (the
//! default repeats what a protocol declares unprocessed), no proxy is taken from the environment, and
//! each POST has a connection of its own (on a reused one, a close by the server looks like a lost call).
//! Private to the room: whoever wants to place a call needs an order, see [`Client`](super::Client).

mod gate;

#[cfg(test)]
mod tests;

use std::{
    error::Error,
    net::{Ipv4Addr, Ipv6Addr},
    pin::Pin,
    sync::Once,
    time::Duration,
};

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, DATE, HeaderValue, RETRY_AFTER};
use secrecy::ExposeSecret;
use tokio::time::Sleep;

use crate::campaign::Timing;

pub(super) use gate::Leave;
use gate::{Gate, Verdict};

use super::{
    account::{Credentials, Endpoint},
    body::BODY_LEN_MAX,
    wire::{HttpReply, HttpRequest, Method, TransportError},
};

/// What the program calls itself.
const USER_AGENT: &str = concat!("exodial/", env!("CARGO_PKG_VERSION"));
/// How long a connection of reads is kept for the next one: less than common servers keep it.
const IDLE_MAX: Duration = Duration::from_secs(4);
/// Seconds since 1970 at which the window is said to begin anew.
const RATE_RESET: &str = "x-ratelimit-reset";

/// The HTTP client cannot be made on this machine.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client cannot be made: {0}")]
pub struct TransportFault(String);

/// Two HTTP clients of one account: one that places calls, one that reads.
pub(super) struct Transport {
    base_url: String,
    credentials: Credentials,
    authorization: HeaderValue,
    posts: reqwest::Client,
    gets: reqwest::Client,
    deadline: Duration,
}

impl Transport {
    pub(super) fn new(
        endpoint: &Endpoint,
        credentials: Credentials,
        timing: &Timing,
    ) -> Result<Transport, TransportFault> {
        install_crypto();
        let fault = |error: reqwest::Error| TransportFault(chain(error));
        let mut authorization = HeaderValue::from_str(credentials.basic().expose_secret())
            .map_err(|error| TransportFault(error.to_string()))?;
        authorization.set_sensitive(true);
        Ok(Transport {
            base_url: endpoint.base_url().to_owned(),
            credentials,
            authorization,
            posts: settings(endpoint, timing)
                .pool_max_idle_per_host(0)
                .build()
                .map_err(fault)?,
            gets: settings(endpoint, timing)
                .pool_idle_timeout(IDLE_MAX)
                .build()
                .map_err(fault)?,
            deadline: timing.connect_timeout + timing.answer_timeout,
        })
    }

    /// Sends a read request. It may be sent again whatever comes back.
    pub(super) async fn get(&self, request: &HttpRequest) -> Result<HttpReply, TransportError> {
        debug_assert_eq!(request.method, Method::Get);
        let url = format!("{}{}?{}", self.base_url, request.path, request.encoded());
        let url = url.strip_suffix('?').unwrap_or(&url);
        let builder = self
            .gets
            .get(url)
            .header(AUTHORIZATION, self.authorization.clone());
        let mut deadline = Box::pin(tokio::time::sleep(self.deadline));
        let sent = tokio::select! {
            sent = builder.send() => sent,
            () = &mut deadline => return Err(TransportError::TimedOut),
        };
        match sent {
            Ok(response) => Ok(self.receive(response, deadline).await),
            Err(error) if error.is_connect() || error.is_builder() => {
                Err(TransportError::NotSent(chain(error)))
            }
            Err(error) if error.is_timeout() => Err(TransportError::TimedOut),
            Err(error) => Err(TransportError::Broken(chain(error))),
        }
    }

    /// Sends a request that may place a call, when `leave` still lets it at the moment at which its
    /// bytes are handed to an open connection.
    pub(super) async fn post(
        &self,
        request: &HttpRequest,
        leave: Leave,
    ) -> Result<HttpReply, TransportError> {
        debug_assert_eq!(request.method, Method::Post);
        let (gate, probe) = Gate::new(Bytes::from(request.encoded()), leave);
        let builder = self
            .posts
            .post(format!("{}{}", self.base_url, request.path))
            .header(AUTHORIZATION, self.authorization.clone())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(reqwest::Body::wrap(probe));
        let mut deadline = Box::pin(tokio::time::sleep(self.deadline));
        let sent = tokio::select! {
            sent = builder.send() => sent.map_err(Some),
            () = &mut deadline => Err(None),
        };
        let error = match sent {
            Ok(response) => return Ok(self.receive(response, deadline).await),
            Err(error) => error,
        };
        let timed_out = error.as_ref().is_none_or(reqwest::Error::is_timeout);
        let text = error.map_or_else(|| "no connection in time".to_owned(), chain);
        // The gate alone decides whether the request left; the error only tells how it went on.
        Err(match gate.shut() {
            Verdict::Stayed(Some(why)) => TransportError::Withheld(why),
            Verdict::Stayed(None) => TransportError::NotSent(text),
            Verdict::Left if timed_out => TransportError::TimedOut,
            Verdict::Left => TransportError::Broken(text),
        })
    }

    /// Reads the body, as far as it comes before the deadline and below the cap.
    async fn receive(
        &self,
        mut response: reqwest::Response,
        mut deadline: Pin<Box<Sleep>>,
    ) -> HttpReply {
        let header = |name: &str| {
            let value = response.headers().get(name)?;
            Some(value.to_str().ok()?.to_owned())
        };
        let mut reply = HttpReply {
            date: header(DATE.as_str()),
            retry_after: header(RETRY_AFTER.as_str()),
            rate_reset: header(RATE_RESET),
            whole: false,
            ..HttpReply::new(response.status().as_u16(), [])
        };
        loop {
            let chunk = tokio::select! {
                chunk = response.chunk() => chunk,
                () = &mut deadline => break,
            };
            match chunk {
                Ok(Some(chunk)) => {
                    let room = BODY_LEN_MAX - reply.body.len();
                    reply
                        .body
                        .extend_from_slice(&chunk[..chunk.len().min(room)]);
                    if chunk.len() > room {
                        break;
                    }
                }
                Ok(None) => {
                    reply.whole = true;
                    break;
                }
                Err(_) => break,
            }
        }
        self.credentials.scrub(&mut reply.body);
        reply
    }
}

/// What both clients have in common.
fn settings(endpoint: &Endpoint, timing: &Timing) -> reqwest::ClientBuilder {
    bare(endpoint.base_url(), endpoint.is_loopback()).connect_timeout(timing.connect_timeout)
}

/// A client for this URL that does what it is told and nothing else; `is_here` says that the URL names this machine.
pub(crate) fn bare(url: &str, is_here: bool) -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder();
    // Without TLS, a machine that trusts no certificate at all will do.
    let builder = match url.starts_with("http://") {
        true => builder.tls_certs_only([]),
        false => builder,
    };
    builder
        .http1_only()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_proxy()
        .https_only(!is_here)
        .user_agent(USER_AGENT)
        // "localhost" is this machine, whatever a name server says.
        .resolve_to_addrs(
            "localhost",
            &[
                (Ipv4Addr::LOCALHOST, 0).into(),
                (Ipv6Addr::LOCALHOST, 0).into(),
            ],
        )
}

/// Makes ring the crypto of the process, once; another provider that is there already is as good.
pub(crate) fn install_crypto() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // The error says that there is a provider already.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

/// An error and its causes in one line, without the URL: the path of a look-up is a phone number.
fn chain(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}
