//! What earlier runs of an account mean for the next one: whom they hold, what was learnt about whom, and
//! which requests still count for the account's rate.
//!
//! A fold over the events of runs, one run after another. Keeps tens of bytes per number.

mod calls;
mod fold;

use std::collections::{BTreeMap, BTreeSet};

pub use calls::Interest;
pub use fold::RunFold;

pub use super::known::Known;

use super::event::{Dnd, Event, OtherCall, Sid, Standing};
use crate::{
    campaign::{Number, Outcome},
    clock::Timestamp,
};

/// A request that may still count for the account's rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PastRequest {
    /// When it left, at the earliest.
    pub sent: Timestamp,
    /// When it was over; nothing when no process lived to see that.
    pub over: Option<Timestamp>,
}

/// What the runs folded so far mean for another one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    calls: calls::Calls,
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
            calls: calls::Calls::default(),
        }
    }

    /// The same with an eye on the calls that a campaign's `suppress` and `caps` are about. Comes before any
    /// run is folded in.
    #[must_use]
    pub fn minding(self, interest: Interest) -> Past {
        let calls = calls::Calls::new(interest);
        Past { calls, ..self }
    }

    /// What it has an eye on.
    pub fn interest(&self) -> &Interest {
        &self.calls.interest
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
        RunFold::new(self)
    }

    /// Folds the earlier processes of the same run in: their requests count for the rate, and their times
    /// for the clock. What the run knows of people is the engine's own affair.
    pub fn fold_own(&mut self, events: &[Event]) {
        let mut own = Past::new(self.since);
        own.fold("", events);
        self.requests.append(&mut own.requests);
        self.latest = self.latest.max(own.latest);
    }

    /// Folds the earlier processes of a run in that goes on in the same process as the one that asks: its
    /// requests count, and its answers serve. Whom it holds, the two see of each other as they go.
    pub fn fold_beside(&mut self, run: &str, events: &[Event]) {
        let held = std::mem::take(&mut self.held);
        self.fold(run, events);
        self.held = held;
    }

    /// The same without whom other runs hold and what they learnt of numbers.
    #[must_use]
    pub fn unlocked(self) -> Past {
        Past {
            runs: self.runs,
            calls: self.calls,
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

    /// The call of an earlier run that bars another one to the number at `now`, by the campaign's `suppress`: the
    /// run, and how it ended.
    pub fn bars(&self, number: Number, now: Timestamp) -> Option<(&str, Outcome)> {
        let end = self.calls.bars(number, now)?;
        let run = self.runs.get(usize::try_from(end.run).ok()?)?;
        Some((run, end.outcome))
    }

    /// Calls of other runs to the number that the campaign's `caps` may count, the newest first.
    pub fn placed(&self, number: Number) -> &[OtherCall] {
        self.calls.placed_to(number)
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

impl Past {
    /// The run that is being folded in, by its position.
    fn newest_run(&self) -> u32 {
        u32::try_from(self.runs.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

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
