//! No two open attempts to one number or one person at a time.

use std::collections::BTreeMap;

use super::{Law, Terms, who};
use crate::{
    campaign::Number,
    contacts::ContactId,
    journal::event::{AttemptId, Event, Fact},
    report::text::counted,
};

/// `one-at-a-time`
#[derive(Default)]
pub(super) struct Pairs {
    numbers: BTreeMap<AttemptId, Number>,
    open: BTreeMap<Number, AttemptId>,
    people: BTreeMap<ContactId, AttemptId>,
}

impl Pairs {
    fn open(&mut self, attempt: AttemptId, number: Number) -> Result<(), String> {
        let number_held = self.open.insert(number, attempt);
        let person_held = self.people.insert(attempt.contact, attempt);
        let mut held = [number_held, person_held].into_iter().flatten();
        match held.find(|other| *other != attempt) {
            Some(other) => {
                let (one, other) = (who(attempt), who(other));
                Err(format!("{one}: {number} is dialled while {other} is open"))
            }
            None => Ok(()),
        }
    }
}

impl Law for Pairs {
    fn name(&self) -> &'static str {
        "one-at-a-time"
    }

    fn see(&mut self, _: &Terms, event: &Event) -> Result<(), String> {
        match &event.fact {
            Fact::Intended {
                attempt, number, ..
            } => {
                self.numbers.insert(*attempt, *number);
                self.open(*attempt, *number)
            }
            // One that was given up and found after all is open again.
            Fact::Accepted { attempt, .. } => match self.numbers.get(attempt).copied() {
                Some(number) => self.open(*attempt, number),
                None => Ok(()),
            },
            Fact::Rejected { attempt, .. }
            | Fact::Ended { attempt, .. }
            | Fact::Unknown { attempt }
            | Fact::PresumedNone { attempt }
            | Fact::Unconfirmed { attempt } => {
                if let Some(number) = self.numbers.get(attempt)
                    && self.open.get(number) == Some(attempt)
                {
                    self.open.remove(number);
                }
                if self.people.get(&attempt.contact) == Some(attempt) {
                    self.people.remove(&attempt.contact);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn prove(&mut self, _: &Terms) -> Result<String, String> {
        let all = counted(self.numbers.len() as u64, "attempt", "attempts");
        Ok(format!("{all}, never two open to one number or person"))
    }
}
