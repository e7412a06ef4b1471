//! The numbers of the people of a campaign: the first of each, and the others that some have.

use std::collections::BTreeMap;

use super::read::Inputs;
use crate::{campaign::Number, contacts::Contacts, plan::Further};

/// The numbers of all rows that can be called.
pub(super) struct Numbers<'a> {
    contacts: &'a Contacts,
    /// Further numbers, by the first one; of those who have some.
    further: BTreeMap<Number, &'a [Number]>,
    /// Numbers that stand only in the person's other rows, by the first one.
    left_out: BTreeMap<Number, Vec<Number>>,
}

impl<'a> Numbers<'a> {
    pub(super) fn of(inputs: &'a Inputs) -> Numbers<'a> {
        let contacts = &inputs.contacts;
        let further = contacts.further().filter_map(|(contact, further)| {
            Some((contacts.row(contact)?.fate.callable()?, further))
        });
        let left_out = contacts.left_out().into_iter();
        let left_out = left_out.filter_map(|(contact, numbers)| {
            Some((contacts.row(contact)?.fate.callable()?, numbers))
        });
        Numbers {
            contacts,
            further: further.collect(),
            left_out: left_out.collect(),
        }
    }

    /// The number that is called first, of each person.
    pub(super) fn firsts(&self) -> impl Iterator<Item = Number> + use<'a> {
        let rows = self.contacts.rows.iter();
        rows.filter_map(|row| row.fate.callable())
    }

    /// All numbers of the person who is called at this one first.
    pub(super) fn of_person(&self, first: Number) -> impl Iterator<Item = Number> + use<'a> {
        let further = self.further.get(&first).copied().unwrap_or_default();
        std::iter::once(first).chain(further.iter().copied())
    }

    /// The same, and those of the person's other rows, which nobody dials.
    fn of_all_rows(&self, first: Number) -> impl Iterator<Item = Number> {
        let left_out = self.left_out.get(&first).into_iter().flatten();
        self.of_person(first).chain(left_out.copied())
    }

    /// Every number of everybody, those of rows that are left out for another row of the person too.
    pub(super) fn all(&self) -> impl Iterator<Item = Number> {
        self.firsts().flat_map(|first| self.of_all_rows(first))
    }

    /// What is known of people by any of their numbers, by the first.
    pub(super) fn by_person<T: Clone>(&self, known: &BTreeMap<Number, T>) -> BTreeMap<Number, T> {
        let of = |first: Number| {
            let known = self
                .of_person(first)
                .find_map(|number| known.get(&number))?;
            Some((first, known.clone()))
        };
        self.firsts().filter_map(of).collect()
    }

    /// What speaks against people by any number of any of their rows, by the first.
    pub(super) fn against<T: Clone>(&self, known: &BTreeMap<Number, T>) -> BTreeMap<Number, T> {
        let of = |first: Number| {
            let mut numbers = self.of_all_rows(first);
            Some((
                first,
                numbers.find_map(|number| known.get(&number))?.clone(),
            ))
        };
        self.firsts().filter_map(of).collect()
    }

    /// The further numbers of these people, who are named by their first ones.
    pub(super) fn further(&self, of: impl Fn(&Number) -> bool) -> Further {
        let of = self.further.iter().filter(|(first, _)| of(first));
        of.fold(Further::default(), |all, (_, further)| Further {
            people: all.people + 1,
            numbers: all.numbers + further.len() as u64,
        })
    }
}
