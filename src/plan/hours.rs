//! Work that may only be done while the phone may ring.

use std::time::Duration;

use crate::clock::Timestamp;

/// Windows that are looked at for how much of a delay can lie inside them.
const PATTERN_MAX: usize = 400;
/// Windows looked at before the end is taken to be out of sight: over 27 years of days.
const WINDOWS_MAX: usize = 10_000;

/// The calling hours as two questions, so that arithmetic needs no time zone.
#[derive(Clone, Copy)]
pub struct Hours<'a> {
    /// The first moment at or after the given one at which the phone may ring.
    pub opens_at: &'a dyn Fn(Timestamp) -> Timestamp,
    /// The end of the window that is open at the given moment, or else of the next one.
    pub closes_at: &'a dyn Fn(Timestamp) -> Timestamp,
    /// How long before its end nothing is placed any more, so that no phone rings after it.
    pub margin: Duration,
}

/// Hours that never open.
pub const NEVER: Hours<'static> = Hours {
    opens_at: &|_| Timestamp::MAX,
    closes_at: &|_| Timestamp::MAX,
    margin: Duration::ZERO,
};

impl Hours<'_> {
    /// The first moment at or after `at` at which a call may be placed.
    pub fn next(&self, at: Timestamp) -> Timestamp {
        self.windows(at)
            .next()
            .map_or(Timestamp::MAX, |(from, _)| from)
    }

    /// When `work` that begins at `from` is done, if it rests whenever no call may be placed.
    /// [`Timestamp::MAX`] where that cannot be seen.
    pub fn advance(&self, from: Timestamp, work: Duration) -> Timestamp {
        let mut left = work;
        for (opens, closes) in self.windows(from).take(WINDOWS_MAX) {
            let open = closes - opens;
            if left <= open {
                return opens + left;
            }
            left -= open;
        }
        Timestamp::MAX
    }

    /// The most of a delay of this length that can lie inside the calling hours, wherever it begins: such a
    /// stretch of time begins where a window does, or ends where one does. Of more than 400 windows the
    /// first ones are looked at.
    pub fn open_part(&self, delay: Duration, near: Timestamp) -> Duration {
        let windows: Vec<_> = self.windows(near).take(PATTERN_MAX).collect();
        if windows.iter().any(|(_, last)| *last == Timestamp::MAX) {
            return delay;
        }
        let within = |from: Timestamp, to: Timestamp| {
            let first = windows.partition_point(|(_, last)| *last <= from);
            let later = windows.iter().skip(first);
            let own = later.take_while(|(opens, _)| *opens < to);
            own.fold(Duration::ZERO, |all, (opens, last)| {
                all + ((*last).min(to) - (*opens).max(from))
            })
        };
        let parts = windows.iter().flat_map(|(opens, last)| {
            let after = within(*opens, *opens + delay);
            [after, within(last.earlier(delay), *last)]
        });
        parts.max().unwrap_or(Duration::ZERO)
    }

    /// How much of the time between two moments lies inside the calling hours.
    pub fn open_between(&self, from: Timestamp, to: Timestamp) -> Duration {
        let stretches = self.stretches(from);
        let stretches = stretches.take_while(|(opens, _)| *opens < to);
        stretches.fold(Duration::ZERO, |all, (opens, last)| {
            all.saturating_add(last.min(to) - opens)
        })
    }

    /// The stretch within which a call may be placed at `at`, or else the next one.
    pub fn stretch(&self, at: Timestamp) -> Option<(Timestamp, Timestamp)> {
        self.windows(at).next()
    }

    /// The stretches from `at` on within which calls may be placed, as far as can be seen.
    pub fn stretches(&self, at: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        self.windows(at).take(WINDOWS_MAX)
    }

    /// When the windows end from `at` on; none where that cannot be seen.
    pub fn closings(&self, at: Timestamp) -> impl Iterator<Item = Timestamp> {
        let windows = self.windows(at).take(WINDOWS_MAX);
        windows.map(|(_, last)| last)
    }

    /// The stretches from `at` on within which calls may be placed.
    fn windows(&self, at: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let mut at = at;
        let mut windows = 0;
        std::iter::from_fn(move || {
            while at < Timestamp::MAX && windows < 2 * WINDOWS_MAX {
                windows += 1;
                let opens = (self.opens_at)(at);
                let closes = (self.closes_at)(opens);
                at = closes;
                let last = if closes == Timestamp::MAX {
                    closes
                } else {
                    closes.earlier(self.margin)
                };
                if opens < last {
                    return Some((opens, last));
                }
                if closes <= opens {
                    return None;
                }
            }
            None
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3600;

    /// 09:00 to 21:00 of days that begin at multiples of 24 h.
    fn opens(at: Timestamp) -> Timestamp {
        let (day, second) = (at.as_millis() / 86_400_000, at.as_millis() % 86_400_000);
        match second {
            s if s < 9 * 3_600_000 => Timestamp::from_millis(day * 86_400_000 + 9 * 3_600_000),
            s if s < 21 * 3_600_000 => at,
            _ => Timestamp::from_millis((day + 1) * 86_400_000 + 9 * 3_600_000),
        }
    }

    fn closes(at: Timestamp) -> Timestamp {
        let day = opens(at).as_millis() / 86_400_000;
        Timestamp::from_millis(day * 86_400_000 + 21 * 3_600_000)
    }

    fn hours(margin: u64) -> Hours<'static> {
        Hours {
            opens_at: &opens,
            closes_at: &closes,
            margin: Duration::from_secs(margin),
        }
    }

    fn at(day: i64, hour: i64, minute: i64) -> Timestamp {
        Timestamp::from_secs(day * 86_400 + hour * 3600 + minute * 60)
    }

    #[test]
    fn work_rests_over_night() {
        let hours = hours(0);
        let work = |h: u64| Duration::from_secs(h * HOUR);
        assert_eq!(hours.advance(at(0, 10, 0), work(5)), at(0, 15, 0));
        assert_eq!(hours.advance(at(0, 20, 0), work(1)), at(0, 21, 0));
        assert_eq!(hours.advance(at(0, 20, 0), work(2)), at(1, 10, 0));
        assert_eq!(hours.advance(at(0, 2, 0), work(30)), at(2, 15, 0));
    }

    #[test]
    fn the_last_call_has_time_to_ring() {
        let hours = hours(60);
        assert_eq!(hours.next(at(0, 20, 58)), at(0, 20, 58));
        assert_eq!(hours.next(at(0, 20, 59)), at(1, 9, 0));
        let work = Duration::from_secs(HOUR);
        assert_eq!(hours.advance(at(0, 20, 29), work), at(1, 9, 30));
    }

    #[test]
    fn a_delay_counts_only_as_far_as_it_can_be_open() {
        let hours = hours(0);
        let part = |h: u64| hours.open_part(Duration::from_secs(h * HOUR), at(0, 12, 0));
        assert_eq!(part(2), Duration::from_secs(2 * HOUR));
        assert_eq!(part(20), Duration::from_secs(12 * HOUR));
        assert_eq!(part(24), Duration::from_secs(12 * HOUR));
        assert_eq!(part(50), Duration::from_secs(26 * HOUR));
    }

    #[test]
    fn hours_that_never_open_end_nowhere() {
        let never = Hours {
            opens_at: &|_| Timestamp::MAX,
            closes_at: &|_| Timestamp::MAX,
            margin: Duration::ZERO,
        };
        assert_eq!(
            never.advance(at(0, 0, 0), Duration::from_secs(1)),
            Timestamp::MAX
        );
        let always = Hours {
            opens_at: &|at| at,
            closes_at: &|_| Timestamp::MAX,
            margin: Duration::from_secs(60),
        };
        let work = Duration::from_secs(1_000_000);
        assert_eq!(always.advance(at(0, 0, 0), work), at(0, 0, 0) + work);
    }
}
