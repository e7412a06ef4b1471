//! Exotel's clock and its dates: naive local time to the second.

use std::time::Duration;

use jiff::{civil, tz::TimeZone};

use crate::{
    clock::{Timestamp, UtcOffset},
    sim::scenario::Scenario,
};

/// How dates look: `YYYY-MM-DD HH:mm:ss` without an offset. Source: every sample of the v1 API.
const PATTERN: &str = "%Y-%m-%d %H:%M:%S";

/// Exotel's clock, seen from the caller's.
#[derive(Clone, Debug)]
pub(super) struct Dates {
    zone: TimeZone,
    ahead: Duration,
    behind: Duration,
}

impl Dates {
    pub(super) fn new(scenario: &Scenario, offset: UtcOffset) -> Dates {
        Dates {
            zone: offset.to_zone(),
            ahead: scenario.clock_ahead.0,
            behind: scenario.clock_behind.0,
        }
    }

    /// What Exotel's clock shows at a moment.
    pub(super) fn shown(&self, at: Timestamp) -> Timestamp {
        (at + self.ahead).earlier(self.behind)
    }

    /// The moment at which Exotel's clock shows that.
    pub(super) fn moment(&self, shown: Timestamp) -> Timestamp {
        (shown + self.behind).earlier(self.ahead)
    }

    /// The second that Exotel's clock shows at a moment, since 1970.
    pub(super) fn second(&self, at: Timestamp) -> i64 {
        self.shown(at).as_millis().div_euclid(1000)
    }

    /// A moment as Exotel writes it.
    pub(super) fn write(&self, at: Timestamp) -> String {
        let zoned = self.shown(at).to_jiff().to_zoned(self.zone.clone());
        zoned.strftime(PATTERN).to_string()
    }

    /// The second that a client names, since 1970.
    pub(super) fn read(&self, text: &str) -> Option<i64> {
        let civil = civil::DateTime::strptime(PATTERN, text).ok()?;
        let zoned = civil.to_zoned(self.zone.clone()).ok()?;
        Some(zoned.timestamp().as_second())
    }

    /// The last four characters of a sid made at a moment: two digits of the year since 2006, month and day
    /// in base 36. Inferred from all known sids made since 2020.
    pub(super) fn sid_tail(&self, at: Timestamp) -> String {
        let date = self.shown(at).to_jiff().to_zoned(self.zone.clone()).date();
        let base36 = |value: i8| {
            let value = u32::try_from(value).unwrap_or(0);
            char::from_digit(value, 36).unwrap_or('0')
        };
        let year = (i32::from(date.year()) - 2006).rem_euclid(100);
        format!("{year:02}{}{}", base36(date.month()), base36(date.day()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        let parsed: jiff::Timestamp = text.parse().unwrap();
        parsed.into()
    }

    #[test]
    fn dates_are_local_and_follow_exotels_clock() {
        let scenario = Scenario::parse("clock_ahead: 90s").unwrap();
        let dates = Dates::new(&scenario, UtcOffset::IST);
        let moment = at("2026-11-23T04:30:00Z");
        assert_eq!(dates.write(moment), "2026-11-23 10:01:30");
        assert_eq!(
            dates.read("2026-11-23 10:01:30"),
            Some(dates.second(moment))
        );
        assert_eq!(dates.moment(dates.shown(moment)), moment);
        for bad in [
            "2026-11-23",
            "2026-11-23T10:01:30",
            "2026-13-23 10:01:30",
            "",
        ] {
            assert_eq!(dates.read(bad), None, "{bad}");
        }
    }

    #[test]
    fn sids_end_in_the_local_date() {
        let dates = Dates::new(&Scenario::default(), UtcOffset::IST);
        // Real sids of 2025-11-10 and 2025-12-24 ended so; the second moment is still the 23rd in UTC.
        assert_eq!(dates.sid_tail(at("2025-11-10T11:26:32Z")), "19ba");
        assert_eq!(dates.sid_tail(at("2025-12-23T20:00:00Z")), "19co");
    }
}
