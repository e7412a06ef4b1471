//! When the phone may ring, minute by minute: the second opinion of tests. It shares no code with the program, and
//! asks the library of time zones for nothing but offsets.

use std::{cell::RefCell, collections::HashMap};

use exodial::{
    campaign::{CallingHours, ScheduleSpec, Window},
    clock::Timestamp,
};
use jiff::{SignedDuration, civil::DateTime, tz::TimeZone};

/// Clocks never jump farther in the years of the tests.
const JUMP_MAX: i64 = 3 * 3600;
const MINUTE: i64 = 60;
const DAY: i64 = 86_400;

/// The windows of a campaign, and whose clock reads them.
pub(crate) struct Minutes {
    windows: Option<Vec<Window>>,
    /// Days since 1970.
    blackout: Vec<i64>,
    hours: CallingHours,
    /// Seconds since 1970 in UTC.
    start: Option<i64>,
    end: Option<i64>,
    clocks: Clocks,
    policy: Clocks,
}

fn offset_at(zone: &TimeZone, second: i64) -> i64 {
    let at = jiff::Timestamp::from_second(second).expect("a moment of the test");
    zone.to_offset(at).seconds().into()
}

/// The clocks of a zone, with what is known of six hours at a time.
struct Clocks {
    zone: TimeZone,
    calm: RefCell<HashMap<i64, Option<i64>>>,
}

impl Clocks {
    fn new(name: &str) -> Clocks {
        Clocks {
            zone: TimeZone::get(name).expect("a zone of the test"),
            calm: RefCell::default(),
        }
    }

    /// The one offset of these six hours and of those around them; nothing where clocks change.
    fn calm(&self, second: i64) -> Option<i64> {
        let part = second.div_euclid(6 * 3600);
        let mut calm = self.calm.borrow_mut();
        *calm.entry(part).or_insert_with(|| {
            let low = offset_at(&self.zone, part * 6 * 3600 - JUMP_MAX);
            let high = offset_at(&self.zone, (part + 1) * 6 * 3600 + JUMP_MAX);
            (low == high).then_some(low)
        })
    }

    /// All readings of the clocks that count at a moment, as civil seconds since 1970.
    fn readings(&self, second: i64) -> [i64; 3] {
        if let Some(offset) = self.calm(second) {
            return [second + offset; 3];
        }
        let mut readings = [second + offset_at(&self.zone, second); 3];
        let low = second - JUMP_MAX;
        let mut minute = low - low.rem_euclid(MINUTE);
        while minute < second + JUMP_MAX {
            let before = offset_at(&self.zone, minute);
            let after = offset_at(&self.zone, minute + MINUTE);
            let jump = (after - before).abs();
            // The clocks change with the next minute.
            let change = minute + MINUTE;
            if jump > 0 && change - jump <= second && second < change + jump {
                readings[1] = second + before;
                readings[2] = second + after;
            }
            minute += MINUTE;
        }
        readings
    }

    /// How far into an hour that never comes a civil time lies, in seconds; nothing for the others.
    fn skipped(&self, civil: i64) -> i64 {
        self.gap(civil).map_or(0, |(from, _)| civil - from)
    }

    /// How far before the end of an hour that never comes a civil time lies.
    fn left(&self, civil: i64) -> i64 {
        self.gap(civil).map_or(0, |(_, to)| to - civil)
    }

    /// The civil times that no clock shows around this one.
    fn gap(&self, civil: i64) -> Option<(i64, i64)> {
        let seconds = (civil - 30 * 3600..civil + 30 * 3600).step_by(60);
        let mut shown = seconds.map(|second| {
            let last = second + offset_at(&self.zone, second) + 60;
            let next = second + 60;
            (last, next + offset_at(&self.zone, next))
        });
        shown.find(|(last, next)| *last <= civil && civil < *next)
    }
}

fn day(civil: i64) -> i64 {
    civil.div_euclid(DAY)
}

fn minute_of_day(civil: i64) -> i64 {
    civil.rem_euclid(DAY) / MINUTE
}

