//! Nobody is called after it was known that a list or an earlier call bars every call to the number, and nobody
//! is barred by what neither campaign nor house names.

use std::collections::BTreeMap;

use super::{Law, Terms, who};
use crate::{
    campaign::Number,
    journal::event::{Event, Exclusion, Fact},
    report::text::counted,
};

/// `suppressed`
#[derive(Default)]
pub(super) struct Suppressed {
    /// Numbers, and what bars them.
    barred: BTreeMap<Number, String>,
}

impl Law for Suppressed {
    fn name(&self) -> &'static str {
        "suppressed"
    }

    fn see(&mut self, terms: &Terms, event: &Event) -> Result<(), String> {
        match &event.fact {
            Fact::Excluded { contact, why } => {
                let (named, by) = match why {
                    Exclusion::Suppressed { list, line } => {
                        let named = terms.suppress.names_list(list);
                        (named, format!("on {list}, line {line}"))
                    }
                    Exclusion::CalledBefore { run, outcome } => {
                        let named = terms.suppress.names_outcome(*outcome);
                        (named, format!("called by {run}: {}", outcome.as_str()))
                    }
                    Exclusion::CalledAtExotel { sid, at, .. } => {
                        let named = terms.not_called_within.is_some();
                        let at = at.rfc3339(terms.offset);
                        (named, format!("called at {at}, call {}", sid.as_str()))
                    }
                    Exclusion::Locked { .. } | Exclusion::Reached { .. } => return Ok(()),
                };
                if !named {
                    let row = contact.0.saturating_add(1);
                    return Err(format!("row {row}: barred as {by}, which nothing names"));
                }
                for number in terms.numbers(*contact) {
                    self.barred.insert(number, by.clone());
                }
                Ok(())
            }
            Fact::Intended {
                attempt, number, ..
            } => match self.barred.get(number) {
                None => Ok(()),
                Some(by) => {
                    let who = who(*attempt);
                    Err(format!(
                        "{who}: {number} is dialled, and its person is {by}"
                    ))
                }
            },
            _ => Ok(()),
        }
    }

    fn prove(&mut self, _: &Terms) -> Result<String, String> {
        let all = counted(self.barred.len() as u64, "number", "numbers");
        Ok(format!(
            "{all} barred by lists and earlier calls, none dialled after that was known"
        ))
    }
}
