//! No phone rings outside the calling hours: by the clock of the wall in their zone.

use std::time::Duration;

use jiff::{civil::Time, tz::TimeZone};

use super::{Law, Terms, who};
use crate::{
    campaign::ZoneId,
    clock::Timestamp,
    journal::event::{Event, Fact},
    report::text::{counted, time},
};

/// `hours`
#[derive(Default)]
pub(super) struct Hours {
    attempts: u64,
    /// The zone, looked up once.
    zone: Option<TimeZone>,
    /// The least time between the last ring and the end of the hours.
    least: Option<Duration>,
}

/// Seconds of the day, and the day, as a clock in the zone shows them.
fn wall(at: Timestamp, zone: &TimeZone) -> (i64, jiff::civil::Date) {
    let shown = at.to_jiff().to_zoned(zone.clone()).datetime();
    let since = shown.time().duration_since(Time::midnight());
    (since.as_secs(), shown.date())
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
        let (opens, closes) = terms.schedule.window(event.at, zone);
        if opens > event.at || *not_after + terms.ring_timeout > closes {
            let (who, at) = (who(*attempt), time(event.at, terms.offset));
            return Err(format!(
                "{who}: intended at {at}, outside the campaign's windows"
            ));
        }
        if zone != ZoneId::OWN {
            // The house's hours are read by the person's own clock, which the windows do.
            return Ok(());
        }
        let hours = &terms.hours;
        let (from, to) = (i64::from(hours.from) * 60, i64::from(hours.to) * 60);
        if (from, to) == (0, 86_400) {
            return Ok(());
        }
        let zone = self
            .zone
            .get_or_insert_with(|| TimeZone::get(&hours.timezone).unwrap_or(TimeZone::UTC));
        let (second, day) = wall(event.at, zone);
        if !(from..to).contains(&second) {
            let (who, at) = (who(*attempt), time(event.at, terms.offset));
            return Err(format!(
                "{who}: intended at {at}, outside the calling hours"
            ));
        }
        let rings = *not_after + terms.ring_timeout;
        let (second, last) = wall(rings, zone);
        let second = if last == day { second } else { second + 86_400 };
        if second > to {
            let (who, at) = (who(*attempt), time(rings, terms.offset));
            return Err(format!(
                "{who}: may ring until {at}, outside the calling hours"
            ));
        }
        let left = Duration::from_secs(u64::try_from(to - second).unwrap_or(0));
        self.least = Some(self.least.map_or(left, |least| least.min(left)));
        Ok(())
    }

    fn prove(&mut self, terms: &Terms) -> Result<String, String> {
        let all = counted(self.attempts, "attempt", "attempts");
        let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let (from, to) = (clock(terms.hours.from), clock(terms.hours.to));
        let zone = &terms.hours.timezone;
        let all = format!("{all} within {from} to {to} {zone}");
        Ok(match self.least {
            None => all,
            Some(left) => {
                let left = crate::report::text::length(left);
                format!("{all}, the last ring {left} before the end")
            }
        })
    }
}
