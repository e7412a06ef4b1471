//! The one reason why nobody is dialled, and until when.
//!
//! The order of the questions is the order of weight: whoever adds a reason puts it where it would be told
//! rather than those behind it. The rate is no reason: requests that wait for their turn are on their way.

use super::{Beside, Engine, Gate};
use crate::{
    campaign::When,
    clock::Timestamp,
    journal::event::{Stop, Throttle},
};

/// Why nobody is dialled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// This process places no calls any more.
    Stopped(Stop),
    /// Nothing is sent for a while.
    Throttled(Throttle),
    /// Somebody paused the run, outcomes are awaited first, or money is short.
    Gate(Gate),
    /// Everybody is called who is to be; outcomes are read.
    Outcomes {
        /// Calls without a known end.
        open: u64,
    },
    /// The campaign's limit of calls is reached.
    Limit {
        /// It.
        calls: u64,
    },
    /// The account's own list of calls is read first.
    LookBack,
    /// People are looked up first.
    Screening {
        /// People to be looked up.
        people: u64,
    },
    /// The phone may not ring.
    OutsideHours {
        /// People who wait for it.
        people: u64,
    },
    /// Whoever is left waits for a further call that is not due.
    Retries {
        /// People who wait.
        people: u64,
    },
    /// Whoever could be called has a number that another run of the process is calling.
    Elsewhere {
        /// People who wait.
        people: u64,
    },
    /// Every channel of the account is taken.
    Channels {
        /// Channels.
        taken: u64,
    },
}

/// Why nobody is dialled, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idle {
    /// Why.
    pub why: Reason,
    /// Until when at the least; nothing where an answer ends it, or nothing does.
    pub until: Option<Timestamp>,
}

impl Engine {
    /// Why nobody is dialled at `now`, beside the other runs of the process; nothing where somebody is, or the run is
    /// over.
    pub fn idle(&self, now: Timestamp, beside: Beside<'_>) -> Option<Idle> {
        if self.finished || self.tally.sending > 0 {
            return None;
        }
        let idle = |why, until| Some(Idle { why, until });
        let open = self.tally.under_way + self.tally.in_doubt;
        match &self.stop {
            Some(Stop::ReadOnly) => return idle(Reason::Outcomes { open }, None),
            Some(stop) => return idle(Reason::Stopped(stop.clone()), None),
            None => {}
        }
        if let Some(why) = self.paused_why.filter(|_| now < self.paused_until) {
            return idle(Reason::Throttled(why), Some(self.paused_until));
        }
        // An outage that was waited for ends with the next answer or call.
        let over = |gate: &Gate| matches!(gate, Gate::Outage(until) if *until <= now);
        if let Some(gate) = self.gate().filter(|gate| !over(gate)) {
            let until = match &gate {
                Gate::Outage(until) => Some(*until),
                Gate::Paused(_) | Gate::Trial(_) | Gate::Cost(_) => None,
            };
            return idle(Reason::Gate(gate), until);
        }
        let (people, unscreened) = (self.tally.waiting, self.tally.unscreened);
        if people + unscreened == 0 {
            return idle(Reason::Outcomes { open }, None);
        }
        let placed = self.placed;
        if let Some(calls) = self.rules.calls_max.filter(|most| placed >= *most) {
            return idle(Reason::Limit { calls }, None);
        }
        if let Some(closed) = self.closed(now).filter(|closed| closed.before_start) {
            let people = closed.waiting;
            return idle(Reason::OutsideHours { people }, Some(closed.until));
        }
        if !self.looked_back(now) && (unscreened > 0 || self.is_anybody_callable(now)) {
            return idle(Reason::LookBack, None);
        }
        let first = self.rules.whitelist.when == When::Before;
        if unscreened > 0 && (first || people == 0) {
            let people = unscreened;
            return idle(Reason::Screening { people }, None);
        }
        if let Some(closed) = self.closed(now) {
            let people = closed.waiting;
            let until = Some(closed.until).filter(|until| *until < Timestamp::MAX);
            return idle(Reason::OutsideHours { people }, until);
        }
        self.idle_inside_hours(now, people, beside)
    }

    /// The reasons that are left where calls could be placed.
    fn idle_inside_hours(&self, now: Timestamp, people: u64, beside: Beside<'_>) -> Option<Idle> {
        let idle = |why, until| Some(Idle { why, until });
        let first = |beside| self.first_call(now, |contact| self.awaits_another(contact, beside));
        match first(beside) {
            None if first(Beside::NOBODY).is_some() => idle(Reason::Elsewhere { people }, None),
            // Somebody waits for the end of another row's call, or for an answer that is being renewed.
            None => {
                let open = self.tally.under_way + self.tally.in_doubt;
                (open > 0).then_some(Idle {
                    why: Reason::Outcomes { open },
                    until: None,
                })
            }
            Some(first) if first > now => {
                let until = Some(first).filter(|until| *until < Timestamp::MAX);
                idle(Reason::Retries { people }, until)
            }
            Some(_) if self.channels_bind(now, beside) => {
                let taken = self.gates.slots.taken(now) + beside.busy(now);
                idle(Reason::Channels { taken }, None)
            }
            Some(_) => None,
        }
    }
}
