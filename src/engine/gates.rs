//! Everything that keeps calls from being placed, calling hours and screening aside.

use super::{
    Attempt, Beside, Engine, Pending, Rules, breaker::Breaker, rate::Rate, slots::Slots,
    tripwire::Tripwire,
};
use crate::{
    campaign::Money,
    clock::Timestamp,
    journal::event::{AttemptId, Event, Fact, Failure, Stop},
};

pub use super::trial::Trial;

/// A paused run looks up at least so often.
const GLANCE: std::time::Duration = std::time::Duration::from_secs(60);

/// What is kept of the facts for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Gates {
    pub(super) slots: Slots,
    rate: Rate,
    pub(super) tripwire: Tripwire,
    pub(super) breaker: Breaker,
    /// Who paused the run.
    pub(super) paused: Option<Box<str>>,
}

/// What keeps calls from being placed although somebody waits for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Somebody paused the run; the text says who, and may be empty.
    Paused(Box<str>),
    /// The outcomes of a few calls are awaited.
    Trial(Trial),
    /// Exotel's answers could not be read; not before this.
    Outage(Timestamp),
    /// What is left of the money is set aside for calls that are under way or not settled.
    Cost(Money),
}

impl Gates {
    pub(super) fn new(rules: &Rules) -> Gates {
        Gates {
            tripwire: Tripwire::new(&rules.limits, rules.pacing.canary),
            ..Gates::default()
        }
    }

    /// Takes a step of an attempt in.
    pub(super) fn step(
        &mut self,
        rules: &Rules,
        id: AttemptId,
        [before, after]: [Option<&Attempt>; 2],
        event: &Event,
    ) {
        let Some(after) = after else { return };
        self.slots.step(event.at, id, after, rules.call_over());
        self.rate.step(rules, before, event.at, &event.fact);
        self.tripwire.step(&rules.limits, id, before, after);
        self.breaker.step(before, event.at, &event.fact);
    }

    /// Takes the end of a read in.
    pub(super) fn replied(&mut self, at: Timestamp, pending: &Pending, failure: Option<&Failure>) {
        self.breaker.replied(at, pending, failure);
    }
}

impl Engine {
    /// Calls that may be placed at `now`, as far as all this goes.
    pub(super) fn room(&self, now: Timestamp, beside: Beside<'_>) -> u64 {
        if self.gates.paused.is_some() {
            return 0;
        }
        let own = self.taken(now);
        let channels = u64::from(self.rules.channels).saturating_sub(own + beside.taken(now));
        let channels = channels.min(u64::from(self.rules.in_progress()).saturating_sub(own));
        let by_number = self
            .rules
            .calls_max
            .map_or(u64::MAX, |max| max.saturating_sub(self.placed));
        // Whoever is asked about again has a place here too, or more are asked about than may be called, and their
        // answers grow old again.
        let others = by_number.min(self.affordable()).min(self.open_to(now));
        channels.min(others.saturating_sub(self.people.renewing))
    }

    /// The same without what only calls can free: channels, numbers and money.
    pub(super) fn open_to(&self, now: Timestamp) -> u64 {
        let gates = &self.gates;
        let paced = gates.rate.room(&self.rules, now);
        let heard = self.room_in_outage(now);
        paced.min(heard).min(gates.tripwire.room())
    }

    /// Whether calls that are under way keep others from being placed.
    pub(super) fn channels_bind(&self, now: Timestamp, beside: Beside<'_>) -> bool {
        let own = self.gates.slots.taken(now);
        own >= u64::from(self.rules.in_progress())
            || own + beside.busy(now) >= u64::from(self.rules.channels)
    }

    /// When calls may be placed again, given that none may be at `now`; nothing when only an answer helps.
    pub(super) fn opens(&self, now: Timestamp, beside: Beside<'_>) -> Option<Timestamp> {
        if self.gates.paused.is_some() {
            return Some(now + GLANCE);
        }
        let gates = &self.gates;
        let mut opens = now;
        let own = self.taken(now);
        if own >= u64::from(self.rules.in_progress()) {
            // Look-ups wake by their answers. Calls that end free their channels by being read, and the others do by themselves.
            opens = opens.max(gates.slots.next(now)?);
        } else if own + beside.taken(now) >= u64::from(self.rules.channels) {
            let slots = [gates.slots.next(now), beside.slot_over(now)];
            opens = opens.max(slots.into_iter().flatten().min()?);
        }
        if gates.rate.room(&self.rules, now) == 0 {
            opens = opens.max(gates.rate.next(&self.rules, now)?);
        }
        if let Some(outage) = gates.breaker.outage() {
            opens = opens.max(outage.until);
        }
        (opens > now).then_some(opens)
    }

    /// What keeps calls from being placed although somebody waits for one; calling hours and screening aside.
    pub fn gate(&self) -> Option<Gate> {
        if self.stop.is_some() || self.finished || self.tally.left() == 0 {
            return None;
        }
        let gates = &self.gates;
        if let Some(by) = &gates.paused {
            return Some(Gate::Paused(by.clone()));
        }
        if let Some(outage) = gates.breaker.outage() {
            return Some(Gate::Outage(outage.until));
        }
        if let Some(trial) = &gates.tripwire.trial
            && trial.room() == 0
        {
            return Some(Gate::Trial(trial.clone()));
        }
        let waits = self.affordable() == 0 && !self.is_quiet();
        waits.then_some(Gate::Cost(self.tally.reserved))
    }

    /// The calls whose outcomes decide whether others are placed, if there are such.
    pub fn trial(&self) -> Option<&Trial> {
        self.gates.tripwire.trial.as_ref()
    }

    /// Calls of that kind whose outcomes are all there, the last ones.
    pub fn trial_over(&self) -> Option<&Trial> {
        self.gates.tripwire.over.as_ref()
    }

    /// Whether outcomes say that the run is to stop, or was stopped by them.
    pub fn is_tripped(&self) -> bool {
        self.gates.tripwire.fired.is_some()
    }

    /// Who paused the run, if somebody did; the text may be empty.
    pub fn paused(&self) -> Option<&str> {
        self.gates.paused.as_deref()
    }

    /// The pause of a run that is not paused.
    pub(super) fn pausing(&self, by: &str) -> Option<Fact> {
        let is_new = self.gates.paused.is_none();
        is_new.then(|| Fact::Paused { by: by.into() })
    }

    /// The end of a pause.
    pub(super) fn unpausing(&self, by: &str) -> Option<Fact> {
        let is_paused = self.gates.paused.is_some();
        is_paused.then(|| Fact::Unpaused { by: by.into() })
    }

    /// Stops the run when its outcomes say so and there is somebody left to be called.
    pub(super) fn trip(&self) -> Option<Fact> {
        let fired = self.gates.tripwire.fired.as_ref()?;
        let left = self.tally.left() > 0;
        if !left || self.stop.is_some() {
            return None;
        }
        self.stopping(Stop::Outcomes {
            condition: fired.condition.to_string().into(),
            some: fired.some,
            of: fired.of,
        })
    }
}
