//! A retry that lapsed is not made, and none lapses for a reason that the campaign does not give: with
//! `outside_window: drop` a retry is made in the window in which it is due, or never.

use std::collections::{BTreeMap, BTreeSet};

use super::{Law, Terms, caps::Placed, who};
use crate::{
    campaign::{Number, OutsideWindow},
    clock::Timestamp,
    contacts::ContactId,
    journal::event::{Event, Fact, Lapse},
    report::text::{counted, time},
};

/// `lapsed`
#[derive(Default)]
pub(super) struct Lapsed {
    placed: Placed,
    people: BTreeMap<ContactId, Person>,
    lapsed: BTreeSet<ContactId>,
    expired: bool,
}

#[derive(Default)]
struct Person {
    /// The number that was dialled last.
    number: Option<Number>,
    calls: u8,
    /// When the next call is due.
    due: Option<Timestamp>,
}

impl Lapsed {
    /// A person waits for a further call, caps considered.
    fn wait(&mut self, terms: &Terms, contact: ContactId, due: Timestamp) {
        let allowed = self.placed.allowed_from(&terms.caps, contact);
        self.people.entry(contact).or_default().due = Some(due.max(allowed));
    }

    fn dialled(&mut self, terms: &Terms, event: &Event, contact: ContactId) -> Option<String> {
        if self.expired {
            return Some("and no window opens again".to_owned());
        }
        if self.lapsed.contains(&contact) {
            return Some("and the retry had lapsed".to_owned());
        }
        let drops = terms.retries.outside_window == OutsideWindow::Drop;
        let person = self
            .people
            .get(&contact)
            .filter(|one| one.calls > 0 && drops)?;
        let due = person.due.filter(|due| *due < event.at)?;
        let zone = terms.zone(contact);
        terms.windows.closed_within(due, event.at, zone)?;
        let due = time(due, terms.offset);
        Some(format!(
            "and the window in which it was due, at {due}, was over"
        ))
    }
}

impl Law for Lapsed {
    fn name(&self) -> &'static str {
        "lapsed"
    }

    fn see(&mut self, terms: &Terms, event: &Event) -> Result<(), String> {
        self.placed.see(event);
        match &event.fact {
            Fact::Lapsed { contact, why } => {
                if *why == Lapse::Window && terms.retries.outside_window != OutsideWindow::Drop {
                    let row = contact.0.saturating_add(1);
                    return Err(format!(
                        "row {row}: a retry lapsed with its window, and the campaign carries over"
                    ));
                }
                self.lapsed.insert(*contact);
            }
            Fact::Expired => self.expired = true,
            Fact::CalledElsewhere { contact, .. } => {
                let due = self.people.get(contact).and_then(|person| person.due);
                self.wait(terms, *contact, due.unwrap_or_default());
            }
            Fact::Intended {
                attempt, number, ..
            } => {
                let contact = attempt.contact;
                if let Some(why) = self.dialled(terms, event, contact) {
                    return Err(format!("{}: dialled, {why}", who(*attempt)));
                }
                self.people.entry(contact).or_default().number = Some(*number);
            }
            Fact::Accepted { attempt, .. } => {
                let person = self.people.entry(attempt.contact).or_default();
                person.calls = person.calls.saturating_add(1);
            }
            Fact::Rejected { attempt, .. } | Fact::PresumedNone { attempt } => {
                self.wait(terms, attempt.contact, event.at);
            }
            Fact::Ended {
                attempt, outcome, ..
            } => {
                let person = self.people.get(&attempt.contact);
                let calls = person.map_or(0, |person| person.calls);
                let dialled = person.and_then(|person| person.number);
                let next = terms.numbers(attempt.contact).last() != dialled;
                if let Some(delay) = terms.delay(*outcome, calls, next) {
                    self.wait(terms, attempt.contact, event.at + delay);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn prove(&mut self, _: &Terms) -> Result<String, String> {
        let all = counted(self.lapsed.len() as u64, "retry", "retries");
        Ok(format!("{all} lapsed, none made after all"))
    }
}
