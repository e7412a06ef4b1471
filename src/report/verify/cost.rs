//! What calls cost, and may still cost, is never more than the campaign's limit when a call begins: its worst case
//! is set aside before it is dialled.

use std::collections::BTreeMap;

use super::{Law, Terms, who};
use crate::{
    campaign::{Money, Outcome},
    journal::event::{AttemptId, CallDetails, Event, Fact},
    report::text::counted,
};

/// `cost`
#[derive(Default)]
pub(super) struct Cost {
    calls: BTreeMap<AttemptId, Call>,
    /// What all calls come to by now.
    sum: u64,
    most: u64,
}

/// What a call comes to, in ten-thousandths.
#[derive(Default)]
struct Call {
    counts: u64,
    ended: Option<(Outcome, Box<CallDetails>)>,
}

/// What so many seconds cost: each minute that has begun is paid whole.
fn price(terms: &Terms, seconds: u64) -> u64 {
    let minute = terms.limits.price_per_minute.map_or(0, Money::parts);
    seconds.div_ceil(60).saturating_mul(minute)
}

/// The most that one call costs.
fn worst(terms: &Terms) -> u64 {
    let whole = terms.time_limit.as_millis().div_ceil(1_000);
    price(terms, u64::try_from(whole).unwrap_or(u64::MAX))
}

/// What a call that is over comes to, and whether it is settled.
fn after(terms: &Terms, outcome: Outcome, details: &CallDetails, settled: bool) -> u64 {
    let told = details.price.as_deref().and_then(Money::parse);
    let told = told.map(Money::parts);
    match (settled, told) {
        (true, Some(told)) => told,
        // Nobody pays for a call that nobody answered.
        (true, None) if outcome != Outcome::Completed => 0,
        (true, None) => details
            .duration
            .map_or_else(|| worst(terms), |seconds| price(terms, u64::from(seconds))),
        // A price may come late, and be changed.
        (false, told) => worst(terms).max(told.unwrap_or(0)),
    }
}

impl Cost {
    fn set(&mut self, attempt: AttemptId, counts: u64) {
        let call = self.calls.entry(attempt).or_default();
        self.sum = self.sum.saturating_sub(call.counts).saturating_add(counts);
        call.counts = counts;
    }

    fn over(&mut self, terms: &Terms, attempt: AttemptId, settled: bool) {
        let ended = self
            .calls
            .get(&attempt)
            .and_then(|call| call.ended.as_ref());
        if let Some((outcome, details)) = ended {
            let counts = after(terms, *outcome, details, settled);
            self.set(attempt, counts);
        }
    }
}

impl Law for Cost {
    fn name(&self) -> &'static str {
        "cost"
    }

    fn see(&mut self, terms: &Terms, event: &Event) -> Result<(), String> {
        match &event.fact {
            Fact::Intended { attempt, .. } => {
                self.set(*attempt, worst(terms));
                self.most = self.most.max(self.sum);
                let limit = terms.limits.cost.map(Money::parts);
                if let Some(limit) = limit.filter(|limit| self.sum > *limit) {
                    let who = who(*attempt);
                    let [sum, limit] = [self.sum, limit].map(Money::from_parts);
                    return Err(format!("{who}: may come to {sum}, and {limit} are allowed"));
                }
            }
            Fact::Rejected { attempt, .. } | Fact::PresumedNone { attempt } => {
                self.set(*attempt, 0);
            }
            Fact::Ended {
                attempt,
                outcome,
                details,
            } => {
                let call = self.calls.entry(*attempt).or_default();
                call.ended = Some((*outcome, details.clone()));
                self.over(terms, *attempt, false);
            }
            Fact::Amended { attempt, details } => {
                let call = self.calls.entry(*attempt).or_default();
                if let Some((_, before)) = &mut call.ended {
                    *before = details.clone();
                }
                self.over(terms, *attempt, false);
            }
            Fact::Settled { attempt } => self.over(terms, *attempt, true),
            _ => {}
        }
        Ok(())
    }

    fn prove(&mut self, terms: &Terms) -> Result<String, String> {
        let all = counted(self.calls.len() as u64, "attempt", "attempts");
        Ok(match terms.limits.cost {
            None => format!("{all}, and no limit"),
            Some(limit) => {
                let most = Money::from_parts(self.most);
                format!("{all}, never more than {most} of {limit} spent and set aside")
            }
        })
    }
}
