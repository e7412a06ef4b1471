//! Where the account is reached, and what it is reached with.

use secrecy::{ExposeSecret, SecretString};

use crate::{campaign::Cluster, clock::UtcOffset};

/// Hosts of flow URLs. Source: developer.exotel.com/api/outgoing-call-to-connect-number-to-a-call-flow
/// and Exotel's samples; "custom external URLs are not supported for this parameter"
/// (github.com/exotel/Agent-Stream, OpenAPI): Exotel accepts them and the call fails.
const FLOW_HOSTS: [&str; 3] = ["my.exotel.com", "my.in.exotel.com", "my.exotel.in"];

/// A secret shorter than this is not searched for in bodies: it would hide innocent words.
const SCRUBBED_MIN: usize = 12;

/// Where an account is reached, and how it writes dates and flow URLs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    sid: String,
    base_url: String,
    loopback: bool,
    utc_offset: UtcOffset,
    flow_url: String,
}

/// Why an [`Endpoint`] or [`Credentials`] cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountFault {
    /// The account sid could not be one.
    #[error("an account sid has 1 to 64 letters, digits, hyphens and underscores")]
    Sid,
    /// Neither a cluster of Exotel's nor a loopback address.
    #[error(
        "the address must be https://api.exotel.com, https://api.in.exotel.com, or a loopback address such as http://127.0.0.1:8080"
    )]
    BaseUrl,
    /// The flow URL would not be fetched, or names no flow.
    #[error(
        "a flow URL begins with http://my.exotel.com/, http://my.in.exotel.com/ or http://my.exotel.in/ (or https) and holds <app_id>"
    )]
    FlowUrl,
    /// The API key or token could not be one.
    #[error("an API {0} is printable ASCII without spaces or colons")]
    Credential(&'static str),
}

impl Endpoint {
    /// Checks and keeps where an account is reached.
    ///
    /// `base_url` is scheme and host, of one of Exotel's two clusters or of a loopback address: nothing
    /// else is ever sent the credentials. `flow_url` holds `<app_id>` and may hold `<sid>`; without it
    /// flows are at `http://my.exotel.com/<sid>/exoml/start_voice/<app_id>`.
    pub fn new(
        sid: &str,
        base_url: &str,
        utc_offset: UtcOffset,
        flow_url: Option<&str>,
    ) -> Result<Endpoint, AccountFault> {
        let in_sid = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        if !(1..=64).contains(&sid.len()) || !sid.bytes().all(in_sid) {
            return Err(AccountFault::Sid);
        }
        let base_url = base_url.strip_suffix('/').unwrap_or(base_url);
        let loopback = is_loopback(base_url);
        let clusters = [Cluster::Singapore, Cluster::Mumbai].map(Cluster::base_url);
        if !loopback && !clusters.contains(&base_url) {
            return Err(AccountFault::BaseUrl);
        }
        let flow_url = flow_url.unwrap_or("http://my.exotel.com/<sid>/exoml/start_voice/<app_id>");
        if !is_flow_url(flow_url) {
            return Err(AccountFault::FlowUrl);
        }
        Ok(Endpoint {
            sid: sid.to_owned(),
            base_url: base_url.to_owned(),
            loopback,
            utc_offset,
            flow_url: flow_url.replace("<sid>", sid),
        })
    }

    /// The account sid.
    pub fn sid(&self) -> &str {
        &self.sid
    }

    /// Scheme and host, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Whether requests stay on this machine.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// The offset of every date that the v1 API writes or reads.
    pub fn utc_offset(&self) -> UtcOffset {
        self.utc_offset
    }

    /// The URL of a flow, as the `Url` parameter takes it.
    pub fn flow(&self, app_id: &str) -> String {
        self.flow_url.replace("<app_id>", app_id)
    }
}

