//! Write-ahead: whatever is known of a call was intended before, once, for a number of its row.

use std::collections::BTreeMap;

use super::{Law, Terms, who};
use crate::{
    contacts::ContactId,
    journal::event::{Event, Fact},
    report::text::counted,
};

/// `intents`
#[derive(Default)]
pub(super) struct Intents {
    /// The newest attempt of each person.
    newest: BTreeMap<ContactId, u16>,
    calls: u64,
}

impl Law for Intents {
    fn name(&self) -> &'static str {
        "intents"
    }

    fn see(&mut self, terms: &Terms, event: &Event) -> Result<(), String> {
        let Some(attempt) = event.fact.attempt() else {
            return Ok(());
        };
        let newest = self.newest.entry(attempt.contact).or_default();
        match &event.fact {
            Fact::Intended { number, .. } => {
                if attempt.number != newest.saturating_add(1) {
                    let text = format!("{}: intended after attempt {newest}", who(attempt));
                    return Err(text);
                }
                if !terms.numbers(attempt.contact).any(|own| own == *number) {
                    let text = format!("{}: {number} is no number of its row", who(attempt));
                    return Err(text);
                }
                *newest = attempt.number;
            }
            _ if !(1..=*newest).contains(&attempt.number) => {
                return Err(format!("{}: nobody intended it", who(attempt)));
            }
            Fact::Accepted { .. } => self.calls += 1,
            _ => {}
        }
        Ok(())
    }

    fn prove(&mut self, _: &Terms) -> Result<String, String> {
        let calls = counted(self.calls, "call", "calls");
        Ok(format!("{calls}, each with exactly one intent before it"))
    }
}
