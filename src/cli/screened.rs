//! What answers of the whitelist that are still fresh say about people, before anybody is asked.

use crate::{
    campaign::{Number, WhitelistPolicy},
    clock::Timestamp,
    journal::past::Past,
    plan::screen::{self, Verdict},
};

/// The answers, and the rules by which they are judged at a moment.
#[derive(Clone, Copy)]
pub(super) struct Screened<'a> {
    /// What earlier runs learnt.
    pub(super) past: &'a Past,
    /// What the answers mean.
    pub(super) whitelist: &'a WhitelistPolicy,
    /// The moment.
    pub(super) now: Timestamp,
}

impl Screened<'_> {
    /// The verdict on a number; nothing where no answer is fresh.
    pub(super) fn number(&self, number: Number) -> Option<Verdict> {
        let max_age = self.whitelist.max_age;
        let standing = self.past.standing(number);
        let standing = standing.filter(|known| known.is_fresh(self.now, max_age))?;
        let dnd = self.past.dnd(number);
        let dnd = dnd.filter(|known| known.is_fresh(self.now, max_age));
        let dnd = dnd.map(|known| known.value);
        Some(screen::judge(self.whitelist, &standing.value, dnd))
    }

    /// The verdict on a person: that on the first number, or on the next one where it is neutral and passed over.
    pub(super) fn person(&self, numbers: impl Iterator<Item = Number>) -> Option<Verdict> {
        let mut passed = None;
        for number in numbers {
            passed = self.number(number);
            if !matches!(passed, Some(Verdict::Skip(skip)) if skip.passes_over()) {
                break;
            }
        }
        passed
    }
}
