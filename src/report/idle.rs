//! Why nobody is dialled, as phrases: the one place where that is put into words, for the log of a run and for its
//! status.

use super::{
    text::{counted, day_time, masked, time},
    why::phrases::{stop, throttle},
};
use crate::{
    clock::{Timestamp, UtcOffset},
    engine::{
        DOUBTS_MAX, Gate,
        idle::{Idle, Reason},
    },
};

/// The reason, and until when, with moments of the given offset and amounts of the currency.
pub fn phrase(idle: &Idle, offset: UtcOffset, currency: &str) -> String {
    let people = |people: u64| counted(people, "person", "people");
    let why = match &idle.why {
        Reason::Stopped(why) => format!("no new calls: {}", stop(why)),
        Reason::Throttled(why) => return throttled(idle.until, throttle(*why), offset),
        Reason::Gate(gate) => return gated(gate, offset, currency),
        Reason::OutsideHours { people } => {
            let until = idle.until.map(|until| day_time(until, offset));
            return closed(until.as_deref(), false, *people);
        }
        Reason::Outcomes { open } => {
            let open = counted(*open, "call", "calls");
            format!("nobody is left to be called; outcomes are read, {open} open")
        }
        Reason::Limit { calls } => {
            let calls = counted(*calls, "call", "calls");
            format!("the limit of {calls} is reached; outcomes are read")
        }
        Reason::LookBack => "the account's own list of calls is read first".to_owned(),
        Reason::Screening { people: left } => {
            format!("{} to be looked up before the first call", people(*left))
        }
        Reason::Retries { people: waiting } => {
            format!("{} waiting for further calls, none due", people(*waiting))
        }
        Reason::Elsewhere { people: waiting } => format!(
            "{} waiting for calls of other runs of this process to end",
            people(*waiting)
        ),
        Reason::Channels { taken } => {
            format!("every channel is taken ({taken}); calls go on as others end")
        }
    };
    match idle.until {
        None => why,
        Some(until) => format!("{why} until {}", day_time(until, offset)),
    }
}

/// What keeps calls from being placed although somebody waits for one.
pub(super) fn gated(gate: &Gate, offset: UtcOffset, currency: &str) -> String {
    match gate {
        Gate::Paused(by) => {
            let by = match &**by {
                "" => String::new(),
                by => format!(" by {by}"),
            };
            format!("paused{by}: nobody is dialled until `exodial unpause`; outcomes are read")
        }
        Gate::Trial(trial) => {
            let calls = counted(trial.size, "call", "calls");
            match trial.is_probe {
                true => format!("outcomes stopped the run before: {calls} first, one at a time"),
                false => {
                    format!("canary: {calls} placed; their outcomes come before the next call")
                }
            }
        }
        Gate::Outage(until) => format!(
            "{} in a row without an answer that can be read: nobody is dialled until {} and a read is answered",
            counted(u64::from(DOUBTS_MAX), "request", "requests"),
            time(*until, offset)
        ),
        Gate::Cost(reserved) => format!(
            "limits.cost: what is left of it, {currency} {reserved}, is set aside for calls whose price is not known yet"
        ),
    }
}

/// That nothing is sent for a while, and why.
pub(super) fn throttled(until: Option<Timestamp>, why: &str, offset: UtcOffset) -> String {
    let until = until.map(|until| format!(" until {}", time(until, offset)));
    format!(
        "nothing is sent{}: {}",
        until.unwrap_or_default(),
        masked(why)
    )
}

/// That the phone may not ring: until when, with the zone where that is told, and for how many people.
pub(super) fn closed(until: Option<&str>, before_start: bool, waiting: u64) -> String {
    let why = match before_start {
        true => "the campaign has not started",
        false => "outside the windows",
    };
    let until = until.map(|until| format!(" until {until}"));
    let waiting = counted(waiting, "person", "people");
    format!(
        "closed{}: {why}, {waiting} waiting",
        until.unwrap_or_default()
    )
}
