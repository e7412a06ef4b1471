//! The campaign's own ceiling on connect requests, kept from its facts.
//!
//! The same guarantee as that of the account's budget (`dispatch::pace`): a place is taken by the intent and is
//! free again one window after the answer, so whatever window somebody looks at, it holds no more.

use std::{collections::VecDeque, time::Duration};

use super::{Attempt, Rules};
use crate::{
    clock::Timestamp,
    journal::event::{Doubt, Fact, Rejection},
};

/// The window of a rate.
const WINDOW: Duration = Duration::from_secs(60);
/// Requests that may be made up for after a late wake-up.
const CREDIT: u32 = 3;

/// Connect requests of the last while.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Rate {
    /// Without an answer.
    open: u64,
    /// When the places of those that were answered are free again, earliest first.
    cooling: VecDeque<Timestamp>,
    /// When the next one may leave by the even pace.
    next_at: Timestamp,
}

impl Rate {
    /// Takes a step of an attempt in.
    pub(super) fn step(
        &mut self,
        rules: &Rules,
        before: Option<&Attempt>,
        at: Timestamp,
        fact: &Fact,
    ) {
        let Some(limit) = rules.pacing.rate else {
            return;
        };
        let gone = self.cooling.partition_point(|free| *free <= at);
        self.cooling.drain(..gone);
        match (before, fact) {
            (None, Fact::Intended { .. }) => {
                self.open += 1;
                let each = WINDOW / limit.max(1);
                self.next_at = self.next_at.max(at.earlier(each * CREDIT)) + each;
            }
            (Some(Attempt::Intended(intent)), fact) => {
                self.open = self.open.saturating_sub(1);
                let over = match fact {
                    Fact::Rejected {
                        why: Rejection::NotSent,
                        ..
                    } => return,
                    // It may arrive as late as its process would have waited for it.
                    Fact::Ambiguous {
                        why: Doubt::Crash, ..
                    } => {
                        let timing = &rules.timing;
                        at.max(intent.at + timing.connect_timeout + timing.answer_timeout)
                    }
                    _ => at,
                };
                let free = over + WINDOW;
                let place = self.cooling.partition_point(|at| *at <= free);
                self.cooling.insert(place, free);
            }
            _ => {}
        }
    }

    /// How many requests may leave at `now`.
    pub(super) fn room(&self, rules: &Rules, now: Timestamp) -> u64 {
        let Some(limit) = rules.pacing.rate else {
            return u64::MAX;
        };
        if now < self.next_at {
            return 0;
        }
        let each = (WINDOW / limit.max(1)).as_micros().max(1);
        let from = self
            .next_at
            .max(now.earlier(WINDOW / limit.max(1) * CREDIT));
        let paced = 1 + (now - from).as_micros() / each;
        let cooling = self.cooling.iter().filter(|free| **free > now).count() as u64;
        let free = u64::from(limit).saturating_sub(self.open + cooling);
        free.min(u64::try_from(paced).unwrap_or(u64::MAX))
    }

    /// When a request may leave, unless only an answer helps.
    pub(super) fn next(&self, rules: &Rules, now: Timestamp) -> Option<Timestamp> {
        let limit = u64::from(rules.pacing.rate?);
        let paced = self.next_at.max(now);
        let cooling: Vec<Timestamp> = self
            .cooling
            .iter()
            .copied()
            .filter(|at| *at > paced)
            .collect();
        let taken = self.open + cooling.len() as u64;
        match taken.checked_sub(limit) {
            None => Some(paced),
            Some(more) => cooling.get(usize::try_from(more).ok()?).copied(),
        }
    }
}
