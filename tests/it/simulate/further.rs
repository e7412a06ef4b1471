//! Further numbers of people: what a history draws of them, and that all numbers of a person are one person.

use std::collections::BTreeMap;

use exodial::{campaign::Number, contacts::ContactId, sim::prng::Prng};

/// Further numbers, by the first one. Both campaigns have the same people.
#[derive(Debug, Default)]
pub(super) struct Further {
    numbers: BTreeMap<Number, Vec<Number>>,
    firsts: BTreeMap<Number, Number>,
}

/// How far the second numbers lie behind the first ones, and the third ones behind those.
pub(super) const APART: u64 = 100;

impl Further {
    /// In one history of two some people have one or two.
    pub(super) fn drawn(prng: &mut Prng, people: u64) -> Further {
        let mut further = Further::default();
        if prng.below(2) == 0 {
            return further;
        }
        for nth in 0..people {
            let first = number(nth);
            let count = prng.below(3) * prng.below(2);
            for at in 1..=count {
                let next = number(nth + APART * at);
                further.numbers.entry(first).or_default().push(next);
                further.firsts.insert(next, first);
            }
        }
        further
    }

    /// The number by which a person is known, of any of the numbers.
    pub(super) fn person(&self, number: Number) -> Number {
        self.firsts.get(&number).copied().unwrap_or(number)
    }

    /// The further numbers of these people.
    pub(super) fn of<'a>(
        &'a self,
        people: &'a [(ContactId, Number)],
    ) -> impl Iterator<Item = (ContactId, &'a [Number])> {
        people.iter().filter_map(|(contact, first)| {
            let further = self.numbers.get(first)?;
            Some((*contact, further.as_slice()))
        })
    }
}

pub(super) fn number(nth: u64) -> Number {
    let number = Number::from_digits(Number::SIMULATOR_FIRST.digits() + nth);
    number.expect("it has twelve digits")
}
