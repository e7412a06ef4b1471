//! `limits.stop_when`: outcomes that stop a run, judged over the newest ones in the order of the journal.
//!
//! A condition looks back on its last N outcomes and says nothing while there are fewer. Where a trial ends, the
//! canary or the probe of a run that goes on, it is judged over those that there are, at most N.

use std::collections::VecDeque;

use super::{Attempt, trial::Trial};
use crate::{
    campaign::{Condition, Limits, Subject},
    journal::event::{AttemptId, Rejection},
};

/// A condition that came true.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Fired {
    pub(super) condition: Condition,
    /// Outcomes that it counts.
    pub(super) some: u64,
    /// Outcomes that it looked back on.
    pub(super) of: u64,
}

/// The newest outcomes, and what they mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Tripwire {
    /// Outcomes, newest last, as many as the longest look-back.
    outcomes: VecDeque<Subject>,
    /// For each condition, how many of its look-back it counts.
    counts: Vec<u64>,
    pub(super) fired: Option<Fired>,
    pub(super) trial: Option<Trial>,
    /// The trial that came to its end last.
    pub(super) over: Option<Trial>,
}

impl Tripwire {
    pub(super) fn new(limits: &Limits, canary: u64) -> Tripwire {
        Tripwire {
            outcomes: VecDeque::new(),
            counts: vec![0; limits.stop_when.len()],
            fired: None,
            trial: (canary > 0).then(|| Trial::canary(canary)),
            over: None,
        }
    }

    /// Takes a step of an attempt in.
    pub(super) fn step(
        &mut self,
        limits: &Limits,
        id: AttemptId,
        before: Option<&Attempt>,
        after: &Attempt,
    ) {
        let outcome = match after {
            Attempt::Intended(_) => {
                if let Some(trial) = &mut self.trial {
                    trial.placed(id);
                }
                return;
            }
            Attempt::Accepted { .. } | Attempt::Ambiguous { .. } => return,
            Attempt::Ended(_) if matches!(before, Some(Attempt::Ended(_))) => return,
            Attempt::Ended(ended) => Some(Subject::Called(ended.outcome)),
            Attempt::Rejected {
                why: Rejection::Row | Rejection::Dnd,
                ..
            } => Some(Subject::Refused),
            Attempt::Rejected { .. } | Attempt::PresumedNone { .. } => None,
            Attempt::Unknown { .. } | Attempt::Unconfirmed { .. } => Some(Subject::Unsettled),
        };
        if let Some(trial) = &mut self.trial {
            trial.came_to(id, outcome);
        }
        if let Some(outcome) = outcome {
            self.count(limits, outcome);
        }
        if self.trial.as_ref().is_some_and(Trial::is_complete) {
            self.judge(limits, true);
            self.over = self.trial.take();
        }
    }

    fn count(&mut self, limits: &Limits, outcome: Subject) {
        self.outcomes.push_back(outcome);
        let len = self.outcomes.len();
        for (condition, count) in limits.stop_when.iter().zip(&mut self.counts) {
            *count += u64::from(outcome == condition.subject);
            let gone = len.checked_sub(1 + look_back(condition));
            let gone = gone.and_then(|index| self.outcomes.get(index));
            *count -= u64::from(gone == Some(&condition.subject));
        }
        let longest = limits.stop_when.iter().map(look_back).max();
        while self.outcomes.len() > longest.unwrap_or(0) {
            self.outcomes.pop_front();
        }
        self.judge(limits, false);
    }

    /// Looks for a condition that is true. With `early`, also of fewer outcomes than it looks back on.
    fn judge(&mut self, limits: &Limits, early: bool) {
        for (condition, some) in limits.stop_when.iter().zip(&self.counts) {
            let of = self.outcomes.len().min(look_back(condition)) as u64;
            let ripe = of == u64::from(condition.last) || (early && of > 0);
            if self.fired.is_none() && ripe && condition.bound.holds(*some, of) {
                let condition = condition.clone();
                self.fired = Some(Fired {
                    condition,
                    some: *some,
                    of,
                });
            }
        }
    }

    /// Another process goes on. After a stop by outcomes these are forgotten, and a few calls show whether
    /// what made them is over.
    pub(super) fn resume(&mut self, limits: &Limits) {
        if self.fired.take().is_some() {
            self.outcomes.clear();
            self.counts.fill(0);
            let shortest = limits
                .stop_when
                .iter()
                .map(|condition| condition.last)
                .min();
            self.trial = Some(Trial::probe(shortest.unwrap_or(1).into()));
        }
    }

    /// Calls that may be placed now.
    pub(super) fn room(&self) -> u64 {
        match (&self.fired, &self.trial) {
            (Some(_), _) => 0,
            (None, Some(trial)) => trial.room(),
            (None, None) => u64::MAX,
        }
    }
}

fn look_back(condition: &Condition) -> usize {
    usize::try_from(condition.last).unwrap_or(usize::MAX)
}
