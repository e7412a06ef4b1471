//! When waiting ends: attempts that are given up, and the end of the run.

use std::time::Duration;

use super::{Attempt, Engine, IllegalEvent, Pending, fold::attempts_of};
use crate::{
    clock::Timestamp,
    journal::event::{AttemptId, Event, Fact, Question},
};

impl Engine {
    /// What a read leaves without an end that was asked for late enough that no later one would bring more.
    /// Time alone gives nothing up: a process that slept over a week-end asks first, and where the answer
    /// cannot be read it asks for as long again.
    pub(super) fn give_up(&self, pending: &Pending, found: &[Fact], answered: bool) -> Vec<Fact> {
        let asking = match answered {
            true => Timestamp::default(),
            false => self.resumed_at,
        };
        let ids = attempts_of(&pending.question).iter();
        let ids = ids.filter(|id| !found.iter().any(|fact| fact.attempt() == Some(**id)));
        ids.filter_map(|id| {
            let attempt = *id;
            let (since, patience, fact) = self.patience(attempt, &pending.question)?;
            (pending.asked_at >= since.max(asking) + patience).then_some(fact)
        })
        .collect()
    }

    /// Since when an attempt waits, how long it may, and what it becomes then.
    fn patience(
        &self,
        attempt: AttemptId,
        question: &Question,
    ) -> Option<(Timestamp, Duration, Fact)> {
        let timing = &self.rules.timing;
        Some(match self.attempts.get(&attempt)? {
            // A listing that is silent about a call is no answer of the call itself.
            Attempt::Accepted { since, .. } if matches!(question, Question::Outcome(_)) => {
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
        let decided = self.tally.left() == 0 || self.limit_reached();
        let over = !self.finished && decided && self.is_quiet();
        self.take(now, if over { vec![Fact::Finished] } else { vec![] })
    }
}
