//! Why nobody is dialled, as a phrase: for the log of a run, and for its status.

use super::{
    text::{counted, day_time},
    why::phrases::{stop, throttle},
};
use crate::{
    clock::UtcOffset,
    engine::{
        Gate,
        idle::{Idle, Reason},
    },
};

/// The reason, and until when, with moments of the given offset.
pub fn phrase(idle: &Idle, offset: UtcOffset) -> String {
    let people = |people: u64| counted(people, "person", "people");
    let why = match &idle.why {
        Reason::Stopped(why) => format!("no new calls: {}", stop(why)),
        Reason::Throttled(why) => format!("nothing is sent: {}", throttle(*why)),
        Reason::Gate(gate) => gated(gate),
        Reason::Outcomes { open } => {
            let open = counted(*open, "call", "calls");
            format!("nobody is left to be called; outcomes are read, {open} open")
        }
        Reason::Limit { calls } => {
            let calls = counted(*calls, "call", "calls");
            format!("the limit of {calls} is reached; outcomes are read")
        }
        Reason::Screening { people: left } => {
            format!("{} to be looked up before the first call", people(*left))
        }
        Reason::OutsideHours { people: waiting } => {
            format!("outside calling hours, {} waiting", people(*waiting))
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

fn gated(gate: &Gate) -> String {
    match gate {
        Gate::Paused(by) if by.is_empty() => "paused; outcomes are read".to_owned(),
        Gate::Paused(by) => format!("paused by {by}; outcomes are read"),
        Gate::Trial(trial) => {
            let calls = counted(trial.size, "call", "calls");
            format!("the outcomes of the first {calls} are awaited")
        }
        Gate::Outage(_) => "nobody is dialled: Exotel's answers could not be read".to_owned(),
        Gate::Cost(reserved) => {
            format!("what is left of the money is set aside for calls under way ({reserved})")
        }
    }
}
