//! What earlier runs of an account mean for the next one: whom they hold, what was learnt about whom, and
//! which requests still count for the account's rate.
//!
//! A fold over the events of runs, one run after another. Keeps tens of bytes per number.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use super::event::{AskId, AttemptId, Dnd, Event, Fact, Failure, Rejection, Sid, Standing};
use crate::{
    campaign::{Number, Outcome},
    clock::Timestamp,
};

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

/// A request that may still count for the account's rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PastRequest {
    /// When it left, at the earliest.
    pub sent: Timestamp,
    /// When it was over; nothing when no process lived to see that.
    pub over: Option<Timestamp>,
}

/// What the runs folded so far mean for another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    since: Timestamp,
    runs: Vec<Box<str>>,
    /// Numbers with an open or unsettled attempt, and the run that has it, by position in `runs`.
    held: BTreeMap<Number, u32>,
    standings: BTreeMap<Number, Known<Word>>,
    dnds: BTreeMap<Number, Known<Dnd>>,
    called: BTreeMap<Number, Called>,
    requests: Vec<PastRequest>,
    sids: BTreeSet<Sid>,
    latest: Option<Timestamp>,
}

/// [`Standing`] without the words of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Whitelist,
    Blacklist,
    Neutral,
}

/// What is known of the calls to a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Called {
    /// When the last call was known to exist.
    pub at: Timestamp,
    /// How the last call that ended did; nothing where none is known to have ended.
    pub outcome: Option<Outcome>,
}

impl Past {
    /// Nothing yet. Requests that were over before `since`, and sids accepted before it, are not kept.
    pub fn new(since: Timestamp) -> Past {
        Past {
            since,
            runs: Vec::new(),
            held: BTreeMap::new(),
            standings: BTreeMap::new(),
            dnds: BTreeMap::new(),
            called: BTreeMap::new(),
            requests: Vec::new(),
            sids: BTreeSet::new(),
            latest: None,
        }
    }

    /// Folds the whole of another run in.
    pub fn fold(&mut self, run: &str, events: &[Event]) {
        let mut fold = self.run(run);
        fold.feed(events);
        fold.close();
    }

    /// Begins to fold another run in, a piece at a time.
    pub fn run(&mut self, name: &str) -> RunFold<'_> {
        self.runs.push(name.into());
        RunFold {
            past: self,
            open: BTreeMap::new(),
            asked: BTreeMap::new(),
        }
    }

    /// Folds the earlier processes of the same run in: their requests count for the rate, and their times
    /// for the clock. What the run knows of people is the engine's own affair.
    pub fn fold_own(&mut self, events: &[Event]) {
        let mut own = Past::new(self.since);
        own.fold("", events);
        self.requests.append(&mut own.requests);
        self.latest = self.latest.max(own.latest);
    }

    /// The same without whom other runs hold and what they learnt.
    #[must_use]
    pub fn unlocked(self) -> Past {
        Past {
            requests: self.requests,
            sids: self.sids,
            latest: self.latest,
            ..Past::new(self.since)
        }
    }

    /// The run with an open or unsettled attempt to the number: nobody else may call it.
    pub fn holder(&self, number: Number) -> Option<&str> {
        let run = self.held.get(&number)?;
        self.runs.get(usize::try_from(*run).ok()?).map(|run| &**run)
    }

    /// Every number that a run holds, with that run.
    pub fn held(&self) -> impl Iterator<Item = (Number, &str)> {
        self.held
            .keys()
            .filter_map(|number| Some((*number, self.holder(*number)?)))
    }

    /// What the whitelist said of the number last.
    pub fn standing(&self, number: Number) -> Option<Known<Standing>> {
        let answer = self.standings.get(&number)?;
        Some(Known {
            value: match answer.value {
                Word::Whitelist => Standing::Whitelist,
                Word::Blacklist => Standing::Blacklist,
                Word::Neutral => Standing::Neutral,
            },
            as_of: answer.as_of,
            expires: answer.expires,
        })
    }

    /// What the DND register said of the number last.
    pub fn dnd(&self, number: Number) -> Option<Known<Dnd>> {
        self.dnds.get(&number).cloned()
    }

    /// Whether and how the number was called before.
    pub fn called(&self, number: Number) -> Option<Called> {
        self.called.get(&number).copied()
    }

    /// How many of these numbers were called before, by how their last call that ended did.
    pub fn called_of(
        &self,
        numbers: impl IntoIterator<Item = Number>,
    ) -> BTreeMap<Option<Outcome>, u64> {
        let mut counts = BTreeMap::new();
        for called in numbers.into_iter().filter_map(|number| self.called(number)) {
            *counts.entry(called.outcome).or_default() += 1;
        }
        counts
    }

    /// Requests that were not over before the given time, in the order in which they left.
    pub fn requests(&self) -> Vec<PastRequest> {
        let mut requests = self.requests.clone();
        requests.sort_unstable();
        requests
    }

    /// Calls accepted since the given time.
    pub fn sids(&self) -> impl Iterator<Item = &Sid> {
        self.sids.iter()
    }

    /// The time of the last event of any run; the clock is never taken to be behind it.
    pub fn latest(&self) -> Option<Timestamp> {
        self.latest
    }
}

