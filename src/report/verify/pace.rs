//! No sixty seconds hold more connect requests than the campaign's own rate, by the times of the run's clock.

use std::collections::BTreeMap;

use super::{Law, Terms, rate::tightest};
use crate::{
    clock::Timestamp,
    journal::event::{AttemptId, Event, Fact, Rejection},
    report::text::{counted, grouped, time},
};

/// `pace`
#[derive(Default)]
pub(super) struct Pace {
    sent: BTreeMap<AttemptId, Timestamp>,
}

impl Law for Pace {
    fn name(&self) -> &'static str {
        "pace"
    }

    fn see(&mut self, _: &Terms, event: &Event) -> Result<(), String> {
        match &event.fact {
            Fact::Intended { attempt, .. } => {
                self.sent.insert(*attempt, event.at);
            }
            Fact::Rejected {
                attempt,
                why: Rejection::NotSent,
                ..
            } => {
                self.sent.remove(attempt);
            }
            _ => {}
        }
        Ok(())
    }

    fn prove(&mut self, terms: &Terms) -> Result<String, String> {
        let mut sent: Vec<Timestamp> = self.sent.values().copied().collect();
        let all = counted(sent.len() as u64, "connect request", "connect requests");
        let Some(limit) = terms.pacing.rate else {
            return Ok(format!("{all}, and no rate of the campaign's own"));
        };
        let Some((most, when)) = tightest(&mut sent) else {
            return Ok(all);
        };
        let of = format!("{} of {}", grouped(most), grouped(u64::from(limit)));
        let when = time(when, terms.offset);
        match most > u64::from(limit) {
            true => Err(format!("{of} in the minute from {when}")),
            false => Ok(format!("{all}, the tightest minute held {of}, from {when}")),
        }
    }
}
