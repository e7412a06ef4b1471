//! When the phone may ring: one daily window of civil time in its own zone.

use jiff::{Span, civil, tz::TimeZone};

use super::CallingHours;
use crate::clock::Timestamp;

impl CallingHours {
    /// The first moment at or after `at` that lies in the window; `at` itself when it is open.
    pub fn opens_at(&self, at: Timestamp) -> Timestamp {
        self.window(at).0
    }

    /// The end of the window that is open at `at`, or else of the next one. It is not part of the window.
    pub fn closes_at(&self, at: Timestamp) -> Timestamp {
        self.window(at).1
    }

    /// [`CallingHours::opens_at`] and [`CallingHours::closes_at`] for the price of one.
    pub fn window(&self, at: Timestamp) -> (Timestamp, Timestamp) {
        let (opens, closes) = self.next_window(at);
        (opens.max(at), closes)
    }

    /// The first window that ends after `at`. A window that a change of clocks touches is shortened to
    /// the part that is inside by both readings; one that vanishes is passed over.
    fn next_window(&self, at: Timestamp) -> (Timestamp, Timestamp) {
        if self.from == 0 && self.to == 24 * 60 {
            return (at, Timestamp::MAX);
        }
        // An unknown zone is refused when the file is read.
        let zone = TimeZone::get(&self.timezone).unwrap_or(TimeZone::UTC);
        let mut date = at.to_jiff().to_zoned(zone.clone()).date();
        for _ in 0..4 {
            if let Some((from, to)) = self.window_on(date, &zone)
                && to > at
                && from < to
            {
                return (from, to);
            }
            let Ok(next) = date.tomorrow() else { break };
            date = next;
        }
        (Timestamp::MAX, Timestamp::MAX)
    }

    fn window_on(&self, date: civil::Date, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let moment = |minutes: u16| {
            let midnight = date.to_datetime(civil::Time::midnight());
            let civil = midnight
                .checked_add(Span::new().minutes(i64::from(minutes)))
                .ok()?;
            Some(zone.to_ambiguous_timestamp(civil))
        };
        let from = moment(self.from)?.later().ok()?;
        let to = moment(self.to)?.earlier().ok()?;
        Some((from.into(), to.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(from: u16, to: u16, timezone: &str) -> CallingHours {
        let timezone = timezone.to_owned();
        CallingHours { from, to, timezone }
    }

    fn at(text: &str) -> Timestamp {
        text.parse::<jiff::Timestamp>().expect("a time").into()
    }

    #[test]
    fn the_window_is_half_open() {
        let nine_to_nine = CallingHours::default();
        let cases = [
            (
                "2026-11-23T08:59:59.999+05:30",
                "2026-11-23T09:00:00+05:30",
                "2026-11-23T21:00:00+05:30",
            ),
            (
                "2026-11-23T09:00:00+05:30",
                "2026-11-23T09:00:00+05:30",
                "2026-11-23T21:00:00+05:30",
            ),
            (
                "2026-11-23T20:59:59+05:30",
                "2026-11-23T20:59:59+05:30",
                "2026-11-23T21:00:00+05:30",
            ),
            (
                "2026-11-23T21:00:00+05:30",
                "2026-11-24T09:00:00+05:30",
                "2026-11-24T21:00:00+05:30",
            ),
            (
                "2026-12-31T23:30:00+05:30",
                "2027-01-01T09:00:00+05:30",
                "2027-01-01T21:00:00+05:30",
            ),
        ];
        for (now, opens, closes) in cases {
            assert_eq!(nine_to_nine.opens_at(at(now)), at(opens), "{now}");
            assert_eq!(nine_to_nine.closes_at(at(now)), at(closes), "{now}");
        }
    }

    #[test]
    fn a_whole_day_never_closes() {
        let always = hours(0, 1440, "Asia/Kolkata");
        let now = at("2026-11-23T23:59:59+05:30");
        assert_eq!(always.opens_at(now), now);
        assert_eq!(always.closes_at(now), Timestamp::MAX);
    }

    #[test]
    fn an_hour_that_happens_twice_or_never_is_closed() {
        // Clocks go forward at 02:00 to 03:00 on 2026-03-29 and back at 03:00 to 02:00 on 2026-10-25.
        let night = hours(150, 300, "Europe/Berlin");
        assert_eq!(
            night.opens_at(at("2026-03-29T00:00:00Z")),
            at("2026-03-29T01:30:00Z")
        );
        assert_eq!(
            night.opens_at(at("2026-10-25T00:00:00Z")),
            at("2026-10-25T01:30:00Z")
        );
        let gone = hours(120, 180, "Europe/Berlin");
        assert_eq!(
            gone.opens_at(at("2026-03-29T00:00:00Z")),
            at("2026-03-30T00:00:00Z")
        );
    }
}
