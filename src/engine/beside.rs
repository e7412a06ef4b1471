//! What other runs of the same process mean for a run: whom they hold, and the channels that they take.
//!
//! Runs that live at once look at each other as they are. What a run decides by that is a fact of its own
//! journal, like everything else that it decides.

use super::{Engine, Hold, IllegalEvent, Person};
use crate::{
    campaign::{CapScope, Number},
    clock::Timestamp,
    contacts::ContactId,
    journal::event::{Dnd, Event, Exclusion, Fact, OtherCall, Question},
};

/// The other runs of the process, by name, as they are now.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    others: &'a [(&'a str, &'a Engine)],
}

/// What another run has against a number being dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Elsewhere<'a> {
    /// An attempt of it is open, and will close.
    Open,
    /// A call of this run may exist, and its end is not known.
    Unsettled(&'a str),
}

impl<'a> Beside<'a> {
    /// Nobody.
    pub const NOBODY: Beside<'static> = Beside { others: &[] };

    /// These runs, by name.
    pub fn new(others: &'a [(&'a str, &'a Engine)]) -> Beside<'a> {
        Beside { others }
    }

    /// Whether one of a person's numbers is held elsewhere. Whom another run reached, it has done with.
    pub(super) fn hold(self, person: &Person) -> Option<Elsewhere<'a>> {
        let holds = self.others.iter().flat_map(|(name, engine)| {
            person.numbers().filter_map(move |number| {
                Some(match engine.numbers.get(&number)? {
                    Hold::Open(_) => Elsewhere::Open,
                    Hold::Unsettled(_) => Elsewhere::Unsettled(name),
                    Hold::Reached(_) => return None,
                })
            })
        });
        // What is for good comes before what passes.
        holds.max_by_key(|hold| *hold != Elsewhere::Open)
    }

    /// Whether another run is asking about the number: its answer will serve.
    pub(super) fn asks(self, number: Number) -> bool {
        self.others
            .iter()
            .any(|(_, engine)| engine.asks_about(number))
    }

    /// Channels that the others' calls have, or will have in a moment.
    pub(super) fn taken(self, now: Timestamp) -> u64 {
        self.others
            .iter()
            .map(|(_, engine)| engine.taken(now))
            .sum()
    }

    /// Calls of the others that may be going on.
    pub(super) fn busy(self, now: Timestamp) -> u64 {
        let engines = self.others.iter();
        engines
            .map(|(_, engine)| engine.gates.slots.taken(now))
            .sum()
    }

    /// When the first channel of the others is free by itself.
    pub(super) fn slot_over(self, now: Timestamp) -> Option<Timestamp> {
        let engines = self.others.iter();
        engines
            .filter_map(|(_, engine)| engine.gates.slots.next(now))
            .min()
    }
}

impl Engine {
    /// Rows that may still be called, with each of their numbers.
    pub fn open_rows(&self) -> impl Iterator<Item = (Number, ContactId)> {
        let open = self.people.iter().filter(|person| !person.is_done());
        open.flat_map(|person| {
            let numbers = person.numbers();
            numbers.map(|number| (number, person.contact))
        })
    }

    /// Hears what another run of the process has just learnt about a number of a row of this one: an answer
    /// of the whitelist or of the DND register. What this run asks for itself, it waits for.
    ///
    /// # Errors
    /// As [`Engine::decide`].
    pub fn hear(
        &mut self,
        now: Timestamp,
        contact: ContactId,
        learnt: &Fact,
    ) -> Result<Vec<Event>, IllegalEvent> {
        let mut undecided = self.people.get(contact).into_iter();
        let waits = undecided.any(|person| person.is_undecided() && !person.asking);
        let fact = match learnt.clone() {
            Fact::Standing {
                number,
                standing,
                as_of,
                expires,
                ..
            } if standing.is_answer() => Fact::Standing {
                contact,
                number,
                standing,
                as_of,
                expires,
            },
            Fact::Dnd {
                number, dnd, as_of, ..
            } if dnd != Dnd::Unavailable => Fact::Dnd {
                contact,
                number,
                dnd,
                as_of,
            },
            _ => return Ok(vec![]),
        };
        self.take(now, if waits { vec![fact] } else { vec![] })
    }

    /// Hears that another run of the process called a number of a row of this one, asked for at `placed`, and by what
    /// the end of that call bars further ones to it, if it does.
    ///
    /// # Errors
    /// As [`Engine::decide`].
    pub fn hear_call(
        &mut self,
        now: Timestamp,
        contact: ContactId,
        placed: Timestamp,
        bar: Option<Exclusion>,
    ) -> Result<Vec<Event>, IllegalEvent> {
        let Some(person) = self.people.get(contact).filter(|person| person.is_free()) else {
            return Ok(vec![]);
        };
        let counted = self
            .rules
            .caps
            .iter()
            .any(|cap| cap.scope == CapScope::Account);
        let fact = match bar {
            Some(why) => Fact::Excluded { contact, why },
            None if counted => {
                let newest = OtherCall {
                    at: placed,
                    own: false,
                };
                let mut calls = person.elsewhere.to_vec();
                calls.push(newest);
                calls.sort_by_key(|call| std::cmp::Reverse(call.at));
                Fact::CalledElsewhere { contact, calls }
            }
            None => return Ok(vec![]),
        };
        self.take(now, vec![fact])
    }

    fn asks_about(&self, number: Number) -> bool {
        self.asks.values().any(|pending| match pending.question {
            Question::Standing(contact) | Question::Dnd(contact) => {
                let person = self.people.get(contact);
                person.is_some_and(|person| person.number == number)
            }
            _ => false,
        })
    }
}
