//! Whom and what a fact is about.

use super::event::{AttemptId, Fact};
use crate::contacts::ContactId;

impl Fact {
    /// The attempt that the fact is about, if it is about one.
    pub fn attempt(&self) -> Option<AttemptId> {
        match self {
            Fact::Intended { attempt, .. }
            | Fact::Accepted { attempt, .. }
            | Fact::Rejected { attempt, .. }
            | Fact::Ambiguous { attempt, .. }
            | Fact::Ended { attempt, .. }
            | Fact::Amended { attempt, .. }
            | Fact::Settled { attempt }
            | Fact::Unknown { attempt }
            | Fact::PresumedNone { attempt }
            | Fact::Unconfirmed { attempt } => Some(*attempt),
            _ => None,
        }
    }

    /// The row that the fact is about, if it is about one alone: its attempt's, or its own. A question, and what is
    /// replied, are about whom the question names.
    pub fn contact(&self) -> Option<ContactId> {
        match self {
            Fact::Excluded { contact, .. }
            | Fact::CalledElsewhere { contact, .. }
            | Fact::Lapsed { contact, .. }
            | Fact::Standing { contact, .. }
            | Fact::Dnd { contact, .. } => Some(*contact),
            fact => fact.attempt().map(|attempt| attempt.contact),
        }
    }
}