/// Whether a base URL is `http` or `https` to this machine: `localhost`, `[::1]` or `127.a.b.c`.
///
/// Read by hand and strictly: whatever a URL parser would have to interpret is refused.
fn is_loopback(base_url: &str) -> bool {
    let Some(rest) = ["http://", "https://"]
        .iter()
        .find_map(|s| base_url.strip_prefix(s))
    else {
        return false;
    };
    let (host, port) = match rest.rfind(':').filter(|at| !rest[*at..].contains(']')) {
        Some(at) => (&rest[..at], Some(&rest[at + 1..])),
        None => (rest, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let octet = |text: &str| digits(text) && text.len() <= 3 && text.parse::<u8>().is_ok();
    let octets: Vec<&str> = host.split('.').collect();
    let is_127 = octets.len() == 4 && octets[0] == "127" && octets.iter().all(|o| octet(o));
    let port_fits = port.is_none_or(|p| digits(p) && p.parse::<u16>().is_ok_and(|p| p > 0));
    (host == "localhost" || host == "[::1]" || is_127) && port_fits
}

/// Whether Exotel would fetch a flow there.
fn is_flow_url(url: &str) -> bool {
    let Some((host, path)) = ["http://", "https://"]
        .iter()
        .find_map(|s| url.strip_prefix(s))
        .and_then(|rest| rest.split_once('/'))
    else {
        return false;
    };
    let printable = path.bytes().all(|b| b.is_ascii_graphic());
    FLOW_HOSTS.contains(&host) && printable && path.contains("<app_id>")
}

/// The API key and token of an account. `Debug` shows neither.
#[derive(Clone, Debug)]
pub struct Credentials {
    key: SecretString,
    token: SecretString,
}

impl Credentials {
    /// Checks and keeps a key and a token. Neither appears in the error.
    pub fn new(key: SecretString, token: SecretString) -> Result<Credentials, AccountFault> {
        for (name, secret) in [("key", &key), ("token", &token)] {
            let text = secret.expose_secret();
            let fits = |b: u8| b.is_ascii_graphic() && b != b':';
            if text.is_empty() || text.len() > 512 || !text.bytes().all(fits) {
                return Err(AccountFault::Credential(name));
            }
        }
        Ok(Credentials { key, token })
    }

    /// The value of an `Authorization` header. Source: developer.exotel.com/api, "Authentication":
    /// HTTP Basic, the key as user and the token as password.
    pub(super) fn basic(&self) -> SecretString {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        let pair = format!(
            "{}:{}",
            self.key.expose_secret(),
            self.token.expose_secret()
        );
        format!("Basic {}", STANDARD.encode(pair)).into()
    }

    /// Blots out key, token and their header in what a server sent, so that no text made of it can
    /// show them. `GET Accounts/<sid>` answers with the token, and proxies echo headers.
    pub(super) fn scrub(&self, body: &mut [u8]) {
        let basic = self.basic();
        let encoded = &basic.expose_secret()["Basic ".len()..];
        for secret in [
            self.key.expose_secret(),
            self.token.expose_secret(),
            encoded,
        ] {
            let secret = secret.as_bytes();
            if secret.len() < SCRUBBED_MIN {
                continue;
            }
            let mut from = 0;
            while let Some(at) = body[from..].windows(secret.len()).position(|w| w == secret) {
                body[from + at..from + at + secret.len()].fill(b'*');
                from += at + secret.len();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(base_url: &str) -> Result<Endpoint, AccountFault> {
        Endpoint::new("acme1", base_url, UtcOffset::IST, None)
    }

    #[test]
    fn credentials_go_to_exotel_or_stay_on_this_machine() {
        for (good, loopback) in [
            ("https://api.exotel.com", false),
            ("https://api.in.exotel.com/", false),
            ("http://127.0.0.1:8080", true),
            ("http://127.255.0.1", true),
            ("http://localhost:65535/", true),
            ("https://[::1]:8443", true),
            ("http://[::1]", true),
        ] {
            assert_eq!(at(good).map(|e| e.is_loopback()), Ok(loopback), "{good}");
        }
        for bad in [
            "http://api.exotel.com",
            "https://api.exotel.com:443",
            "https://api.exotel.com/v1",
            "https://api.exotel.com.evil.example",
            "https://key:token@api.exotel.com",
            "https://ccm-api.exotel.com",
            "http://127.0.0.1.evil.example",
            "http://127.0.0.1@evil.example",
            "http://127.0.0.1/x",
            "http://127.0.0.1:0",
            "http://127.0.0.1:99999",
            "http://127.1",
            "http://127.0.0.256",
            "http://127.0.0.+1",
            "http://10.0.0.1",
            "http://[::2]",
            "http://localhost.evil.example",
            "ftp://127.0.0.1",
            "127.0.0.1",
            "",
        ] {
            assert_eq!(at(bad), Err(AccountFault::BaseUrl), "{bad}");
        }
    }

    #[test]
    fn sids_cannot_leave_their_place_in_a_path() {
        for bad in ["", "a/b", "a b", "..", "a?b", "é", &"a".repeat(65)] {
            let made = Endpoint::new(bad, "https://api.exotel.com", UtcOffset::IST, None);
            assert_eq!(made, Err(AccountFault::Sid), "{bad}");
        }
    }

    #[test]
    fn flows_are_at_exotel() {
        let flow = |url| {
            Endpoint::new("acme1", "https://api.exotel.com", UtcOffset::IST, url)
                .map(|e| e.flow("926"))
        };
        for (url, expected) in [
            (None, "http://my.exotel.com/acme1/exoml/start_voice/926"),
            (
                Some("http://my.in.exotel.com/<sid>/exoml/start_voice/<app_id>"),
                "http://my.in.exotel.com/acme1/exoml/start_voice/926",
            ),
            (
                Some("https://my.exotel.in/exoml/start/<app_id>"),
                "https://my.exotel.in/exoml/start/926",
            ),
        ] {
            assert_eq!(flow(url).as_deref(), Ok(expected));
        }
        for bad in [
            "https://example.com/<app_id>",
            "http://my.exotel.com/",
            "http://my.exotel.com@example.com/<app_id>",
            "http://my.exotel.com",
            "http://my.exotel.com/<app_id> x",
            "my.exotel.com/<app_id>",
        ] {
            assert_eq!(flow(Some(bad)), Err(AccountFault::FlowUrl), "{bad}");
        }
    }

    #[test]
    fn secrets_do_not_show() {
        let made = Credentials::new("key-canary-0001".into(), "token-canary-0002".into());
        let credentials = made.expect("both are printable");
        assert!(!format!("{credentials:?}").contains("canary"));
        let header = credentials.basic().expose_secret().to_owned();
        let mut body = format!("<p>{header} token-canary-0002 key-canary-0001</p>").into_bytes();
        credentials.scrub(&mut body);
        let body = String::from_utf8(body).expect("it was text and is");
        assert!(
            !body.contains("canary") && !body.contains(&header[6..]),
            "{body}"
        );
        assert!(
            body.starts_with("<p>Basic *") && body.ends_with("*</p>"),
            "{body}"
        );
        for bad in ["", "a:b", "a b", "a\r\nb", "é"] {
            let made = Credentials::new(bad.into(), "token".into());
            assert_eq!(made.err(), Some(AccountFault::Credential("key")));
        }
    }
}
