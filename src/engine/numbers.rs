//! The numbers of one person: which is called now, which comes next, and that a hold on one is a hold on all.
//!
//! A row may have several numbers. They are one person: an answer on any of them ends the matter, and whatever
//! speaks against a call to one of them speaks against a call to the person. After a call that failed the next
//! number is called, and after the last one the first again; every other retry keeps to the number.

use std::collections::BTreeMap;

use super::{
    Engine, Hold, IllegalEvent,
    beside::{Beside, Elsewhere},
    person::Person,
};
use crate::{
    campaign::Number,
    contacts::ContactId,
    journal::{
        event::{Dnd, Event, Standing},
        past::Known,
    },
};

/// What is known of one number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Answers {
    /// The whitelist's word.
    pub(super) standing: Option<Known<Standing>>,
    /// The DND register's word.
    pub(super) dnd: Option<Known<Dnd>>,
}

impl Person {
    /// All numbers, in the order of the row.
    pub(super) fn numbers(&self) -> impl Iterator<Item = Number> {
        let only = self.several.is_empty().then_some(self.number);
        let several = self.several.iter().map(|(number, _)| *number);
        several.chain(only)
    }

    /// The number by which the person is known, whichever is called.
    pub(super) fn first_number(&self) -> Number {
        let first = self.several.first();
        first.map_or(self.number, |(first, _)| *first)
    }

    /// The number behind the one that is called now.
    pub(super) fn next_number(&self) -> Option<Number> {
        self.numbers().skip_while(|own| *own != self.number).nth(1)
    }

    /// What is known of one of the numbers.
    pub(super) fn answers(&self, number: Number) -> Option<&Answers> {
        if number == self.number {
            return Some(&self.answers);
        }
        let mut several = self.several.iter();
        several.find_map(|(own, answers)| (*own == number).then_some(answers))
    }

    /// The same, to be changed.
    fn answers_mut(&mut self, number: Number) -> Option<&mut Answers> {
        if number == self.number {
            return Some(&mut self.answers);
        }
        let mut several = self.several.iter_mut();
        several.find_map(|(own, answers)| (*own == number).then_some(answers))
    }

    /// Goes on with another of the numbers.
    pub(super) fn turn_to(&mut self, number: Number) {
        if number == self.number {
            return;
        }
        let answers = self.answers_mut(number).map(std::mem::take);
        let before = std::mem::replace(&mut self.answers, answers.unwrap_or_default());
        let left = std::mem::replace(&mut self.number, number);
        if let Some(slot) = self.answers_mut(left) {
            *slot = before;
        }
        self.failures = 0;
        self.turned_away = false;
    }
}

impl Engine {
    /// The same run with people who have further numbers, to be called in this order. Nothing where the run is
    /// not about the row.
    pub fn with_fallbacks<'a>(
        mut self,
        fallbacks: impl IntoIterator<Item = (ContactId, &'a [Number])>,
    ) -> Engine {
        for (contact, further) in fallbacks {
            self.people.update(contact, &mut self.tally, |person| {
                let numbers = std::iter::once(&person.number).chain(further);
                let several = numbers.map(|number| (*number, Answers::default()));
                person.several = several.collect();
            });
        }
        self
    }

    /// The same run with people who have numbers in rows that were left out for the one that is called. Such a number is
    /// not dialled; what bars calls to it bars calls to the person.
    pub fn with_left_out(mut self, left_out: BTreeMap<ContactId, Vec<Number>>) -> Engine {
        self.left_out = left_out;
        self
    }

    /// The numbers of all rows of a person, those first that are dialled.
    pub(super) fn of_all_rows(&self, person: &Person) -> impl Iterator<Item = Number> {
        let left_out = self.left_out.get(&person.contact).into_iter().flatten();
        person.numbers().chain(left_out.copied())
    }

    /// The ExoPhone that calls a person, whichever number is called; nothing where the run is not about the row.
    pub fn exophone(&self, contact: ContactId) -> Option<Number> {
        let person = self.people.get(contact)?;
        Some(self.rules.pool.exophone(person.first_number()))
    }

    /// The number of a person that would be called after the one that is called now.
    pub(super) fn next_number(&self, contact: ContactId) -> Option<Number> {
        self.people.get(contact)?.next_number()
    }

    /// Goes on with the next number of a person, behind the last one with the first.
    pub(super) fn turn(&mut self, contact: ContactId, event: &Event) -> Result<(), IllegalEvent> {
        self.change(contact, event, |person| {
            let next = person.next_number();
            person.turn_to(next.unwrap_or(person.first_number()));
        })
    }

    /// Takes in what was learnt of one of a person's numbers. What is learnt of a number that is not the
    /// person's any more serves nobody.
    pub(super) fn learn(
        &mut self,
        contact: ContactId,
        number: Number,
        event: &Event,
        learnt: impl FnOnce(&mut Answers),
    ) -> Result<(), IllegalEvent> {
        self.change(contact, event, |person| {
            if let Some(answers) = person.answers_mut(number) {
                learnt(answers);
            }
        })
    }

    /// Sets what holds every number of a person against being dialled.
    pub(super) fn hold(&mut self, contact: ContactId, hold: Option<Hold>) {
        let person = self.people.get(contact);
        for number in person.into_iter().flat_map(Person::numbers) {
            match hold {
                Some(hold) => self.numbers.insert(number, hold),
                None => self.numbers.remove(&number),
            };
        }
    }

    /// What holds one of a person's numbers in this run: what is for good before what passes.
    pub(super) fn held(&self, person: &Person) -> Option<Hold> {
        let numbers = person.numbers();
        let holds = numbers.filter_map(|number| self.numbers.get(&number).copied());
        holds.max_by_key(|hold| !matches!(hold, Hold::Open(_)))
    }

    /// Whether somebody waits for the end of a call of another row, or of another run, to one of their numbers.
    pub(super) fn awaits_another(&self, contact: ContactId, beside: Beside<'_>) -> bool {
        let person = self.people.get(contact);
        person.is_some_and(|person| {
            matches!(self.held(person), Some(Hold::Open(_)))
                || beside.hold(person) == Some(Elsewhere::Open)
        })
    }
}
