//! How long a number has to be left alone by the campaign's caps.

use super::{Attempt, Engine, IllegalEvent, person::Person};
use crate::{
    campaign::{Cap, CapScope},
    clock::Timestamp,
    contacts::ContactId,
    journal::event::{AttemptId, Event, OtherCall},
};

/// The first moment at which another call would be within the caps, after these calls.
pub fn capped_until(
    caps: &[Cap],
    own: impl IntoIterator<Item = Timestamp>,
    elsewhere: &[OtherCall],
) -> Timestamp {
    if caps.is_empty() {
        return Timestamp::default();
    }
    let own = own.into_iter().map(|at| OtherCall { at, own: true });
    let mut calls: Vec<OtherCall> = own.chain(elsewhere.iter().copied()).collect();
    calls.sort_by_key(|call| std::cmp::Reverse(call.at));
    let until = |cap: &Cap| {
        let mut counted = calls
            .iter()
            .filter(|call| call.own || cap.scope == CapScope::Account);
        let oldest = counted.nth(usize::from(cap.attempts).saturating_sub(1))?;
        Some(oldest.at + cap.per)
    };
    caps.iter().filter_map(until).max().unwrap_or_default()
}

impl Engine {
    /// The same for a person.
    pub(super) fn capped(&self, contact: ContactId) -> Timestamp {
        if self.rules.caps.is_empty() {
            return Timestamp::default();
        }
        let Some(person) = self.people.get(contact) else {
            return Timestamp::default();
        };
        capped_until(&self.rules.caps, self.placed_to(person), &person.elsewhere)
    }

    /// When the calls of this run to a person were asked for, those that were made or may have been.
    fn placed_to(&self, person: &Person) -> impl Iterator<Item = Timestamp> {
        let contact = person.contact;
        let id = |number| AttemptId { contact, number };
        let attempts = self.attempts.range(id(0)..=id(person.attempts));
        attempts.filter_map(|(_, attempt)| match attempt {
            Attempt::Rejected { .. } | Attempt::PresumedNone { .. } => None,
            attempt => Some(attempt.intent().at),
        })
    }

    /// Takes in whom other runs called, and when.
    pub(super) fn called_elsewhere(
        &mut self,
        contact: ContactId,
        calls: &[OtherCall],
        event: &Event,
    ) -> Result<(), IllegalEvent> {
        self.change(contact, event, |person| person.elsewhere = calls.into())?;
        let due = self.people.get(contact).map(|person| person.due);
        let due = due.unwrap_or_default().max(self.capped(contact));
        self.put_off(contact, due, event)
    }
}
