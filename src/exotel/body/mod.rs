//! Bytes of an answer to typed values.
//!
//! JSON and XML of Exotel's v1 API say the same in two alphabets, so XML is first turned into the tree
//! that JSON is read into (`xml`), and one reader looks at both. `null`, `""` and an absent key mean
//! the same; a scalar may be a number or a string (recorded answers disagree). The tree is dropped
//! here: the values made of it have no field for a secret, whatever else a body holds.

mod record;
mod xml;

use std::time::Duration;

use serde_json::Value;

use crate::{
    campaign::Number,
    clock::UtcOffset,
    engine::effect::CallRecord,
    journal::event::{Dnd, Standing},
};

use super::number;

/// A body longer than this is not read; the client does not fetch more either.
pub const BODY_LEN_MAX: usize = 1 << 20;
/// A plain text longer than this is no message.
const TEXT_LEN_MAX: usize = 1024;
/// Ten years: the longest time that a whitelist entry is believed to hold.
const EXPIRY_SECS_MAX: u64 = 10 * 366 * 86_400;

/// What a body says, as far as it has a shape of Exotel's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// An error envelope.
    Exception(Exception),
    /// One call with a sid.
    Call(Box<CallRecord>),
    /// A page of the listing.
    Listing(Listing),
    /// What the whitelist says.
    Whitelist(Whitelist),
    /// What the Numbers API says.
    Numbers(Numbers),
    /// Plain text, one message long.
    Text(String),
    /// Nothing, or nothing of these shapes: HTML, a cut body, a call without a sid, a contradiction.
    Other,
}

/// Exotel's error envelope. Source: recorded answers; `Code` and even `Status` may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The HTTP status that it says it has; it need not be the one it came with.
    pub status: Option<u16>,
    /// What it says. May hold phone numbers: to be masked before it is shown.
    pub message: String,
}

/// A page of the listing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The records that could be read.
    pub calls: Vec<CallRecord>,
    /// Records without a readable sid.
    pub unreadable: usize,
    /// Whether a next page is named.
    pub names_next: bool,
    /// How many records a page is said to hold.
    pub page_size: Option<u64>,
}

impl Listing {
    /// Whether nothing follows: no next page is named, or this one is not full. A last page may name a next
    /// one that is empty. Source: developer.exotel.com/api/call-details-bulk, `Metadata.NextPageUri`, which
    /// is empty, null or absent at the end.
    pub fn is_last(&self) -> bool {
        let records = (self.calls.len() + self.unreadable) as u64;
        !self.names_next || records == 0 || self.page_size.is_some_and(|size| records < size)
    }
}

/// An answer of the whitelist. Source: developer.exotel.com/api/whitelist-details.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whitelist {
    /// The word, when it is one of the three that are documented.
    pub standing: Option<Standing>,
    /// How long it holds; nothing when for ever, or not said.
    pub expires_in: Option<Duration>,
}

/// An answer of the Numbers API. Source: developer.exotel.com/api/number-metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// The number that it is about.
    pub number: Option<Number>,
    /// The registration; a word that is not documented is as good as none.
    pub dnd: Dnd,
}

/// Reads a body. Never fails: what has no shape of Exotel's is [`Body::Other`].
pub fn read(bytes: &[u8], offset: UtcOffset) -> Body {
    let bytes = bytes
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(bytes)
        .trim_ascii();
    if bytes.len() > BODY_LEN_MAX {
        return Body::Other;
    }
    match bytes.first() {
        Some(b'{') => {
            serde_json::from_slice(bytes).map_or(Body::Other, |tree| recognise(&tree, offset))
        }
        Some(b'<') => xml::tree(bytes).map_or(Body::Other, |tree| recognise(&tree, offset)),
        Some(b'[') | None => Body::Other,
        Some(_) => match str::from_utf8(bytes) {
            Ok(text) if text.len() <= TEXT_LEN_MAX => Body::Text(text.to_owned()),
            _ => Body::Other,
        },
    }
}

