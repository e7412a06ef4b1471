//! Rows with several numbers: which of them are one person, and whom to try after the first number.
//!
//! Two rows that share any number are one person, also by way of a third row that shares one with each: a
//! household's phone must not ring twice because it was written down twice.

use super::{ContactId, Row, RowFate, duplicates::Keep};
use crate::campaign::Number;

/// The further numbers of the rows that have some.
#[derive(Clone, Debug, Default)]
pub(super) struct Fallbacks {
    /// The row, and where its numbers end; in the order of the rows.
    ends: Vec<(u32, u32)>,
    numbers: Vec<Number>,
}

impl Fallbacks {
    /// Adds the numbers of a row that comes behind all others.
    pub(super) fn add(&mut self, row: u32, numbers: &[Number]) {
        if !numbers.is_empty() {
            self.numbers.extend_from_slice(numbers);
            let end = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
            self.ends.push((row, end));
        }
    }

    /// The numbers of a row.
    pub(super) fn of(&self, contact: ContactId) -> &[Number] {
        let Ok(at) = self.ends.binary_search_by_key(&contact.0, |(row, _)| *row) else {
            return &[];
        };
        let end = self.ends.get(at).map_or(0, |(_, end)| *end);
        let before = at.checked_sub(1).and_then(|before| self.ends.get(before));
        let start = before.map_or(0, |(_, end)| *end);
        self.numbers
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    /// All rows that have some, with them.
    pub(super) fn iter(&self) -> impl Iterator<Item = (ContactId, &[Number])> {
        let contacts = self.ends.iter().map(|(row, _)| ContactId(*row));
        contacts.map(|contact| (contact, self.of(contact)))
    }

    /// Whether no row has any.
    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// Leaves one callable row of each person and makes the others duplicates of it. Returns the rows that are
/// not called, in order.
pub(super) fn settle(rows: &mut [Row], fallbacks: &Fallbacks, keep: Keep) -> Vec<u32> {
    let mut numbers: Vec<(Number, u32)> = Vec::new();
    for (at, row) in (0_u32..).zip(rows.iter()) {
        if let RowFate::Callable(number) = row.fate {
            numbers.push((number, at));
            let further = fallbacks.of(ContactId(at)).iter();
            numbers.extend(further.map(|number| (*number, at)));
        }
    }
    numbers.sort_unstable();
    let mut people = People((0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).collect());
    for pair in numbers.windows(2) {
        if let [(one, first), (other, second)] = pair
            && one == other
        {
            people.join(*first, *second, keep);
        }
    }
    let mut late = Vec::new();
    for at in 0_u32.. {
        let Some(row) = rows.get_mut(at as usize) else {
            break;
        };
        let called = people.of(at);
        if let RowFate::Callable(number) = row.fate
            && called != at
        {
            let of = ContactId(called);
            row.fate = RowFate::Duplicate { number, of };
            late.push(at);
        }
    }
    late
}

/// Rows by person: each row points to another of the same person, the one that is called to itself.
struct People(Vec<u32>);

impl People {
    /// The row that is called for the person of a row.
    fn of(&mut self, mut row: u32) -> u32 {
        loop {
            let next = self.0.get(row as usize).copied().unwrap_or(row);
            if next == row {
                return row;
            }
            // Paths are halved on the way, so that none grows long.
            let after = self.0.get(next as usize).copied().unwrap_or(next);
            if let Some(slot) = self.0.get_mut(row as usize) {
                *slot = after;
            }
            row = after;
        }
    }

    fn join(&mut self, one: u32, other: u32, keep: Keep) {
        let (one, other) = (self.of(one), self.of(other));
        let (least, most) = (one.min(other), one.max(other));
        let (called, not) = match keep {
            Keep::First => (least, most),
            Keep::Last => (most, least),
        };
        if let Some(slot) = self.0.get_mut(not as usize) {
            *slot = called;
        }
    }
}
