//! What answers of the whitelist that are still fresh say about people, before anybody is asked.

use crate::{
    campaign::{Number, WhitelistPolicy},
    clock::Timestamp,
    journal::past::Past,
    plan::screen::{self, Skip, Verdict},
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
    pub(super) fn person(&self, mut numbers: impl Iterator<Item = Number>) -> Option<Verdict> {
        let neutral = Some(Verdict::Skip(Skip::NotWhitelisted));
        let of = |number| Some(self.number(number)).filter(|verdict| *verdict != neutral);
        numbers.find_map(of).unwrap_or(neutral)
    }
}
