//! Who may not be called any more: lists, and calls of earlier runs.
//!
//! A bar is looked for again before every attempt, retries included. Whoever was not called yet gets the final
//! word at once; a call under way goes on, and nobody calls again after it. A bar stays for the whole run, whatever
//! becomes of its list.

use std::collections::BTreeMap;

use super::{
    Attempt, Engine, IllegalEvent,
    fold::last_call_of,
    person::{Final, Person, Stage},
};
use crate::{
    campaign::{Number, Outcome},
    clock::Timestamp,
    contacts::ContactId,
    journal::{
        event::{Event, Exclusion, Fact, OtherCall},
        past::Past,
    },
};

/// A number that a list of people who are never called holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Barred {
    /// The number.
    pub number: Number,
    /// The list, as campaign or project name it.
    pub list: Box<str>,
    /// The line, from 1.
    pub line: u32,
}

impl Engine {
    /// Everybody whose number a list holds, and who is not known to be barred.
    pub(super) fn suppressed(&self, barred: &[Barred]) -> Vec<Fact> {
        let lists: BTreeMap<Number, &Barred> = barred.iter().map(|bar| (bar.number, bar)).collect();
        let people = self.people.iter().filter(|person| person.is_free());
        let barred = people.filter_map(|person| {
            let mut numbers = self.of_all_rows(person);
            let Barred { list, line, .. } = numbers.find_map(|number| lists.get(&number))?;
            let (list, line) = (list.clone(), *line);
            Some(excluded(person, Exclusion::Suppressed { list, line }))
        });
        barred.collect()
    }

    /// Everybody whom the end of an earlier call bars, and the calls that caps count.
    pub(super) fn known_of_calls(&self, now: Timestamp, past: &Past) -> Vec<Fact> {
        let people = self.people.iter().filter(|person| person.is_free());
        let facts = people.filter_map(|person| {
            let mut numbers = self.of_all_rows(person);
            let bar = numbers.find_map(|number| past.bars(number, now));
            if let Some((run, outcome)) = bar {
                let run = run.into();
                return Some(excluded(person, Exclusion::CalledBefore { run, outcome }));
            }
            let calls = person.numbers().flat_map(|number| past.placed(number));
            let mut calls: Vec<OtherCall> = calls.copied().collect();
            calls.sort_by_key(|call| std::cmp::Reverse(call.at));
            let is_new = calls.iter().any(|call| !person.elsewhere.contains(call));
            let contact = person.contact;
            is_new.then_some(Fact::CalledElsewhere { contact, calls })
        });
        facts.collect()
    }

    /// Takes a bar in.
    pub(super) fn bar(
        &mut self,
        contact: ContactId,
        why: &Exclusion,
        event: &Event,
    ) -> Result<(), IllegalEvent> {
        let word = self
            .people
            .get(contact)
            .map(|person| self.word_after_calls(person, never(why)));
        self.change(contact, event, |person| {
            if person.is_free() {
                person.bar = Some(Box::new(why.clone()));
            }
            if person.is_undecided() {
                person.stage = Stage::Done(word.unwrap_or(never(why)));
            }
        })
    }

    /// The final word about somebody who is not called any more and has no attempt open: how the last call ended, or
    /// `otherwise` where there was none.
    pub(super) fn word_after_calls(&self, person: &Person, otherwise: Final) -> Final {
        match last_call_of(&self.attempts, person) {
            Some(Attempt::Ended(ended)) => Final::Called(ended.outcome),
            _ => otherwise,
        }
    }

    /// The final word about somebody who would wait for another attempt, were it not for a bar.
    pub(super) fn word_of_the_barred(&self, contact: ContactId) -> Option<Final> {
        let person = self.people.get(contact)?;
        let why = person.bar.as_ref()?;
        Some(self.word_after_calls(person, never(why)))
    }
}

/// The final word about somebody whom this bars and nobody called.
const fn never(why: &Exclusion) -> Final {
    match why {
        Exclusion::Reached { .. } => Final::Reached,
        Exclusion::Locked { .. }
        | Exclusion::Suppressed { .. }
        | Exclusion::CalledBefore { .. }
        | Exclusion::CalledAtExotel { .. } => Final::Suppressed,
    }
}

fn excluded(person: &Person, why: Exclusion) -> Fact {
    let contact = person.contact;
    Fact::Excluded { contact, why }
}

/// Why somebody is barred, for a reader: moments as `clock` writes them.
pub fn phrase(why: Option<&Exclusion>, clock: impl Fn(Timestamp) -> String) -> String {
    match why {
        Some(Exclusion::Suppressed { list, line }) => format!("on {list}, line {line}"),
        Some(Exclusion::CalledBefore { run, outcome }) => {
            format!("the call of run {run} ended as {}", outcome.as_str())
        }
        Some(Exclusion::CalledAtExotel { sid, at, outcome }) => {
            let ended = outcome.map_or("end not known", Outcome::as_str);
            let (at, sid) = (clock(*at), sid.as_str());
            format!("the account called at {at}, by Exotel's own list: {ended} (call {sid})")
        }
        Some(Exclusion::Locked { run }) => {
            format!("run {run} has an open or unsettled call to this number")
        }
        Some(Exclusion::Reached { by }) => format!("the number was called for row {}", by.0 + 1),
        None => "on a list of people who are never called".to_owned(),
    }
}
