//! No sixty seconds hold more requests than the run may send, by the times of its own clock. What certainly
//! never left does not count.

use std::{collections::BTreeMap, time::Duration};

use super::{Law, Terms};
use crate::{
    clock::Timestamp,
    journal::event::{AskId, AttemptId, Event, Fact, Failure, Rejection},
    report::text::{counted, grouped, time},
};

/// What Exotel's limits speak of.
const MINUTE: Duration = Duration::from_secs(60);

/// `rate`
#[derive(Default)]
pub(super) struct Rate {
    reads: BTreeMap<AskId, Timestamp>,
    connects: BTreeMap<AttemptId, Timestamp>,
    sent: Vec<Timestamp>,
}

impl Law for Rate {
    fn name(&self) -> &'static str {
        "rate"
    }

    fn see(&mut self, _: &Terms, event: &Event) -> Result<(), String> {
        match &event.fact {
            Fact::Asked { ask, .. } => {
                self.reads.insert(*ask, event.at);
            }
            Fact::Replied { ask, failure } => {
                let sent = self.reads.remove(ask);
                let left = !matches!(failure, Some(Failure::NotSent(_)));
                self.sent.extend(sent.filter(|_| left));
            }
            Fact::Intended { attempt, .. } => {
                self.connects.insert(*attempt, event.at);
            }
            Fact::Rejected { attempt, why, .. } => {
                let sent = self.connects.remove(attempt);
                self.sent
                    .extend(sent.filter(|_| *why != Rejection::NotSent));
            }
            Fact::Accepted { attempt, .. } | Fact::Ambiguous { attempt, .. } => {
                self.sent.extend(self.connects.remove(attempt));
            }
            _ => {}
        }
        Ok(())
    }

    fn prove(&mut self, terms: &Terms) -> Result<String, String> {
        let mut sent = std::mem::take(&mut self.sent);
        sent.extend(self.reads.values().chain(self.connects.values()));
        let Some((most, when)) = tightest(&mut sent) else {
            return Ok("no request".to_owned());
        };
        let when = time(when, terms.offset);
        let rate = terms.rate.max(1);
        let of = format!("{} of {} requests", grouped(most), grouped(u64::from(rate)));
        if most > u64::from(rate) {
            return Err(format!("{of} in the minute from {when}"));
        }
        let all = counted(sent.len() as u64, "request", "requests");
        Ok(format!("{all}, the tightest minute held {of}, from {when}"))
    }
}

/// The most times in any sixty seconds, and the first of them.
pub(super) fn tightest(times: &mut [Timestamp]) -> Option<(u64, Timestamp)> {
    times.sort_unstable();
    let (mut first, mut most, mut when) = (0, 0, None);
    for (last, at) in times.iter().enumerate() {
        while times.get(first).is_some_and(|begin| *begin + MINUTE <= *at) {
            first += 1;
        }
        let within = (last + 1 - first) as u64;
        if within > most {
            (most, when) = (within, times.get(first).copied());
        }
    }
    Some((most, when?))
}
