//! One request over HTTP: to the account and back.

use std::sync::PoisonError;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    Method as HttpMethod, Request, Response, StatusCode,
    body::Incoming,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER},
};
use tokio::time::{sleep, timeout};

use super::{Door, Ending, HANG_MAX, REQUEST_DEADLINE, control};
use crate::{
    clock::Timestamp,
    exotel::wire::{HttpReply, HttpRequest, Method},
    sim::served::{Delivery, Served},
};

/// Bytes of a request's body: the parameters of a connect request are well below.
const BODY_MAX: usize = 64 * 1024;
/// What the head of a truncated answer promises beyond what comes.
const NEVER_SENT: usize = 512;

/// Answers one request, or says how the connection ends instead.
pub(super) async fn answer<C>(
    door: &Door<C>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Ending>
where
    C: Fn() -> Timestamp + Send + Sync + 'static,
{
    if let Some(page) = request.uri().path().strip_prefix("/_sim/") {
        return Ok(control::page(door, page, &request));
    }
    let authorised = door.credentials.as_ref().is_none_or(|credentials| {
        let header = request.headers().get(AUTHORIZATION);
        credentials.fit(header.map(HeaderValue::as_bytes))
    });
    let path = request.uri().path().to_owned();
    let request = match read(request).await {
        Ok(request) => request,
        Err((status, why)) => return Ok(plain(status, why)),
    };
    let Served { after, outcome } = {
        let mut account = door.account.lock().unwrap_or_else(PoisonError::into_inner);
        account.serve((door.clock)(), &request, authorised)
    };
    if outcome == Delivery::Hang {
        sleep(HANG_MAX).await;
        return Err(Ending::Reset);
    }
    sleep(after).await;
    match outcome {
        Delivery::Reply(reply) => Ok(whole(reply, &path)),
        Delivery::Truncated(reply) => Err(Ending::LastWords(truncated(&reply))),
        // A server cannot refuse a connection that it has taken; a reset comes nearest.
        Delivery::Hang | Delivery::Reset | Delivery::Unreachable => Err(Ending::Reset),
    }
}

/// Reads method, path, query and form.
async fn read(request: Request<Incoming>) -> Result<HttpRequest, (StatusCode, &'static str)> {
    let method = match *request.method() {
        HttpMethod::GET => Method::Get,
        HttpMethod::POST => Method::Post,
        _ => return Err((StatusCode::METHOD_NOT_ALLOWED, "only GET and POST")),
    };
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or("").to_owned();
    let content_type = request.headers().get(CONTENT_TYPE);
    let form = content_type.is_none_or(|kind| {
        kind.as_bytes()
            .to_ascii_lowercase()
            .starts_with(b"application/x-www-form-urlencoded")
    });
    let body = Limited::new(request.into_body(), BODY_MAX).collect();
    let body = match timeout(REQUEST_DEADLINE, body).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(_)) => {
            return Err((
                StatusCode::PAYLOAD_TOO_LARGE,
                "the body is too large, or broke off",
            ));
        }
        Err(_) => return Err((StatusCode::REQUEST_TIMEOUT, "the body did not come in time")),
    };
    if !form && !body.is_empty() {
        let why = "send parameters as application/x-www-form-urlencoded";
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, why));
    }
    // Exotel takes the parameters of a POST from its query, too.
    let pairs = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(&body));
    let params = pairs.map(|(name, value)| (name.into_owned(), value.into_owned()));
    Ok(HttpRequest {
        method,
        path,
        params: params.collect(),
    })
}

/// An answer that arrives as it should.
fn whole(reply: HttpReply, path: &str) -> Response<Full<Bytes>> {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let kind = content_type(&reply.body);
    let mut response = Response::new(Full::new(Bytes::from(reply.body)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Some(wait) = reply
        .retry_after
        .and_then(|wait| HeaderValue::from_str(&wait).ok())
    {
        headers.insert(RETRY_AFTER, wait);
    }
    if status.is_redirection() {
        // To the same address: a client that follows it is seen to send its request twice.
        if let Ok(location) = HeaderValue::from_str(path) {
            headers.insert(LOCATION, location);
        }
    }
    response
}

/// An answer whose head promises more than comes, as bytes.
fn truncated(reply: &HttpReply) -> Vec<u8> {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut bytes = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {}\r\ncontent-length: {}\r\n\r\n",
        content_type(&reply.body),
        reply.body.len() + NEVER_SENT,
    )
    .into_bytes();
    bytes.extend_from_slice(&reply.body);
    bytes
}

/// The media type that a body looks like.
fn content_type(body: &[u8]) -> &'static str {
    let text = body.to_ascii_lowercase();
    match text.first() {
        Some(b'{') => "application/json",
        Some(b'<') if text.starts_with(b"<html") || text.starts_with(b"<!doctype") => "text/html",
        Some(b'<') => "application/xml",
        _ => "text/plain",
    }
}

/// A line of text.
pub(super) fn plain(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("text/plain");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}
