//! When the phone may ring, minute by minute: the second opinion of tests. It shares no code with the program, and
//! asks the library of time zones for nothing but offsets.

use exodial::{
    campaign::{CallingHours, ScheduleSpec},
    clock::Timestamp,
};
use jiff::{
    SignedDuration,
    civil::DateTime,
    tz::{Offset, TimeZone},
};

/// Clocks never jump farther in the years of the tests.
const JUMP_MAX: i64 = 3 * 3600;
const MINUTE: i64 = 60;

/// The windows of a campaign, and whose clock reads them.
pub(crate) struct Minutes {
    spec: ScheduleSpec,
    hours: CallingHours,
    own: TimeZone,
    windows: TimeZone,
    policy: TimeZone,
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect("a zone of the test")
}

fn offset_at(zone: &TimeZone, second: i64) -> Offset {
    zone.to_offset(jiff::Timestamp::from_second(second).expect("a moment of the test"))
}

/// All readings of a zone's clocks that count at a moment.
fn readings(zone: &TimeZone, millis: i64) -> Vec<DateTime> {
    let second = millis.div_euclid(1000);
    let at = jiff::Timestamp::from_millisecond(millis).expect("a moment of the test");
    let mut offsets = vec![offset_at(zone, second)];
    let (low, high) = (second - JUMP_MAX, second + JUMP_MAX);
    if offset_at(zone, low) != offset_at(zone, high) {
        let first = low - low.rem_euclid(MINUTE);
        let mut minute = first;
        while minute < high {
            let (before, after) = (offset_at(zone, minute), offset_at(zone, minute + MINUTE));
            let jump = i64::from(after.seconds() - before.seconds()).abs();
            // The clocks change with the next minute.
            let change = (minute + MINUTE) * 1000;
            if jump > 0 && change - jump * 1000 <= millis && millis < change + jump * 1000 {
                offsets.extend([before, after]);
            }
            minute += MINUTE;
        }
    }
    offsets
        .iter()
        .map(|offset| offset.to_datetime(at))
        .collect()
}

fn minute_of_day(civil: DateTime) -> u16 {
    u16::try_from(i32::from(civil.hour()) * 60 + i32::from(civil.minute())).expect("of a day")
}

impl Minutes {
    /// For a person with a zone, or without.
    pub(crate) fn new(spec: &ScheduleSpec, hours: &CallingHours, person: Option<&str>) -> Minutes {
        Minutes {
            spec: spec.clone(),
            hours: hours.clone(),
            own: zone(&spec.timezone),
            windows: zone(person.unwrap_or(&spec.timezone)),
            policy: zone(person.unwrap_or(&hours.timezone)),
        }
    }

    fn in_windows(&self, civil: DateTime) -> bool {
        if self.spec.blackout.contains(&civil.date()) {
            return false;
        }
        let Some(windows) = &self.spec.windows else {
            return true;
        };
        let day = civil.date().weekday().to_monday_zero_offset();
        let day = u8::try_from(day).expect("a day of the week");
        let minute = minute_of_day(civil);
        let mut windows = windows.iter();
        windows.any(|window| window.days.has(day) && window.from <= minute && minute < window.to)
    }

    fn in_hours(&self, civil: DateTime) -> bool {
        let minute = minute_of_day(civil);
        self.hours.from <= minute && minute < self.hours.to
    }

    /// Whether the campaign has started and has not ended: an hour that happens twice does not start early, nor
    /// end late.
    fn in_time(&self, millis: i64) -> bool {
        let reads = readings(&self.own, millis);
        let spec = &self.spec;
        let begun = spec.start.as_ref().is_none_or(|start| {
            // All moments from now on show a later time.
            let later = (0..=2 * JUMP_MAX / MINUTE).map(|step| millis + step * 60_000);
            let mut shown = later.map(|at| {
                offset_at(&self.own, at.div_euclid(1000))
                    .to_datetime(jiff::Timestamp::from_millisecond(at).expect("a moment"))
            });
            reads.iter().max() >= Some(&start.value) && shown.all(|civil| civil >= start.value)
        });
        let over = spec.end.as_ref().is_some_and(|end| {
            let earlier = (0..=2 * JUMP_MAX / MINUTE).map(|step| millis - step * 60_000);
            let mut shown = earlier.map(|at| {
                offset_at(&self.own, at.div_euclid(1000))
                    .to_datetime(jiff::Timestamp::from_millisecond(at).expect("a moment"))
            });
            shown.any(|civil| civil >= end.value)
        });
        begun && !over
    }

    /// Whether a moment is open.
    pub(crate) fn is_open(&self, at: Timestamp) -> bool {
        let at = at.as_millis();
        let windows = readings(&self.windows, at);
        let hours = readings(&self.policy, at);
        windows.into_iter().all(|civil| self.in_windows(civil))
            && hours.into_iter().all(|civil| self.in_hours(civil))
            && self.in_time(at)
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
