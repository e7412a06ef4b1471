//! One run on its way into the past.

use std::collections::BTreeMap;

use super::{Called, Past, calls::Relevance};
use crate::{
    campaign::{Number, Outcome},
    clock::Timestamp,
    journal::event::{AskId, AttemptId, Doubt, Event, Fact, Failure, Rejection, Sid},
};

/// A run on its way into the past. Nothing of it is held until it is [closed](RunFold::close).
#[derive(Debug)]
#[must_use]
pub struct RunFold<'past> {
    past: &'past mut Past,
    /// Attempts that may have a call that is not known to be over.
    open: BTreeMap<AttemptId, Open>,
    /// Read requests without a reply so far.
    asked: BTreeMap<AskId, Timestamp>,
    /// Which calls of the run are of interest.
    relevance: Relevance,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    number: Number,
    /// When the call was asked for.
    placed: Timestamp,
    /// When its connect request left, while that has no answer.
    sent: Option<Timestamp>,
    /// Whether it keeps others from calling the number.
    holds: bool,
}

impl<'past> RunFold<'past> {
    pub(super) fn new(past: &'past mut Past) -> RunFold<'past> {
        RunFold {
            past,
            open: BTreeMap::new(),
            asked: BTreeMap::new(),
            relevance: Relevance::default(),
        }
    }

    /// Takes the next events of the run.
    pub fn feed(&mut self, events: &[Event]) {
        for event in events {
            self.past.latest = self.past.latest.max(Some(event.at));
            self.take(event.at, &event.fact);
        }
    }

    /// The run has no more events.
    pub fn close(self) {
        let run = self.past.newest_run();
        for attempt in self.open.into_values() {
            if attempt.holds {
                self.past.held.entry(attempt.number).or_insert(run);
                let (number, placed) = (attempt.number, attempt.placed);
                self.past.calls.placed(&self.relevance, number, placed);
            }
            self.past.request(attempt.sent, None);
        }
        for sent in self.asked.into_values() {
            self.past.request(Some(sent), None);
        }
    }

    fn take(&mut self, at: Timestamp, fact: &Fact) {
        match fact {
            Fact::Asked { ask, .. } => {
                self.asked.insert(*ask, at);
            }
            Fact::Replied { ask, failure } => {
                let sent = self.asked.remove(ask);
                self.replied(sent, failure.as_ref(), at);
            }
            Fact::Standing {
                number,
                standing,
                as_of,
                expires,
                ..
            } => self
                .past
                .learn_standing(*number, standing, *as_of, *expires),
            Fact::Dnd {
                number, dnd, as_of, ..
            } => self.past.learn_dnd(*number, *dnd, *as_of),
            Fact::Intended {
                attempt, number, ..
            } => self.intended(*attempt, *number, at),
            Fact::Accepted { attempt, sid, .. } => {
                self.accepted(*attempt, at, sid);
            }
            Fact::Ambiguous { attempt, why, .. } => self.doubted(*attempt, *why, at),
            Fact::Rejected { attempt, why, .. } => {
                if *why != Rejection::NotSent {
                    self.answered(*attempt, at);
                }
                self.open.remove(attempt);
            }
            Fact::Ended {
                attempt,
                outcome,
                details,
            } => {
                self.called(*attempt, at, Some(*outcome));
                if let Some(call) = self.open.remove(attempt) {
                    let end = details.ended.unwrap_or(at);
                    self.over(&call, *outcome, end);
                }
            }
            Fact::PresumedNone { attempt } => {
                // Kept in mind: should its call turn up after all, the number is held again.
                self.hold(*attempt, false);
            }
            // Final, and without an answer to the question whether the person was called: held for good.
            Fact::Unknown { .. } | Fact::Unconfirmed { .. } => {}
            Fact::Started(header) => {
                self.relevance = self.past.calls.relevance(&header.campaign);
            }
            Fact::Resumed
            | Fact::LookedBack { .. }
            | Fact::CalledElsewhere { .. }
            | Fact::Excluded { .. }
            | Fact::Amended { .. }
            | Fact::Settled { .. }
            | Fact::Throttled { .. }
            | Fact::Stopped { .. }
            | Fact::Paused { .. }
            | Fact::Unpaused { .. }
            | Fact::Lapsed { .. }
            | Fact::Expired
            | Fact::Finished => {}
        }
    }

    fn intended(&mut self, attempt: AttemptId, number: Number, at: Timestamp) {
        let open = Open {
            number,
            placed: at,
            sent: Some(at),
            holds: true,
        };
        self.open.insert(attempt, open);
    }

    /// A call is over, and of interest perhaps.
    fn over(&mut self, call: &Open, outcome: Outcome, end: Timestamp) {
        let run = self.past.newest_run();
        let calls = &mut self.past.calls;
        calls.placed(&self.relevance, call.number, call.placed);
        calls.ended(&self.relevance, call.number, outcome, (end, run));
    }

    fn hold(&mut self, attempt: AttemptId, holds: bool) {
        if let Some(open) = self.open.get_mut(&attempt) {
            open.holds = holds;
        }
    }

    fn accepted(&mut self, attempt: AttemptId, at: Timestamp, sid: &Sid) {
        self.answered(attempt, at);
        self.hold(attempt, true);
        self.called(attempt, at, None);
        if at >= self.past.since {
            self.past.sids.insert(sid.clone());
        }
    }

    /// The connect request of an attempt has no answer. Where its process died, nobody knows when it was over.
    fn doubted(&mut self, attempt: AttemptId, why: Doubt, at: Timestamp) {
        let open = self.open.get_mut(&attempt);
        let sent = open.and_then(|open| open.sent.take());
        self.past.request(sent, (why != Doubt::Crash).then_some(at));
    }

    /// A read request is over.
    fn replied(&mut self, sent: Option<Timestamp>, failure: Option<&Failure>, at: Timestamp) {
        match failure {
            // What never left does not count for the rate.
            Some(Failure::NotSent(_)) => {}
            // Its process died: it may arrive after that was said.
            Some(Failure::Lost) => self.past.request(sent, None),
            _ => self.past.request(sent, Some(at)),
        }
    }

    /// The connect request of an attempt is over.
    fn answered(&mut self, attempt: AttemptId, at: Timestamp) {
        let sent = self
            .open
            .get_mut(&attempt)
            .and_then(|open| open.sent.take());
        self.past.request(sent, Some(at));
    }

    fn called(&mut self, attempt: AttemptId, at: Timestamp, outcome: Option<Outcome>) {
        let Some(open) = self.open.get(&attempt) else {
            return;
        };
        let known = self
            .past
            .called
            .entry(open.number)
            .or_insert(Called { at, outcome });
        // Runs are folded in any order.
        if at >= known.at {
            known.at = at;
            known.outcome = outcome.or(known.outcome);
        } else {
            known.outcome = known.outcome.or(outcome);
        }
    }
}
