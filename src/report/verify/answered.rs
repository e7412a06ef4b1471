//! Nobody is called again who answered, or who may have: a call that was not found, or whose end was not.

use std::collections::BTreeMap;

use super::{Law, Terms, who};
use crate::{
    campaign::{Number, Outcome},
    contacts::ContactId,
    journal::event::{AttemptId, Event, Fact},
    report::text::counted,
};

/// `answered`
#[derive(Default)]
pub(super) struct Answered {
    numbers: BTreeMap<AttemptId, Number>,
    /// Numbers that are not to be called any more, by whose call.
    closed: BTreeMap<Number, (AttemptId, &'static str)>,
    /// The same of people, whichever of their numbers is called.
    people: BTreeMap<ContactId, (AttemptId, &'static str)>,
}

impl Law for Answered {
    fn name(&self) -> &'static str {
        "answered"
    }

    fn see(&mut self, _: &Terms, event: &Event) -> Result<(), String> {
        let (attempt, why) = match &event.fact {
            Fact::Intended {
                attempt, number, ..
            } => {
                self.numbers.insert(*attempt, *number);
                let person = self.people.get(&attempt.contact);
                return match self.closed.get(number).or(person) {
                    None => Ok(()),
                    Some((by, why)) => {
                        let (one, by) = (who(*attempt), who(*by));
                        Err(format!("{one}: {number} is called again, and {by} {why}"))
                    }
                };
            }
            Fact::Ended {
                attempt,
                outcome: Outcome::Completed,
                ..
            } => (attempt, "was answered"),
            Fact::Unknown { attempt } => (attempt, "may have been a call"),
            Fact::Unconfirmed { attempt } => (attempt, "has no known end"),
            // What was not found, or had no end, has one after all.
            Fact::Ended { attempt, .. } => {
                if let Some(number) = self.numbers.get(attempt) {
                    self.closed.remove(number);
                }
                self.people.remove(&attempt.contact);
                return Ok(());
            }
            _ => return Ok(()),
        };
        if let Some(number) = self.numbers.get(attempt) {
            self.closed.insert(*number, (*attempt, why));
        }
        self.people.insert(attempt.contact, (*attempt, why));
        Ok(())
    }

    fn prove(&mut self, _: &Terms) -> Result<String, String> {
        let all = self.closed.len() as u64;
        let all = counted(all, "person", "people");
        Ok(format!("{all} who answered or may have, none called again"))
    }
}
