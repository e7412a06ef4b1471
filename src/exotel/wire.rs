//! Requests and replies as values: what would go over the wire, without a wire.
//!
//! The real client, the simulator's HTTP server and the in-process simulator all speak these, so that
//! every door goes through the same encoding and the same classification.

use std::time::Duration;

use crate::clock::Timestamp;

/// The longest wait that a reply can ask for; longer ones are cut. An hour is sixty times Exotel's
/// window (developer.exotel.com/api: 200 a minute), and a mistyped header must not stop a run for days.
pub const RETRY_AFTER_MAX: Duration = Duration::from_secs(3600);

/// An HTTP method that the voice API uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Places a call.
    Post,
}

/// One request, before authentication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// GET or POST.
    pub method: Method,
    /// Absolute path, percent-encoded: `/v1/Accounts/acme1/Calls/connect.json`.
    pub path: String,
    /// Query parameters of a GET, form fields of a POST, decoded and in order.
    pub params: Vec<(String, String)>,
}

impl HttpRequest {
    /// The parameters as `application/x-www-form-urlencoded`: the query of a GET, the body of a POST.
    pub fn encoded(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.params)
            .finish()
    }
}

/// One answer as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpReply {
    /// HTTP status.
    pub status: u16,
    /// The `Date` header, as written: the server's clock.
    pub date: Option<String>,
    /// The `Retry-After` header, as written.
    pub retry_after: Option<String>,
    /// The `X-RateLimit-Reset` header, as written: seconds since 1970.
    pub rate_reset: Option<String>,
    /// The body, as far as it was read.
    pub body: Vec<u8>,
    /// False when the connection broke, stalled or passed the cap within the body.
    pub whole: bool,
}

impl HttpReply {
    /// A whole reply without any of the headers that matter.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> HttpReply {
        HttpReply {
            status,
            date: None,
            retry_after: None,
            rate_reset: None,
            body: body.into(),
            whole: true,
        }
    }

    /// The server's clock, where it says.
    pub fn server_time(&self) -> Option<Timestamp> {
        http_date(self.date.as_deref()?)
    }

    /// How long the server asks to wait, at most [`RETRY_AFTER_MAX`].
    ///
    /// `Retry-After` is seconds or a date (RFC 9110, 10.2.3); a date, and `X-RateLimit-Reset`, are
    /// measured against the server's own `Date`, so that the clock of here does not matter.
    /// Source of the headers: developer.exotel.com/docs/advanced-config/rate-limiting; no integrator
    /// reports to have seen one.
    pub fn wait(&self) -> Option<Duration> {
        let asked = match self.retry_after.as_deref().map(str::trim) {
            Some(text) => seconds(text)
                .map(Duration::from_secs)
                .or_else(|| Some(http_date(text)? - self.server_time()?)),
            None => None,
        };
        asked
            .or_else(|| {
                let reset = seconds(self.rate_reset.as_deref()?.trim())?;
                let until = Timestamp::from_secs(i64::try_from(reset).ok()?);
                let now = self.server_time()?;
                (now <= until && until - now <= RETRY_AFTER_MAX).then(|| until - now)
            })
            .map(|wait| wait.min(RETRY_AFTER_MAX))
    }
}

/// Reads a count of seconds: digits alone. One that does not fit in 64 bits is a very long time.
fn seconds(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

/// Reads the one form of date that servers must send: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new()
        .parse_timestamp(text.trim())
        .ok()
        .map(Timestamp::from)
}

/// Why there is no reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransportError {
    /// Not one byte of the request left this machine: name look-up, connection, TLS.
    NotSent(String),
    /// Not one byte of the request left this machine, for it was kept back here: a lapsed order.
    Withheld(&'static str),
    /// The request began to leave, and no status came in time.
    TimedOut,
    /// The request began to leave, and the connection broke before a status came.
    Broken(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limited(retry_after: Option<&str>, date: Option<&str>, reset: Option<&str>) -> HttpReply {
        HttpReply {
            retry_after: retry_after.map(str::to_owned),
            date: date.map(str::to_owned),
            rate_reset: reset.map(str::to_owned),
            ..HttpReply::new(429, "")
        }
    }

    #[test]
    fn waits_are_read_and_bounded() {
        let now = Some("Mon, 23 Nov 2026 10:00:00 GMT");
        let reset = Some("1795428045");
        for (retry_after, date, reset, expected) in [
            (None, None, None, None),
            (Some("30"), None, None, Some(30)),
            (Some(" 0 "), now, reset, Some(0)),
            (Some("86400"), None, None, Some(3600)),
            (Some("99999999999999999999999"), None, None, Some(3600)),
            (Some("-1"), None, None, None),
            (Some("soon"), None, None, None),
            (Some("soon"), now, reset, Some(45)),
            (Some("Mon, 23 Nov 2026 10:01:30 GMT"), now, None, Some(90)),
            (Some("Mon, 23 Nov 2026 09:00:00 GMT"), now, None, Some(0)),
            (Some("Mon, 23 Nov 2026 10:01:30 GMT"), None, None, None),
            (None, now, reset, Some(45)),
            (None, None, reset, None),
            (None, now, Some("30"), None),
            (None, now, Some("9999999999"), None),
        ] {
            assert_eq!(
                limited(retry_after, date, reset).wait(),
                expected.map(Duration::from_secs),
                "{retry_after:?} {date:?} {reset:?}"
            );
        }
    }

    #[test]
    fn parameters_are_encoded_for_a_form() {
        let request = HttpRequest {
            method: Method::Get,
            path: "/v1/Accounts/acme1/Calls.json".to_owned(),
            params: vec![
                ("From".to_owned(), "+910000000001,+910000000002".to_owned()),
                (
                    "DateCreated".to_owned(),
                    "gte:2026-11-23 10:00:00".to_owned(),
                ),
            ],
        };
        assert_eq!(
            request.encoded(),
            "From=%2B910000000001%2C%2B910000000002&DateCreated=gte%3A2026-11-23+10%3A00%3A00"
        );
    }
}
