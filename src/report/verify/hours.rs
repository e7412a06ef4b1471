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
        let (who, at) = (who(*attempt), time(event.at, terms.offset));
        if !terms.windows.is_open(event.at, zone) {
            return Err(format!(
                "{who}: intended at {at}, outside the calling hours"
            ));
        }
        // What is sent at the last moment may become a call that much later, and then rings.
        let silent = *not_after + terms.timing.delivery_lag + terms.ring_timeout;
        match terms.windows.closed_within(event.at, silent, zone) {
            None => Ok(()),
            Some(closed) => {
                let (rings, closed) = (time(silent, terms.offset), time(closed, terms.offset));
                Err(format!(
                    "{who}: may ring until {rings}, and the calling hours end at {closed}"
                ))
            }
        }
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
