//! Pages that Exotel does not have: what the simulator knows, for tests and for people.

use std::{collections::BTreeMap, sync::PoisonError};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{
    Method, Request, Response, StatusCode,
    body::Incoming,
    header::{CONTENT_TYPE, HOST, HeaderValue},
};
use serde_json::{Value, json};

use super::{Door, answer::plain};
use crate::sim::account::Account;

/// Answers a request under `/_sim/`. Needs no key pair: the server is bound to loopback.
pub(super) fn page<C>(
    door: &Door<C>,
    page: &str,
    request: &Request<Incoming>,
) -> Response<Full<Bytes>> {
    if !local(request.headers().get(HOST)) {
        return plain(StatusCode::FORBIDDEN, "this page is for loopback only");
    }
    if request.method() != Method::GET {
        return plain(StatusCode::METHOD_NOT_ALLOWED, "only GET");
    }
    let account = door.account.lock().unwrap_or_else(PoisonError::into_inner);
    let value = match page {
        "ledger" => json!({ "calls": account.ledger() }),
        "requests" => requests(&account),
        _ => {
            return plain(
                StatusCode::NOT_FOUND,
                "there are /_sim/ledger and /_sim/requests",
            );
        }
    };
    drop(account);
    let mut response = Response::new(Full::new(Bytes::from(value.to_string())));
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

/// Whether the client named this machine: a web page that had its own name resolved to 127.0.0.1 did not.
fn local(host: Option<&HeaderValue>) -> bool {
    let host = host.and_then(|host| host.to_str().ok()).unwrap_or("");
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "127.0.0.1" | "localhost")
}

fn requests(account: &Account) -> Value {
    let counts = account.counts();
    let window = account.scenario().rate_limit.window.0;
    let kinds: BTreeMap<&str, u64> = counts
        .kinds
        .iter()
        .map(|(kind, count)| (kind.as_str(), *count))
        .collect();
    let statuses: BTreeMap<String, u64> = counts
        .statuses
        .iter()
        .map(|(status, count)| (status.to_string(), *count))
        .collect();
    let faults: BTreeMap<String, u64> = counts
        .faults
        .iter()
        .map(|(fault, count)| (fault.to_string(), *count))
        .collect();
    json!({
        "requests": account.requests().len(),
        "calls": account.ledger().len(),
        "kinds": kinds,
        "statuses": statuses,
        "faults": faults,
        "unknown_params": counts.unknown_params,
        "window_seconds": window.as_secs_f64(),
        "most_in_a_window": account.most_in_a_window(window),
        "most_under_way": account.most_under_way(),
        "whitelist_posts": account.whitelist_posts(),
    })
}
