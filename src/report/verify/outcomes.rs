//! The outcomes of a run in the order of its journal: which calls are on trial, and which condition came true. Two
//! laws look at it.

use std::collections::BTreeSet;

use super::Terms;
use crate::{
    campaign::{
        Condition, Subject,
        condition::{Amount, Comparison, WHOLE},
    },
    journal::event::{AttemptId, Event, Fact, Rejection},
};

/// Calls at most that show whether a run which its outcomes stopped may go on.
const PROBE: u64 = 10;

/// Calls whose outcomes are awaited before others are placed.
#[derive(Debug)]
pub(super) struct Trial {
    /// Calls in all.
    size: u64,
    /// Calls at once.
    at_once: u64,
    /// Calls without an outcome.
    open: BTreeSet<AttemptId>,
    /// Calls with one.
    done: u64,
}

impl Trial {
    fn new(size: u64, at_once: u64) -> Trial {
        Trial {
            size,
            at_once,
            open: BTreeSet::new(),
            done: 0,
        }
    }

    /// Why one more call may not be placed; nothing when it may.
    pub(super) fn forbids(&self) -> Option<String> {
        let open = self.open.len() as u64;
        let full = open >= self.at_once || open + self.done >= self.size;
        full.then(|| {
            let (done, size) = (self.done, self.size);
            format!("{done} of {size} calls on trial have an outcome, {open} are awaited")
        })
    }
}

/// What the outcomes so far say.
#[derive(Default)]
pub(super) struct Outcomes {
    begun: bool,
    all: Vec<Subject>,
    pub(super) trial: Option<Trial>,
    /// The condition that came true.
    pub(super) fired: Option<String>,
}

impl Outcomes {
    /// Takes the next event in.
    pub(super) fn see(&mut self, terms: &Terms, event: &Event) {
        if !self.begun {
            self.begun = true;
            let size = terms.pacing.canary;
            self.trial = (size > 0).then(|| Trial::new(size, size));
        }
        let (attempt, outcome) = match &event.fact {
            Fact::Resumed => return self.resumed(terms),
            Fact::Intended { attempt, .. } => {
                if let Some(trial) = &mut self.trial {
                    trial.open.insert(*attempt);
                }
                return;
            }
            Fact::Ended {
                attempt, outcome, ..
            } => (attempt, Some(Subject::Called(*outcome))),
            Fact::Unknown { attempt } | Fact::Unconfirmed { attempt } => {
                (attempt, Some(Subject::Unsettled))
            }
            Fact::Rejected { attempt, why, .. } => match why {
                Rejection::Row | Rejection::Dnd => (attempt, Some(Subject::Refused)),
                Rejection::NotSent | Rejection::TooMany | Rejection::Account => (attempt, None),
            },
            Fact::PresumedNone { attempt } => (attempt, None),
            _ => return,
        };
        let mut over = false;
        if let Some(trial) = &mut self.trial {
            let awaited = trial.open.remove(attempt);
            trial.done += u64::from(awaited && outcome.is_some());
            over = trial.done >= trial.size;
        }
        if let Some(outcome) = outcome {
            self.all.push(outcome);
            self.judge(terms, false);
        }
        if over {
            self.judge(terms, true);
            self.trial = None;
        }
    }

    /// Looks for a condition that is true: of as many outcomes as it names, or with `early` of those there are.
    fn judge(&mut self, terms: &Terms, early: bool) {
        let fired = terms.limits.stop_when.iter().find(|condition| {
            let last = usize::try_from(condition.last).unwrap_or(usize::MAX);
            let from = self.all.len().saturating_sub(last);
            let newest = self.all.get(from..).unwrap_or_default();
            let ripe = newest.len() == last || (early && !newest.is_empty());
            ripe && is_true(condition, newest)
        });
        if let (None, Some(condition)) = (&self.fired, fired) {
            self.fired = Some(condition.to_string());
        }
        // Older ones are never looked at again.
        let longest = terms.limits.stop_when.iter().map(|one| one.last).max();
        let longest = usize::try_from(longest.unwrap_or(0)).unwrap_or(usize::MAX);
        if self.all.len() > longest.saturating_mul(2) {
            self.all.drain(..self.all.len() - longest);
        }
    }

    /// A run that its outcomes stopped begins anew, with a few calls one at a time.
    fn resumed(&mut self, terms: &Terms) {
        if self.fired.take().is_some() {
            self.all.clear();
            let shortest = terms.limits.stop_when.iter().map(|one| one.last).min();
            let size = PROBE.min(shortest.unwrap_or(1).into());
            self.trial = Some(Trial::new(size, 1));
        }
    }
}

/// Whether a condition holds of these outcomes.
fn is_true(condition: &Condition, of: &[Subject]) -> bool {
    let some = of.iter().filter(|one| **one == condition.subject).count() as u128;
    let (some, amount) = match condition.bound.amount {
        Amount::Count(count) => (some, u128::from(count)),
        Amount::Share(share) => {
            let all = of.len() as u128;
            (some * u128::from(WHOLE), all * u128::from(share))
        }
    };
    match condition.bound.side {
        Comparison::More => some > amount,
        Comparison::AtLeast => some >= amount,
        Comparison::Less => some < amount,
        Comparison::AtMost => some <= amount,
    }
}
