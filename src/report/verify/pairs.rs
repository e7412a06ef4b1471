//! No two open attempts to one number at a time.

use std::collections::BTreeMap;

use super::{Law, Terms, who};
use crate::{
    campaign::Number,
    journal::event::{AttemptId, Event, Fact},
    report::text::counted,
};

/// `one-at-a-time`
#[derive(Default)]
pub(super) struct Pairs {
    numbers: BTreeMap<AttemptId, Number>,
    open: BTreeMap<Number, AttemptId>,
}

impl Pairs {
    fn open(&mut self, attempt: AttemptId, number: Number) -> Result<(), String> {
        match self.open.insert(number, attempt) {
            Some(other) if other != attempt => {
                let (one, other) = (who(attempt), who(other));
                Err(format!("{one}: {number} is dialled while {other} is open"))
            }
            _ => Ok(()),
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
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn prove(&mut self, _: &Terms) -> Result<String, String> {
        let all = counted(self.numbers.len() as u64, "attempt", "attempts");
        Ok(format!("{all}, never two open to one number"))
    }
}
