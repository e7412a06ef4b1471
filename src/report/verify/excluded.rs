//! Whoever is left out is not called: a number that another run holds, or that another row reached. Whom lists and
//! earlier calls bar is another law's.

use std::collections::BTreeSet;

use super::{Law, Terms, who};
use crate::{
    contacts::ContactId,
    journal::event::{Event, Exclusion, Fact},
    report::text::counted,
};

/// `excluded`
#[derive(Default)]
pub(super) struct Excluded {
    people: BTreeSet<ContactId>,
}

impl Law for Excluded {
    fn name(&self) -> &'static str {
        "excluded"
    }

    fn see(&mut self, _: &Terms, event: &Event) -> Result<(), String> {
        match &event.fact {
            Fact::Excluded {
                contact,
                why: Exclusion::Locked { .. } | Exclusion::Reached { .. },
            } => {
                self.people.insert(*contact);
                Ok(())
            }
            Fact::Intended { attempt, .. } if self.people.contains(&attempt.contact) => Err(
                format!("{}: dialled, though it was left out", who(*attempt)),
            ),
            _ => Ok(()),
        }
    }

    fn prove(&mut self, _: &Terms) -> Result<String, String> {
        let all = counted(self.people.len() as u64, "person", "people");
        Ok(format!("{all} left out, none called"))
    }
}
