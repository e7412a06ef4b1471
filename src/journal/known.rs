//! An answer of Exotel's about a number, for as long as it may be used.

use std::time::Duration;

use crate::clock::Timestamp;

/// An answer about a number, and how old it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Known<T> {
    /// The answer.
    pub value: T,
    /// When it was learnt.
    pub as_of: Timestamp,
    /// When Exotel lets it lapse, where it does.
    pub expires: Option<Timestamp>,
}

impl<T> Known<T> {
    /// Whether the answer may still be used, by a rule of its greatest age.
    pub fn is_fresh(&self, now: Timestamp, max_age: Duration) -> bool {
        self.as_of + max_age > now && self.expires.is_none_or(|expires| expires > now)
    }
}
