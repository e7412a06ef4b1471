//! Which endpoint a request means, and in which form it is answered.

use std::borrow::Cow;

use crate::exotel::wire::{HttpRequest, Method};

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// The path ends in `.json`.
    Json,
    /// Exotel's default. Source: developer.exotel.com/api ("just append .json at the end").
    Xml,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Endpoint {
    /// `POST Calls/connect`
    Connect,
    /// `GET Calls`
    List,
    /// `GET Calls/<sid>`
    Call(String),
    /// `GET CustomerWhitelist/<number>`
    Whitelist(String),
    /// `POST CustomerWhitelist`: an SMS to everybody named.
    WhitelistPost,
    /// `GET Numbers/<number>`
    Numbers(String),
    /// `GET Accounts/<sid>`
    Account,
    /// `GET Accounts/<sid>/Balance`
    Balance,
    /// Anything else.
    Unknown,
}

/// A request's endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    /// The account in the path, where there is one.
    pub(super) account: Option<String>,
    /// What is asked for.
    pub(super) endpoint: Endpoint,
    /// How it is answered.
    pub(super) format: Format,
}

/// Reads the path.
pub(super) fn route(request: &HttpRequest) -> Route {
    let (path, format) = match request.path.strip_suffix(".json") {
        Some(path) => (path, Format::Json),
        None => (request.path.as_str(), Format::Xml),
    };
    let mut segments = path.split('/').filter(|part| !part.is_empty()).map(decode);
    let rooted =
        segments.next().as_deref() == Some("v1") && segments.next().as_deref() == Some("Accounts");
    let account = segments.next().filter(|_| rooted).map(Cow::into_owned);
    let rest: Vec<Cow<'_, str>> = segments.collect();
    let rest: Vec<&str> = rest.iter().map(AsRef::as_ref).collect();
    let endpoint = match (request.method, rest.as_slice()) {
        _ if account.is_none() => Endpoint::Unknown,
        (Method::Post, ["Calls", "connect"]) => Endpoint::Connect,
        (Method::Post, ["CustomerWhitelist"]) => Endpoint::WhitelistPost,
        (Method::Get, ["Calls"]) => Endpoint::List,
        (Method::Get, ["Calls", sid]) => Endpoint::Call((*sid).to_owned()),
        (Method::Get, ["CustomerWhitelist", number]) => Endpoint::Whitelist((*number).to_owned()),
        (Method::Get, ["Numbers", number]) => Endpoint::Numbers((*number).to_owned()),
        (Method::Get, ["Balance"]) => Endpoint::Balance,
        (Method::Get, []) => Endpoint::Account,
        _ => Endpoint::Unknown,
    };
    Route {
        account,
        endpoint,
        format,
    }
}

/// Undoes percent-encoding; a plus in a path is a plus.
fn decode(segment: &str) -> Cow<'_, str> {
    if !segment.contains('%') {
        return Cow::Borrowed(segment);
    }
    let plain = segment
        .replace('+', "%2B")
        .replace('&', "%26")
        .replace('=', "%3D");
    let decoded = form_urlencoded::parse(plain.as_bytes()).next();
    Cow::Owned(decoded.map(|(key, _)| key.into_owned()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(method: Method, path: &str) -> Endpoint {
        let request = HttpRequest {
            method,
            path: path.to_owned(),
            params: Vec::new(),
        };
        route(&request).endpoint
    }

    #[test]
    fn paths_are_told_apart() {
        let get = |path: &str| read(Method::Get, &format!("/v1/Accounts/a{path}"));
        let post = |path: &str| read(Method::Post, &format!("/v1/Accounts/a{path}"));
        let number = || "+910000000001".to_owned();
        assert_eq!(post("/Calls/connect.json"), Endpoint::Connect);
        assert_eq!(get("/Calls.json"), Endpoint::List);
        assert_eq!(get("/Calls/abc"), Endpoint::Call("abc".to_owned()));
        assert_eq!(
            get("/Numbers/%2B910000000001.json"),
            Endpoint::Numbers(number())
        );
        assert_eq!(
            get("/CustomerWhitelist/+910000000001"),
            Endpoint::Whitelist(number())
        );
        assert_eq!(post("/CustomerWhitelist/"), Endpoint::WhitelistPost);
        assert_eq!(get(".json"), Endpoint::Account);
        assert_eq!(get("/Balance"), Endpoint::Balance);
        for unknown in [
            post("/Calls"),
            get("/Heartbeat"),
            read(Method::Get, "/v2/accounts/a/Calls"),
            read(Method::Get, "/"),
        ] {
            assert_eq!(unknown, Endpoint::Unknown);
        }
    }
}