/// A run on its way into the past. Nothing of it is held until it is [closed](RunFold::close).
#[derive(Debug)]
#[must_use]
pub struct RunFold<'past> {
    past: &'past mut Past,
    /// Attempts that may have a call that is not known to be over.
    open: BTreeMap<AttemptId, Open>,
    /// Read requests without a reply so far.
    asked: BTreeMap<AskId, Timestamp>,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    number: Number,
    /// When its connect request left, while that has no answer.
    sent: Option<Timestamp>,
    /// Whether it keeps others from calling the number.
    holds: bool,
}

impl RunFold<'_> {
    /// Takes the next events of the run.
    pub fn feed(&mut self, events: &[Event]) {
        for event in events {
            self.past.latest = self.past.latest.max(Some(event.at));
            self.take(event.at, &event.fact);
        }
    }

    /// The run has no more events.
    pub fn close(self) {
        let run = u32::try_from(self.past.runs.len().saturating_sub(1)).unwrap_or(u32::MAX);
        for attempt in self.open.into_values() {
            if attempt.holds {
                self.past.held.entry(attempt.number).or_insert(run);
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
                // What never left does not count for the rate.
                if !matches!(failure, Some(Failure::NotSent(_))) {
                    self.past.request(sent, Some(at));
                }
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
            } => {
                let open = Open {
                    number: *number,
                    sent: Some(at),
                    holds: true,
                };
                self.open.insert(*attempt, open);
            }
            Fact::Accepted { attempt, sid, .. } => {
                self.answered(*attempt, at);
                self.hold(*attempt, true);
                self.called(*attempt, at, None);
                if at >= self.past.since {
                    self.past.sids.insert(sid.clone());
                }
            }
            Fact::Ambiguous { attempt, .. } => self.answered(*attempt, at),
            Fact::Rejected { attempt, why, .. } => {
                if *why != Rejection::NotSent {
                    self.answered(*attempt, at);
                }
                self.open.remove(attempt);
            }
            Fact::Ended {
                attempt, outcome, ..
            } => {
                self.called(*attempt, at, Some(*outcome));
                self.open.remove(attempt);
            }
            Fact::PresumedNone { attempt } => {
                // Kept in mind: should its call turn up after all, the number is held again.
                self.hold(*attempt, false);
            }
            // Final, and without an answer to the question whether the person was called: held for good.
            Fact::Unknown { .. } | Fact::Unconfirmed { .. } => {}
            Fact::Lapsed { .. }
            | Fact::Expired
            | Fact::Started(_)
            | Fact::Resumed
            | Fact::Excluded { .. }
            | Fact::Amended { .. }
            | Fact::Settled { .. }
            | Fact::Throttled { .. }
            | Fact::Stopped { .. }
            | Fact::Finished => {}
        }
    }

    fn hold(&mut self, attempt: AttemptId, holds: bool) {
        if let Some(open) = self.open.get_mut(&attempt) {
            open.holds = holds;
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

impl Past {
    fn request(&mut self, sent: Option<Timestamp>, over: Option<Timestamp>) {
        let Some(sent) = sent else { return };
        if sent.max(over.unwrap_or(sent)) >= self.since {
            self.requests.push(PastRequest { sent, over });
        }
    }

    fn learn_standing(
        &mut self,
        number: Number,
        standing: &Standing,
        as_of: Timestamp,
        expires: Option<Timestamp>,
    ) {
        let value = match standing {
            Standing::Whitelist => Word::Whitelist,
            Standing::Blacklist => Word::Blacklist,
            Standing::Neutral => Word::Neutral,
            Standing::Unavailable(_) | Standing::Refused(_) => return,
        };
        let answer = Known {
            value,
            as_of,
            expires,
        };
        newest(&mut self.standings, number, answer);
    }

    fn learn_dnd(&mut self, number: Number, dnd: Dnd, as_of: Timestamp) {
        if dnd == Dnd::Unavailable {
            return;
        }
        let answer = Known {
            value: dnd,
            as_of,
            expires: None,
        };
        newest(&mut self.dnds, number, answer);
    }
}

/// Keeps the answer unless a newer one is known.
fn newest<T>(answers: &mut BTreeMap<Number, Known<T>>, number: Number, answer: Known<T>) {
    match answers.get(&number) {
        Some(known) if known.as_of > answer.as_of => {}
        _ => {
            answers.insert(number, answer);
        }
    }
}
