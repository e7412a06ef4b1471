//! Places for calls under way: each is taken by an intent, and free again when its call is known to be over or
//! can only be over.

use std::{collections::BTreeSet, time::Duration};

use super::{Attempt, attempt::Intent};
use crate::{clock::Timestamp, journal::event::AttemptId};

/// The places that are taken, each until its deadline at most: no answer and no read is needed to free one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Slots {
    taken: BTreeSet<(Timestamp, AttemptId)>,
}

impl Slots {
    /// Takes a step of an attempt in at `at`. `over` is how long after an intent its call may be going on.
    pub(super) fn step(&mut self, at: Timestamp, id: AttemptId, after: &Attempt, over: Duration) {
        let deadline = |intent: &Intent| intent.at + over;
        match after {
            Attempt::Intended(intent) => {
                self.taken.insert((deadline(intent), id));
            }
            Attempt::Rejected { intent, .. } | Attempt::PresumedNone { intent } => {
                self.taken.remove(&(deadline(intent), id));
            }
            Attempt::Ended(ended) => {
                self.taken.remove(&(deadline(&ended.intent), id));
            }
            Attempt::Accepted { .. }
            | Attempt::Ambiguous { .. }
            | Attempt::Unknown { .. }
            | Attempt::Unconfirmed { .. } => {}
        }
        while self.taken.first().is_some_and(|(until, _)| *until <= at) {
            self.taken.pop_first();
        }
    }

    /// Places that are taken at `now`.
    pub(super) fn taken(&self, now: Timestamp) -> u64 {
        let over = self.taken.iter().take_while(|(until, _)| *until <= now);
        (self.taken.len() - over.count()) as u64
    }

    /// When a place is free again at the latest, if one is taken at `now`.
    pub(super) fn next(&self, now: Timestamp) -> Option<Timestamp> {
        let mut until = self.taken.iter().map(|(until, _)| *until);
        until.find(|until| *until > now)
    }
}
