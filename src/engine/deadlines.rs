//! What time alone decides: attempts that are given up, and the end of the run.

use super::{Attempt, Engine, IllegalEvent};
use crate::{
    clock::Timestamp,
    journal::event::{Event, Fact},
};

impl Engine {
    /// Gives up whatever waited too long.
    pub(super) fn lapse(&mut self, now: Timestamp) -> Result<Vec<Event>, IllegalEvent> {
        let due = self.deadlines.iter().take_while(|(at, _)| *at <= now);
        let facts = due.filter_map(|(_, id)| match self.attempts.get(id)? {
            Attempt::Accepted { .. } => Some(Fact::Unconfirmed { attempt: *id }),
            Attempt::Ambiguous { .. } => Some(Fact::Unknown { attempt: *id }),
            Attempt::Ended(_) => Some(Fact::Settled { attempt: *id }),
            _ => None,
        });
        let facts = facts.collect();
        self.take(now, facts)
    }

    /// Ends the run when every person has the final word, or a limit says so, and nothing is left to read.
    pub(super) fn conclude(&mut self, now: Timestamp) -> Result<Vec<Event>, IllegalEvent> {
        let decided = self.tally.unscreened + self.tally.waiting == 0 || self.limit_reached();
        let over = !self.finished && decided && self.is_quiet();
        self.take(now, if over { vec![Fact::Finished] } else { vec![] })
    }
}
