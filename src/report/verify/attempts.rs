//! Nobody is called more often than the campaign says, whatever was lost.

use std::collections::BTreeMap;

use super::{Law, Terms, who};
use crate::{
    contacts::ContactId,
    journal::event::{AttemptId, Event, Fact},
    report::text::counted,
};

/// `attempts`
#[derive(Default)]
pub(super) struct Attempts {
    calls: BTreeMap<ContactId, u32>,
    most: u32,
}

impl Law for Attempts {
    fn name(&self) -> &'static str {
        "attempts"
    }

    fn see(&mut self, terms: &Terms, event: &Event) -> Result<(), String> {
        let most = u32::from(terms.retries.max_attempts.max(1));
        match &event.fact {
            Fact::Accepted { attempt, .. } => {
                let calls = self.calls.entry(attempt.contact).or_default();
                *calls += 1;
                self.most = self.most.max(*calls);
                within(*attempt, *calls, most)
            }
            Fact::Intended { attempt, .. } => {
                let calls = self.calls.get(&attempt.contact).copied().unwrap_or(0);
                within(*attempt, calls + 1, most)
            }
            _ => Ok(()),
        }
    }

    fn prove(&mut self, terms: &Terms) -> Result<String, String> {
        let people = counted(self.calls.len() as u64, "person", "people");
        let (most, allowed) = (self.most, terms.retries.max_attempts);
        Ok(format!(
            "{people} called, the most {most} of {allowed} times"
        ))
    }
}

fn within(attempt: AttemptId, nth: u32, most: u32) -> Result<(), String> {
    match nth > most {
        false => Ok(()),
        true => {
            let who = who(attempt);
            Err(format!(
                "{who}: call {nth} to a person, and {most} are allowed"
            ))
        }
    }
}