/// Tells the shapes apart by their outermost key. An error envelope beside anything else is a
/// contradiction, and a contradiction says nothing.
fn recognise(tree: &Value, offset: UtcOffset) -> Body {
    if let Some(exception) = exception(tree) {
        let others = ["Call", "Calls", "Result", "Numbers"];
        let alone = !others.iter().any(|key| tree.get(key).is_some());
        return if alone {
            Body::Exception(exception)
        } else {
            Body::Other
        };
    }
    if let Some(call) = tree.get("Call") {
        return record::record(call, offset).map_or(Body::Other, |r| Body::Call(Box::new(r)));
    }
    if let Some(calls) = tree.get("Calls") {
        return listing(calls, tree.get("Metadata"), offset).map_or(Body::Other, Body::Listing);
    }
    if let Some(result) = tree.get("Result").filter(|r| r.is_object()) {
        return Body::Whitelist(whitelist(result));
    }
    if let Some(numbers) = tree.get("Numbers").filter(|n| n.is_object()) {
        return Body::Numbers(Numbers {
            number: scalar(numbers, "PhoneNumber").and_then(|n| number::read(&n)),
            dnd: dnd(scalar(numbers, "DND").as_deref()),
        });
    }
    // One call without its wrapper.
    if tree.get("Sid").is_some() && tree.get("Status").is_some() {
        return record::record(tree, offset).map_or(Body::Other, |r| Body::Call(Box::new(r)));
    }
    Body::Other
}

/// The error envelope of the v1 API, or of the newer ones that share its hosts:
/// `{"http_code": 401, "response": {"error_data": {"code": 1010, "message": "…"}}}`.
/// Source: github.com/exotel/exotel-vsip-trunk-Configuration-API, docs/API_REFERENCE.md.
fn exception(tree: &Value) -> Option<Exception> {
    let (status, envelope) = match tree.get("RestException") {
        Some(envelope) => (scalar(envelope, "Status"), envelope),
        None => {
            let envelope = tree.get("response")?.get("error_data")?;
            (scalar(tree, "http_code"), envelope)
        }
    };
    let message = scalar(envelope, "Message").or_else(|| scalar(envelope, "message"));
    envelope.is_object().then(|| Exception {
        status: status.and_then(|s| s.parse().ok()),
        message: message.unwrap_or_default(),
    })
}

/// A page: an array of calls, flat or each in a `Call`; in XML, by analogy, `<Calls>` with one `<Call>`
/// a record (no XML listing is on record). Whether a next page is named is looked for beside it.
fn listing(calls: &Value, metadata: Option<&Value>, offset: UtcOffset) -> Option<Listing> {
    let entries: Vec<&Value> = match calls {
        Value::Array(entries) => entries.iter().collect(),
        Value::String(text) if text.trim().is_empty() => vec![],
        Value::Object(wrapped) => match wrapped.get("Call") {
            Some(Value::Array(entries)) => entries.iter().collect(),
            Some(entry) => vec![entry],
            None if wrapped.is_empty() => vec![],
            None => return None,
        },
        _ => return None,
    };
    let read: Vec<CallRecord> = entries
        .iter()
        .filter_map(|e| record::record(e.get("Call").unwrap_or(e), offset))
        .collect();
    Some(Listing {
        unreadable: entries.len() - read.len(),
        calls: read,
        names_next: metadata.is_some_and(|m| scalar(m, "NextPageUri").is_some()),
        page_size: metadata
            .and_then(|m| scalar(m, "PageSize"))
            .and_then(|size| size.parse().ok()),
    })
}

fn whitelist(result: &Value) -> Whitelist {
    let word = scalar(result, "Status").map(|w| w.to_ascii_lowercase());
    let standing = match word.as_deref() {
        Some("whitelist") => Some(Standing::Whitelist),
        Some("blacklist") => Some(Standing::Blacklist),
        Some("neutral") => Some(Standing::Neutral),
        _ => None,
    };
    // Seconds left; -1 is for ever.
    let left = scalar(result, "Expiry").and_then(|e| e.parse::<i64>().ok());
    let left = left.and_then(|secs| u64::try_from(secs).ok());
    Whitelist {
        standing,
        expires_in: left.map(|secs| Duration::from_secs(secs.min(EXPIRY_SECS_MAX))),
    }
}

fn dnd(word: Option<&str>) -> Dnd {
    match word {
        Some(word) if word.eq_ignore_ascii_case("yes") => Dnd::Yes,
        Some(word) if word.eq_ignore_ascii_case("no") => Dnd::No,
        _ => Dnd::Unavailable,
    }
}

/// A scalar under a key, as text; nothing when it is absent, `null`, empty, or no scalar.
fn scalar(tree: &Value, key: &str) -> Option<String> {
    let text = match tree.get(key)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}
