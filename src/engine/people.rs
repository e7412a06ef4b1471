//! The people of a run and their queues: who is to be asked about, who is due.

use std::collections::BTreeSet;

use super::{
    Tally,
    due::Due,
    person::{Final, Person, Stage},
};
use crate::contacts::ContactId;

/// Everybody, by contact, with the queues that follow from their stages.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct People {
    /// By contact.
    all: Vec<Person>,
    /// To be screened, nobody asking; whoever was turned away comes last.
    pub(super) unscreened: BTreeSet<(bool, ContactId)>,
    /// May be called, by zone and time.
    pub(super) due: Due,
    /// Of those who may be called, people with no attempt yet.
    pub(super) cleared: u64,
    /// People who may be called and are being asked about again.
    pub(super) renewing: u64,
}

impl People {
    pub(super) fn new(mut all: Vec<Person>) -> (People, Tally) {
        all.sort_by_key(|person| person.contact);
        all.dedup_by_key(|person| person.contact);
        let mut people = People {
            all: Vec::new(),
            unscreened: BTreeSet::new(),
            due: Due::default(),
            cleared: 0,
            renewing: 0,
        };
        let mut tally = Tally {
            people: all.len() as u64,
            ..Tally::default()
        };
        for person in &all {
            people.enter(person, &mut tally);
        }
        people.all = all;
        (people, tally)
    }

    pub(super) fn get(&self, contact: ContactId) -> Option<&Person> {
        let index = self.index(contact)?;
        self.all.get(index)
    }

    fn index(&self, contact: ContactId) -> Option<usize> {
        self.all
            .binary_search_by_key(&contact, |person| person.contact)
            .ok()
    }

    /// People without a final word and without an open attempt.
    pub(super) fn undecided(&self) -> impl Iterator<Item = &Person> {
        self.all.iter().filter(|person| person.is_undecided())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Person> {
        self.all.iter()
    }

    /// Changes one person, and queues and counts with it. Nothing when there is no such person.
    pub(super) fn update(
        &mut self,
        contact: ContactId,
        tally: &mut Tally,
        change: impl FnOnce(&mut Person),
    ) -> Option<()> {
        let index = self.index(contact)?;
        let mut person = self.all.get(index)?.clone();
        self.leave(&person, tally);
        change(&mut person);
        self.enter(&person, tally);
        *self.all.get_mut(index)? = person;
        Some(())
    }

    /// Gives everybody who has none yet a final word.
    pub(super) fn conclude(&mut self, tally: &mut Tally, word: impl Fn(&Person) -> Final) {
        let left: Vec<ContactId> = self.undecided().map(|person| person.contact).collect();
        for contact in left {
            self.update(contact, tally, |person| {
                person.stage = Stage::Done(word(person))
            });
        }
    }

    fn enter(&mut self, person: &Person, tally: &mut Tally) {
        self.due.enter(person);
        match &person.stage {
            Stage::Screening => {
                tally.unscreened += 1;
                if !person.asking {
                    self.unscreened.insert((person.turned_away, person.contact));
                }
            }
            Stage::Waiting => {
                tally.waiting += 1;
                self.cleared += u64::from(person.attempts == 0);
                self.renewing += u64::from(person.asking);
            }
            Stage::Open => {}
            Stage::Done(word) => *tally.done.entry(word.disposition()).or_default() += 1,
        }
    }

    fn leave(&mut self, person: &Person, tally: &mut Tally) {
        self.due.leave(person);
        match &person.stage {
            Stage::Screening => {
                tally.unscreened -= 1;
                self.unscreened
                    .remove(&(person.turned_away, person.contact));
            }
            Stage::Waiting => {
                tally.waiting -= 1;
                self.cleared -= u64::from(person.attempts == 0);
                self.renewing -= u64::from(person.asking);
            }
            Stage::Open => {}
            Stage::Done(word) => {
                if let Some(count) = tally.done.get_mut(&word.disposition()) {
                    *count -= 1;
                    if *count == 0 {
                        tally.done.remove(&word.disposition());
                    }
                }
            }
        }
    }
}
