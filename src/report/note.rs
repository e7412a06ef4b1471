//! What changes the course of a run, as phrases for a log or a terminal.

use std::time::Duration;

use super::{
    idle::{closed, gated, phrase, throttled},
    text::{counted, day_time, masked},
};
use crate::{
    clock::{Timestamp, UtcOffset},
    engine::{Closed, Gate, Rules, idle::Idle},
};

/// Something that changes the course of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// People are looked up before the first call.
    Screening {
        /// People to be looked up.
        people: u64,
    },
    /// Calls are placed.
    Calling,
    /// Fewer requests leave than usual, because the rate was exceeded.
    Slowed {
        /// Requests in a minute from now on.
        per_minute: u32,
    },
    /// As many requests leave as usual again.
    FullRate {
        /// Requests in a minute from now on.
        per_minute: u32,
    },
    /// Nothing is sent for a while.
    Paused {
        /// The end of the pause.
        until: Timestamp,
        /// Why: a phrase.
        why: String,
    },
    /// The phone may not ring.
    Closed {
        /// When the first of those who wait may be called.
        until: Timestamp,
        /// The zone whose clocks count for that.
        zone: String,
        /// The offset of that zone then.
        offset: UtcOffset,
        /// People who wait for it.
        waiting: u64,
        /// Whether the campaign has not started yet.
        before_start: bool,
    },
    /// Nobody is dialled for a reason that no other note tells.
    Idle(Idle),
    /// Calls may or may not have been placed.
    InDoubt {
        /// All of them so far.
        calls: u64,
    },
    /// Lists or earlier calls keep people from being called from now on.
    Barred {
        /// How many.
        people: u64,
    },
    /// No new call is placed; those under way are waited for.
    Stopping {
        /// Why: a phrase; nothing where somebody asked for it.
        why: Option<String>,
        /// Calls under way.
        under_way: u64,
        /// How long they are waited for where somebody asked for it.
        drain: Duration,
    },
    /// Something keeps calls from being placed although somebody waits for one.
    Gate {
        /// What.
        gate: Gate,
        /// The currency of its amount.
        currency: String,
    },
    /// A paused run goes on.
    GoesOn,
    /// What the calls of a trial came to: outcomes in words, and whether the others follow.
    TrialOver {
        /// Outcomes with their counts.
        outcomes: String,
        /// Whether these calls followed a stop by outcomes.
        is_probe: bool,
        /// Whether the other calls follow now.
        passed: bool,
    },
    /// Somebody who wants to be told was not.
    Untold {
        /// Who, as the log calls it.
        label: String,
        /// What it was about: a word.
        what: &'static str,
        /// Why not: a phrase.
        why: String,
    },
    /// Every call is placed; outcomes are read.
    Reconciling {
        /// Calls without an outcome.
        outstanding: u64,
    },
}

/// Notes that replace each other while they wait to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Phase,
    Rate,
    Pause,
    Idle,
    Doubt,
    Bar,
    Stop,
    Held,
    Trial,
    TrialOver,
    Untold,
}

impl Note {
    /// That the phone may not ring.
    pub fn closed(closed: &Closed, rules: &Rules) -> Note {
        Note::Closed {
            until: closed.until,
            zone: rules.schedule.zone_name(closed.zone).to_owned(),
            offset: rules.schedule.offset(closed.zone, closed.until),
            waiting: closed.waiting,
            before_start: closed.before_start,
        }
    }

    pub(super) const fn kind(&self) -> Kind {
        match self {
            Note::Screening { .. } | Note::Calling | Note::Reconciling { .. } => Kind::Phase,
            Note::Slowed { .. } | Note::FullRate { .. } => Kind::Rate,
            Note::Paused { .. } | Note::Closed { .. } => Kind::Pause,
            Note::InDoubt { .. } => Kind::Doubt,
            Note::Barred { .. } => Kind::Bar,
            Note::Stopping { .. } => Kind::Stop,
            Note::Idle(_) => Kind::Idle,
            Note::Gate { gate, .. } => match gate {
                Gate::Outage(_) | Gate::Cost(_) => Kind::Idle,
                Gate::Paused(_) => Kind::Held,
                Gate::Trial(_) => Kind::Trial,
            },
            Note::GoesOn => Kind::Held,
            Note::TrialOver { .. } => Kind::TrialOver,
            Note::Untold { .. } => Kind::Untold,
        }
    }

    /// Whether it is told whenever it comes. The others come and go, and are told every so often.
    pub(super) const fn is_rare(&self) -> bool {
        match self.kind() {
            Kind::Phase
            | Kind::Bar
            | Kind::Stop
            | Kind::Held
            | Kind::Trial
            | Kind::TrialOver
            | Kind::Untold => true,
            Kind::Rate | Kind::Pause | Kind::Doubt | Kind::Idle => false,
        }
    }

    /// The note as a phrase, with moments of the given offset.
    pub fn text(&self, offset: UtcOffset) -> String {
        match self {
            Note::Screening { people } => {
                format!("looking up {}", counted(*people, "person", "people"))
            }
            Note::Calling => "calling".to_owned(),
            Note::Slowed { per_minute } => format!("slowed to {per_minute}/min after a 429"),
            Note::FullRate { per_minute } => format!("back to {per_minute}/min"),
            Note::Paused { until, why } => throttled(Some(*until), why, offset),
            Note::Closed {
                until,
                zone,
                offset,
                waiting,
                before_start,
            } => {
                let until = format!("{} ({zone})", day_time(*until, *offset));
                closed(Some(&until), *before_start, *waiting)
            }
            // What may hold an amount is a gate.
            Note::Idle(idle) => phrase(idle, offset, ""),
            Note::Gate { gate, currency } => gated(gate, offset, currency),
            Note::InDoubt { calls } => format!(
                "{} may or may not have been placed; kept for reconciliation, not dialled again",
                counted(*calls, "call", "calls")
            ),
            Note::Barred { people } => format!(
                "{} may not be called any more: on a list, or by an earlier call",
                counted(*people, "person", "people")
            ),
            Note::Stopping {
                why: None,
                under_way: 0,
                ..
            } => "stopping: no new calls; press Ctrl-C again to leave at once, nothing is lost"
                .to_owned(),
            Note::Stopping {
                why: Some(why),
                under_way,
                ..
            } => format!(
                "stopping: {}; no new calls; waiting for {} under way",
                masked(why),
                counted(*under_way, "call", "calls")
            ),
            Note::Stopping {
                why: None,
                under_way,
                drain,
            } => format!(
                "stopping: no new calls; waiting up to {} s for {} under way; press Ctrl-C again to leave at once, nothing is lost",
                drain.as_secs(),
                counted(*under_way, "call", "calls")
            ),
            Note::Reconciling { outstanding } => format!(
                "all calls placed; reading {}",
                counted(*outstanding, "outcome", "outcomes")
            ),
            Note::Untold { label, what, why } => {
                format!("notify: {label} was not told of {what}: {why}")
            }
            Note::GoesOn => "unpaused: calling goes on".to_owned(),
            Note::TrialOver {
                outcomes,
                is_probe,
                passed,
            } => {
                let what = if *is_probe { "probe" } else { "canary" };
                let then = if *passed { "; calling goes on" } else { "" };
                format!("{what}: {outcomes}{then}")
            }
        }
    }
}
