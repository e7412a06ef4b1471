//! What attempts, read requests and calls are called in the facts of a run.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::contacts::ContactId;

/// One permission to place one call to a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AttemptId {
    /// Whom it is for.
    #[serde(rename = "c")]
    pub contact: ContactId,
    /// Counts the contact's attempts from 1, whether they became calls or not.
    #[serde(rename = "n")]
    pub number: u16,
}

impl fmt::Display for AttemptId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.contact.0, self.number)
    }
}

/// A read request, counted within a run from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AskId(pub u32);

/// Exotel's name of a call: 8 to 64 letters and digits.
/// Source: developer.exotel.com/api, "alpha-numeric unique identifier"; not hexadecimal.
/// Cheap to clone: a run holds each in several places.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sid(Arc<str>);

impl Sid {
    /// Takes a sid off the wire; nothing when it could not be one.
    pub fn parse(text: &str) -> Option<Sid> {
        let fits =
            (8..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
        fits.then(|| Sid(text.into()))
    }

    /// The sid as Exotel writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Sid {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Sid, Self::Error> {
        Sid::parse(&text).ok_or("a sid has 8 to 64 letters and digits")
    }
}

impl From<Sid> for String {
    fn from(sid: Sid) -> String {
        sid.as_str().to_owned()
    }
}
