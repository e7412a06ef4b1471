//! When waiting ends: attempts that are given up, and the end of the run.

use std::time::Duration;

use super::{Attempt, Engine, IllegalEvent, Pending, fold::attempts_of};
use crate::{
    clock::Timestamp,
    journal::event::{Event, Fact},
};

impl Engine {
    /// What a read that was answered, well or badly, leaves without an end, and was asked for late enough
    /// that no later one would bring more. Time alone gives nothing up: a process that slept over a week-end
    /// asks first.
    pub(super) fn give_up(&self, pending: &Pending, found: &[Fact]) -> Vec<Fact> {
        let ids = attempts_of(&pending.question).iter();
        let ids = ids.filter(|id| !found.iter().any(|fact| fact.attempt() == Some(**id)));
        ids.filter_map(|id| {
            let attempt = *id;
            let (since, patience, fact) = self.patience(attempt)?;
            (pending.asked_at >= since + patience).then_some(fact)
        })
        .collect()
    }

    /// Since when an attempt waits, how long it may, and what it becomes then.
    fn patience(
        &self,
        attempt: crate::journal::event::AttemptId,
    ) -> Option<(Timestamp, Duration, Fact)> {
        let timing = &self.rules.timing;
        Some(match self.attempts.get(&attempt)? {
            Attempt::Accepted { since, .. } => {
                (*since, timing.confirm_for, Fact::Unconfirmed { attempt })
            }
            Attempt::Ambiguous { hold_until, .. } => {
                (*hold_until, timing.confirm_for, Fact::Unknown { attempt })
            }
            Attempt::Ended(ended) if !ended.settled => (
                ended.since,
                timing.listing_lag * 2,
                Fact::Settled { attempt },
            ),
            _ => return None,
        })
    }

    /// Ends the run when every person has the final word, or a limit says so, and nothing is left to read.
    pub(super) fn conclude(&mut self, now: Timestamp) -> Result<Vec<Event>, IllegalEvent> {
        let decided = self.tally.unscreened + self.tally.waiting == 0 || self.limit_reached();
        let over = !self.finished && decided && self.is_quiet();
        self.take(now, if over { vec![Fact::Finished] } else { vec![] })
    }
}
