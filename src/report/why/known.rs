//! What is known of a person when a fact of a run comes: as much as a sentence about it needs.

use std::time::Duration;

use crate::{
    campaign::{Number, Outcome, ZoneId},
    clock::Timestamp,
    engine::{Rules, caps::capped_until},
    journal::event::{Dnd, OtherCall, Question, Standing},
    plan::screen::{self, Verdict},
};

/// What is known of the person when a fact comes.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// What the whitelist said last, and when.
    pub(super) standing: Option<(Standing, Timestamp)>,
    /// What the DND register said last.
    pub(super) dnd: Option<Dnd>,
    /// Whose clock counts.
    pub(super) zone: ZoneId,
    /// Numbers behind the first one, in the order in which they are called.
    pub(super) further: Vec<Number>,
    /// The number that the last fact with one was about.
    pub(super) number: Option<Number>,
    /// Calls that exist.
    pub(super) calls: u8,
    /// When the calls were asked for that were made, or may have been.
    pub(super) placed: Vec<Timestamp>,
    /// Calls of other runs that caps count.
    pub(super) elsewhere: Vec<OtherCall>,
    /// Reads of the outcome since the call.
    pub(super) reads: u32,
    /// The outcome that asks for another call, and when that is due.
    pub(super) due: Option<(Outcome, Timestamp)>,
    /// The question that a reply is about.
    pub(super) question: Option<Question>,
    /// Whether the last question about the call was answered by something better than silence.
    pub(super) found: bool,
    /// Whether a request left, or may have, of which nobody knows what became.
    pub(super) open: bool,
    /// Why nobody is to call again, whatever comes of a call that is under way.
    pub(super) over: Option<String>,
    /// Whether the person waits for nothing more.
    pub(super) done: bool,
}

impl Known {
    /// What the answers about the number mean.
    pub(super) fn verdict(&self, rules: &Rules) -> Option<Verdict> {
        let (standing, _) = self.standing.as_ref()?;
        Some(screen::judge(&rules.whitelist, standing, self.dnd))
    }

    /// Whether the number is neutral and left out, and the person has another one behind it.
    pub(super) fn passes_over(&self, rules: &Rules) -> bool {
        let skips = |verdict| matches!(verdict, Verdict::Skip(skip) if skip.passes_over());
        self.has_next_number() && self.verdict(rules).is_some_and(skips)
    }

    /// Whether screening leaves the person out.
    pub(super) fn is_left_out(&self, rules: &Rules) -> bool {
        matches!(self.verdict(rules), Some(Verdict::Skip(_))) && !self.passes_over(rules)
    }

    /// Whether the person has a number behind the one that is called now.
    pub(super) fn has_next_number(&self) -> bool {
        let last = self.further.last();
        last.is_some() && last != self.number.as_ref()
    }

    /// How long after a call with this outcome the next one follows, by the campaign's retries.
    pub(super) fn delay(&self, outcome: Outcome, rules: &Rules) -> Option<Duration> {
        let has_next = self.has_next_number();
        rules.retries.delay_of(outcome, self.calls, has_next)
    }

    /// When caps let the next call be made.
    pub(super) fn capped(&self, rules: &Rules) -> Timestamp {
        capped_until(&rules.caps, self.placed.iter().copied(), &self.elsewhere)
    }
}
