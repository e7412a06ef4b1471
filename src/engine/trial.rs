//! A few calls whose outcomes are awaited before others are placed: the canary of a run, and the probe of one
//! that was stopped by its outcomes.

use std::collections::{BTreeMap, BTreeSet};

use crate::{campaign::Subject, journal::event::AttemptId};

/// Calls of a probe at most.
const PROBE: u64 = 10;

/// Calls on trial.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Trial {
    /// Calls in all.
    pub size: u64,
    /// Whether the run goes on after a stop; else it has just begun.
    pub is_probe: bool,
    /// Calls without an outcome.
    open: BTreeSet<AttemptId>,
    /// Outcomes so far.
    pub outcomes: BTreeMap<Subject, u64>,
}

impl Trial {
    fn new(size: u64, is_probe: bool) -> Trial {
        let (open, outcomes) = (BTreeSet::new(), BTreeMap::new());
        Trial {
            size,
            is_probe,
            open,
            outcomes,
        }
    }

    /// The first calls of a run, all at once.
    pub(super) fn canary(size: u64) -> Trial {
        Trial::new(size, false)
    }

    /// The first calls after a stop that outcomes made, one at a time. `last` is the shortest look-back of a
    /// condition.
    pub(super) fn probe(last: u64) -> Trial {
        Trial::new(PROBE.min(last), true)
    }

    /// Calls without an outcome.
    pub fn open(&self) -> u64 {
        self.open.len() as u64
    }

    /// Calls with an outcome.
    pub fn done(&self) -> u64 {
        self.outcomes.values().sum()
    }

    /// Its outcomes with their counts, as a phrase.
    pub fn told(&self) -> String {
        let told = Subject::ALL.iter().filter_map(|subject| {
            let count = self.outcomes.get(subject)?;
            Some(format!("{} {count}", subject.as_str()))
        });
        told.collect::<Vec<_>>().join(", ")
    }

    /// Calls that may be placed now.
    pub(super) fn room(&self) -> u64 {
        let left = self.size.saturating_sub(self.done() + self.open());
        let at_once = if self.is_probe { 1 } else { self.size };
        left.min(at_once.saturating_sub(self.open()))
    }

    /// Whether every call has its outcome.
    pub(super) fn is_complete(&self) -> bool {
        self.done() >= self.size
    }

    pub(super) fn placed(&mut self, id: AttemptId) {
        self.open.insert(id);
    }

    /// A call has its outcome, or none where there was no call after all.
    pub(super) fn came_to(&mut self, id: AttemptId, outcome: Option<Subject>) {
        if self.open.remove(&id)
            && let Some(outcome) = outcome
        {
            *self.outcomes.entry(outcome).or_default() += 1;
        }
    }
}
