//! What is known of a call that is over.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;

/// What is known of a call that is over. Absent fields are not known yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CallDetails {
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<Timestamp>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
    /// Seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u32>,
    /// In the account's currency, a decimal number as Exotel wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Box<str>>,
    /// Where the recording is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording: Option<Box<str>>,
}
