//! No phone rings outside the campaign's windows and the house's calling hours: by the clocks of the wall in the
//! zones that count for the person.

use super::{Law, Terms, who};
use crate::{
    journal::event::{Event, Fact},
    report::text::{counted, time},
};

/// `hours`
#[derive(Default)]
pub(super) struct Hours {
    attempts: u64,
}

impl Law for Hours {
    fn name(&self) -> &'static str {
        "hours"
    }

    fn see(&mut self, terms: &Terms, event: &Event) -> Result<(), String> {
        let Fact::Intended {
            attempt, not_after, ..
        } = &event.fact
        else {
            return Ok(());
        };
        self.attempts += 1;
        let zone = terms.zone(attempt.contact);
        // What is sent at the last moment may become a call that much later, and then rings.
        let silent = *not_after + terms.timing.delivery_lag + terms.ring_timeout;
        let Some(closed) = terms.windows.closed_within(event.at, silent, zone) else {
            return Ok(());
        };
        let (who, end) = (who(*attempt), time(closed, terms.offset));
        Err(match closed == event.at {
            true => format!("{who}: intended at {end}, outside the calling hours"),
            false => {
                let rings = time(silent, terms.offset);
                format!("{who}: may ring until {rings}, and the calling hours end at {end}")
            }
        })
    }

    fn prove(&mut self, terms: &Terms) -> Result<String, String> {
        let all = counted(self.attempts, "attempt", "attempts");
        let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let (from, to) = (clock(terms.hours.from), clock(terms.hours.to));
        let zone = &terms.hours.timezone;
        Ok(format!(
            "{all}, each within the campaign's windows and {from} to {to} {zone}"
        ))
    }
}
