//! What is asked of the provider, as a fact.

use serde::{Deserialize, Serialize};

use super::id::AttemptId;
use crate::{clock::Timestamp, contacts::ContactId};

/// What a read request asks.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// The whitelist, about one contact's number.
    Standing(ContactId),
    /// The Numbers API, about one contact's number.
    Dnd(ContactId),
    /// The bulk listing, about the calls of these attempts by sid.
    Outcomes(Vec<AttemptId>),
    /// One call by its sid, ongoing ones too.
    Outcome(AttemptId),
    /// The bulk listing, about calls that these attempts may have made.
    Search(Vec<AttemptId>),
    /// The bulk listing, about every call that the account made between two times: one page.
    Earlier {
        /// From when on, by Exotel's clock: where the page before this one ended.
        since: Timestamp,
        /// Up to when.
        until: Timestamp,
    },
}

impl Question {
    /// Whether it is about calls: those that were placed, or may have been, and those of others.
    pub const fn is_read(&self) -> bool {
        matches!(
            self,
            Question::Outcomes(_)
                | Question::Outcome(_)
                | Question::Search(_)
                | Question::Earlier { .. }
        )
    }
}