impl Minutes {
    /// For a person with a zone, or without.
    pub(crate) fn new(spec: &ScheduleSpec, hours: &CallingHours, person: Option<&str>) -> Minutes {
        let epoch = jiff::civil::date(1970, 1, 1);
        let days = |date: &jiff::civil::Date| epoch.until(*date).expect("a date").get_days().into();
        let own = Clocks::new(&spec.timezone);
        let shown = |wanted: &DateTime| {
            let midnight = days(&wanted.date()) * DAY;
            midnight + i64::from(wanted.hour()) * 3600 + i64::from(wanted.minute()) * 60
        };
        // From the first moment on after which no clock shows an earlier time, and until the first that shows the end.
        let around = |civil: i64| (civil - 30 * 3600..civil + 30 * 3600).step_by(60);
        let start = spec.start.as_ref().map(|start| {
            let civil = shown(&start.value);
            let earlier = |second: &i64| second + offset_at(&own.zone, *second) < civil;
            let last = around(civil).filter(earlier).last();
            last.expect("a moment before") + 60 + own.skipped(civil)
        });
        let end = spec.end.as_ref().map(|end| {
            let civil = shown(&end.value);
            let reached = |second: &i64| second + offset_at(&own.zone, *second) >= civil;
            let first = around(civil).find(reached).expect("a moment after");
            first - own.left(civil)
        });
        Minutes {
            blackout: spec.blackout.iter().map(days).collect(),
            windows: spec.windows.clone(),
            hours: hours.clone(),
            start,
            end,
            clocks: Clocks::new(person.unwrap_or(&spec.timezone)),
            policy: Clocks::new(person.unwrap_or(&hours.timezone)),
        }
    }

    fn in_windows(&self, civil: i64) -> bool {
        if self.blackout.contains(&day(civil)) {
            return false;
        }
        let Some(windows) = &self.windows else {
            return true;
        };
        // 1970-01-01 was a Thursday.
        let weekday = u8::try_from((day(civil) + 3).rem_euclid(7)).expect("a day of the week");
        let minute = minute_of_day(civil);
        windows.iter().any(|window| {
            let (from, to) = (i64::from(window.from), i64::from(window.to));
            window.days.has(weekday) && from <= minute && minute < to
        })
    }

    fn in_hours(&self, civil: i64) -> bool {
        let minute = minute_of_day(civil);
        i64::from(self.hours.from) <= minute && minute < i64::from(self.hours.to)
    }

    /// Whether a moment is open.
    pub(crate) fn is_open(&self, at: Timestamp) -> bool {
        let second = at.as_millis().div_euclid(1000);
        let windows = self.clocks.readings(second);
        let hours = self.policy.readings(second);
        windows.into_iter().all(|civil| self.in_windows(civil))
            && hours.into_iter().all(|civil| self.in_hours(civil))
            && self.start.is_none_or(|start| start <= second)
            && self.end.is_none_or(|end| second < end)
    }

    /// Whether every moment from one to another is open, the last one not counted.
    pub(crate) fn are_open(&self, from: Timestamp, to: Timestamp) -> bool {
        let (from, to) = (from.as_millis(), to.as_millis());
        let first = from - from.rem_euclid(60_000);
        let mut minutes = (first..to).step_by(60_000);
        minutes.all(|minute| self.is_open(Timestamp::from_millis(minute.max(from))))
    }

    /// Whether some stretch between two moments is open for so long.
    pub(crate) fn opens_for(&self, length: SignedDuration, from: Timestamp, to: Timestamp) -> bool {
        let (from, to) = (from.as_millis(), to.as_millis());
        let wanted = i64::try_from(length.as_millis()).expect("a short time");
        let mut since = None;
        for minute in (from - from.rem_euclid(60_000)..to).step_by(60_000) {
            let minute = minute.max(from);
            match self.is_open(Timestamp::from_millis(minute)) {
                false => since = None,
                true => {
                    let since = *since.get_or_insert(minute);
                    if minute + 60_000 - since > wanted {
                        return true;
                    }
                }
            }
        }
        false
    }
}
