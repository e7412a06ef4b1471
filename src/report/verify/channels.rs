//! No more calls at once than the account has channels. Each takes one until it is known to be over, and for as
//! long as it could last at most.

use std::{collections::BTreeMap, time::Duration};

use super::{Law, Terms, who};
use crate::{
    clock::Timestamp,
    journal::event::{AttemptId, Event, Fact},
    report::text::{counted, grouped, time},
};

/// `channels`
#[derive(Default)]
pub(super) struct Channels {
    /// Attempts that may have a call, and when it can only be over.
    open: BTreeMap<AttemptId, Timestamp>,
    calls: u64,
    most: u64,
    when: Option<Timestamp>,
}

impl Law for Channels {
    fn name(&self) -> &'static str {
        "channels"
    }

    fn see(&mut self, terms: &Terms, event: &Event) -> Result<(), String> {
        match &event.fact {
            Fact::Intended { attempt, .. } => {
                self.calls += 1;
                let timing = &terms.timing;
                let longest: Duration = timing.send_deadline
                    + timing.delivery_lag
                    + terms.ring_timeout
                    + terms.time_limit;
                self.open.retain(|_, over| *over > event.at);
                self.open.insert(*attempt, event.at + longest);
                let taken = self.open.len() as u64;
                if taken > self.most {
                    (self.most, self.when) = (taken, Some(event.at));
                }
                if taken > u64::from(terms.channels) {
                    let (who, of) = (who(*attempt), terms.channels);
                    return Err(format!("{who}: {taken} calls at once on {of} channels"));
                }
            }
            Fact::Rejected { attempt, .. }
            | Fact::Ended { attempt, .. }
            | Fact::PresumedNone { attempt } => {
                self.open.remove(attempt);
            }
            _ => {}
        }
        Ok(())
    }

    fn prove(&mut self, terms: &Terms) -> Result<String, String> {
        let all = counted(self.calls, "attempt", "attempts");
        let Some(when) = self.when.map(|at| time(at, terms.offset)) else {
            return Ok(all);
        };
        let (most, of) = (grouped(self.most), grouped(u64::from(terms.channels)));
        Ok(format!(
            "{all}, at most {most} of {of} channels taken, at {when}"
        ))
    }
}
