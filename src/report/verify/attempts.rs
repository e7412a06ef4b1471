//! Nobody is called more often than the campaign says, whatever was lost.

use std::collections::BTreeMap;

use super::{Law, Terms, who};
use crate::{
    contacts::ContactId,
    journal::event::{Event, Fact},
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
        let Fact::Accepted { attempt, .. } = &event.fact else {
            return Ok(());
        };
        let calls = self.calls.entry(attempt.contact).or_default();
        *calls += 1;
        self.most = self.most.max(*calls);
        let most = u32::from(terms.retries.max_attempts.max(1));
        if *calls > most {
            let who = who(*attempt);
            return Err(format!(
                "{who}: call {calls} to a person, and {most} are allowed"
            ));
        }
        Ok(())
    }

    fn prove(&mut self, terms: &Terms) -> Result<String, String> {
        let people = counted(self.calls.len() as u64, "person", "people");
        let (most, allowed) = (self.most, terms.retries.max_attempts);
        Ok(format!(
            "{people} called, the most {most} of {allowed} times"
        ))
    }
}
