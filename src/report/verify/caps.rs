//! Nobody is called more often in a while than the campaign's caps allow, calls of other runs counted.

use std::collections::BTreeMap;

use super::{Law, Terms, who};
use crate::{
    campaign::{Cap, CapScope},
    clock::Timestamp,
    contacts::ContactId,
    journal::event::{AttemptId, Event, Fact, OtherCall},
    report::text::{counted, length},
};

/// Calls that caps count, to whichever number of a person: those of the run, made or perhaps made, and what it was
/// told of other runs.
#[derive(Default)]
pub(super) struct Placed {
    own: BTreeMap<ContactId, BTreeMap<AttemptId, Timestamp>>,
    elsewhere: BTreeMap<ContactId, Vec<OtherCall>>,
}

impl Placed {
    /// Takes the next event in.
    pub(super) fn see(&mut self, event: &Event) {
        match &event.fact {
            Fact::CalledElsewhere { contact, calls } => {
                self.elsewhere.insert(*contact, calls.clone());
            }
            Fact::Intended { attempt, .. } => {
                let calls = self.own.entry(attempt.contact).or_default();
                calls.insert(*attempt, event.at);
            }
            Fact::Rejected { attempt, .. } | Fact::PresumedNone { attempt } => {
                if let Some(calls) = self.own.get_mut(&attempt.contact) {
                    calls.remove(attempt);
                }
            }
            _ => {}
        }
    }

    /// The times of the run's own calls to a person.
    pub(super) fn own(&self, contact: ContactId) -> impl Iterator<Item = Timestamp> {
        let own = self.own.get(&contact).into_iter().flatten();
        own.map(|(_, at)| *at)
    }

    /// The times of the calls to a person that a cap counts, in order.
    fn counted(&self, cap: &Cap, contact: ContactId) -> Vec<Timestamp> {
        let others = self.elsewhere.get(&contact).into_iter().flatten();
        let others = others.filter(|call| call.own || cap.scope == CapScope::Account);
        let mut times: Vec<Timestamp> = self
            .own(contact)
            .chain(others.map(|call| call.at))
            .collect();
        times.sort_unstable();
        times
    }

    /// When every cap allows one more call to a person.
    pub(super) fn allowed_from(&self, caps: &[Cap], contact: ContactId) -> Timestamp {
        let from = |cap: &Cap| {
            let times = self.counted(cap, contact);
            let full = times.len().checked_sub(usize::from(cap.attempts))?;
            times.get(full).map(|oldest| *oldest + cap.per)
        };
        caps.iter().filter_map(from).max().unwrap_or_default()
    }
}

/// `caps`
#[derive(Default)]
pub(super) struct Caps {
    placed: Placed,
    attempts: u64,
    /// Calls of other runs that it was told of.
    told: u64,
}

impl Law for Caps {
    fn name(&self) -> &'static str {
        "caps"
    }

    fn see(&mut self, terms: &Terms, event: &Event) -> Result<(), String> {
        if let Fact::CalledElsewhere { calls, .. } = &event.fact {
            self.told += calls.len() as u64;
        }
        if let Fact::Intended { attempt, .. } = &event.fact {
            self.attempts += 1;
            for cap in &terms.caps {
                let times = self.placed.counted(cap, attempt.contact);
                let within = times.iter().filter(|at| **at + cap.per > event.at).count();
                if within >= usize::from(cap.attempts) {
                    let (who, nth) = (who(*attempt), within + 1);
                    let (most, per) = (cap.attempts, length(cap.per));
                    return Err(format!(
                        "{who}: call {nth} to a person within {per}, and {most} are allowed"
                    ));
                }
            }
        }
        self.placed.see(event);
        Ok(())
    }

    fn prove(&mut self, terms: &Terms) -> Result<String, String> {
        let all = counted(self.attempts, "attempt", "attempts");
        if terms.caps.is_empty() {
            return Ok(format!("{all}, and no caps"));
        }
        let caps = counted(terms.caps.len() as u64, "cap", "caps");
        let told = counted(self.told, "call", "calls");
        Ok(format!(
            "{all} within {caps}, {told} of other runs counted with them"
        ))
    }
}
